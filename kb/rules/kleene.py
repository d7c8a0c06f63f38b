"""Three-valued building blocks: what Python's operators say where everything is known, UNKNOWN where not.

What Python would answer with an exception (division by zero, an index out of range, an order between a string and
a number) is UNKNOWN too. Work is bounded: integers stay below `INTEGER_LIMIT`. A number of which only the bounds are
known, as the size of a flexible input, decides what the bounds decide.
"""

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn

from kb.bounds.between import Between, difference, divided, multiplied


class Unknown:
    """The one value for what a file does not say. It has no truth, so that no `if` takes it for false."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise TypeError("unknown is neither true nor false")

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN: Final = Unknown()

INTEGER_LIMIT_BITS: Final = 512
INTEGER_LIMIT: Final = 2**INTEGER_LIMIT_BITS
"""No fact of a model is larger than 64 bits; the limit keeps `**` and chains of `*` cheap."""

NUMBERS: Final = frozenset({int, float, bool})


def is_fully_known(value: object) -> bool:
    if type(value) is tuple:
        return all(is_fully_known(element) for element in value)
    return not is_open(value)


def is_open(value: object) -> bool:
    """Whether it stands for one of several values: UNKNOWN, or a number between bounds."""
    return value is UNKNOWN or type(value) is Between


def equal(left: object, right: object) -> object:
    """`left == right`; one differing pair of elements decides, whatever else is unknown."""
    if type(left) is tuple and type(right) is tuple:
        return _equal_tuples(left, right)
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if type(left) is Between or type(right) is Between:
        return _equal_between(left, right)
    return left == right


def _equal_between(left: object, right: object) -> object:
    """Numbers whose bounds do not meet differ; of all others nothing is known, be the bounds the same."""
    one, other = _as_between(left), _as_between(right)
    if one is None or other is None:
        return UNKNOWN
    return False if _is_below(one, other) or _is_below(other, one) else UNKNOWN


def _as_between(value: object) -> Between | None:
    if type(value) is Between:
        return value
    return Between(lower=value, upper=value) if isinstance(value, int) else None


def _is_below(one: Between, other: Between) -> bool:
    return one.upper is not None and one.upper < other.lower


def _equal_tuples(left: tuple[object, ...], right: tuple[object, ...]) -> object:
    if len(left) != len(right):
        return False
    answer: object = True
    for one, other in zip(left, right, strict=True):
        # Python's tuples compare by identity first: a NaN equals itself there.
        same = True if one is other and type(one) is not tuple and not is_open(one) else equal(one, other)
        if same is False:
            return False
        if same is UNKNOWN:
            answer = UNKNOWN
    return answer


def unequal(left: object, right: object) -> object:
    return negation(equal(left, right))


def negation(value: object) -> object:
    if value is True:
        return False
    return True if value is False else UNKNOWN


def contains(item: object, container: object) -> object:
    """`item in container`, for tuples and for a string in a string."""
    if type(container) is tuple:
        if type(item) is not tuple and not is_open(item):
            if item in container:
                return True
            is_all_known = UNKNOWN not in container and Between not in map(type, container)
            return False if is_all_known else _contains_slowly(item, container)
        return _contains_slowly(item, container)
    if type(container) is str and type(item) is str:
        return item in container
    return UNKNOWN


def _contains_slowly(item: object, container: tuple[object, ...]) -> object:
    answer: object = False
    for element in container:
        # By identity first, as Python does: a NaN is found in the tuple that it came from.
        same = True if item is element and is_fully_known(item) else equal(item, element)
        if same is True:
            return True
        if same is UNKNOWN:
            answer = UNKNOWN
    return answer


def does_not_contain(item: object, container: object) -> object:
    return negation(contains(item, container))


def _ordering(order: Callable[[Any, Any], bool]) -> Callable[[object, object], object]:
    def compare(left: object, right: object) -> object:
        if not is_fully_known(left) or not is_fully_known(right):
            return _ordered(order, left, right)
        try:
            return order(left, right)
        except TypeError:
            return UNKNOWN

    return compare


def _ordered(order: Callable[[Any, Any], bool], left: object, right: object) -> object:
    """An order between bounds holds or fails where it does for both ends of both."""
    one, other = _as_between(left), _as_between(right)
    if one is None or other is None:
        return UNKNOWN
    ends = [_upper(one), one.lower], [_upper(other), other.lower]
    answers = {order(mine, theirs) for mine in ends[0] for theirs in ends[1]}
    return answers.pop() if len(answers) == 1 else UNKNOWN


def _upper(one: Between) -> int | float:
    return math.inf if one.upper is None else one.upper


COMPARISONS: Final[Mapping[str, Callable[[object, object], object]]] = {
    "==": equal,
    "!=": unequal,
    "<": _ordering(operator.lt),
    "<=": _ordering(operator.le),
    ">": _ordering(operator.gt),
    ">=": _ordering(operator.ge),
    "in": contains,
    "not in": does_not_contain,
}


def bounded(number: object) -> object:
    """The number itself; UNKNOWN where it is an integer beyond the limit, or no real number."""
    if type(number) is int:
        return number if -INTEGER_LIMIT < number < INTEGER_LIMIT else UNKNOWN
    return number if type(number) in NUMBERS else UNKNOWN


def _arithmetic(
    calculate: Callable[[object, object], object],
    bounds: Callable[[Between, Between], Between | None] = lambda _one, _other: None,
) -> Callable[[object, object], object]:
    def result(left: object, right: object) -> object:
        if type(left) not in NUMBERS or type(right) not in NUMBERS:
            return _between(bounds, left, right)
        try:
            return bounded(calculate(left, right))
        except (ArithmeticError, ValueError):
            return UNKNOWN

    return result


def _between(bounds: Callable[[Between, Between], Between | None], left: object, right: object) -> object:
    one, other = _as_between(left), _as_between(right)
    return UNKNOWN if one is None or other is None else seen_number(bounds(one, other))


def seen_number(bounds: Between | None) -> object:
    """Bounds as conditions see them: the number itself where they leave one alone."""
    if bounds is None:
        return UNKNOWN
    return bounds if bounds.only is None else bounds.only


def _power(base: object, exponent: object) -> object:
    if isinstance(base, int) and isinstance(exponent, int) and abs(base) > 1:
        bits = base.bit_length() * abs(exponent)
        if bits > 2 * INTEGER_LIMIT_BITS:
            return UNKNOWN
    return operator.pow(base, exponent)


ARITHMETIC: Final[Mapping[str, Callable[[object, object], object]]] = {
    "+": _arithmetic(operator.add, operator.add),
    "-": _arithmetic(operator.sub, difference),
    "*": _arithmetic(operator.mul, multiplied),
    "/": _arithmetic(operator.truediv),
    "//": _arithmetic(operator.floordiv, divided),
    "%": _arithmetic(operator.mod),
    "**": _arithmetic(_power),
}


def folded(sign: str, start: int) -> Callable[[object], object]:
    """All numbers of a tuple put together by one operator; `start` for none."""
    calculate = ARITHMETIC[sign]

    def result(values: object) -> object:
        if type(values) is not tuple:
            return UNKNOWN
        whole: object = start
        for each in values:
            whole = calculate(whole, each)
            if whole is UNKNOWN:
                break
        return whole

    return result


def negative(value: object) -> object:
    return -value if isinstance(value, int | float) else UNKNOWN
