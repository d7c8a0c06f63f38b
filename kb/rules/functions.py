"""The functions and named constants of the condition language, as data: signature, meaning, documentation."""

import math
from collections.abc import Callable, Mapping
from typing import Final

from kb.frozen import frozen
from kb.rules.kleene import NUMBERS, UNKNOWN, bounded, folded, is_fully_known
from kb.rules.types import BOOL, INT, NUMBER, SCALAR, STRING, SequenceType, Type, tuple_of


@frozen
class Function:
    name: str
    parameters: tuple[tuple[str, Type], ...]
    """Name and type, in order."""
    result: Type
    calculate: Callable[..., object]
    """Takes values, any of which may be UNKNOWN, and never raises."""
    documentation: str
    takes_generator: bool = False
    """The one argument may be a generator instead of a tuple."""
    takes_many: bool = False
    """Two and more numbers may be given instead of one tuple: `min(a, b)`."""

    @property
    def signature(self) -> str:
        names = ", ".join(name for name, _ in self.parameters)
        return f"{self.name}({names})"


@frozen
class NamedConstant:
    name: str
    value: object
    type: Type
    documentation: str


def _any(values: object) -> object:
    if type(values) is not tuple:
        return UNKNOWN
    if True in values:
        return True
    return False if all(value is False for value in values) else UNKNOWN


def _all(values: object) -> object:
    if type(values) is not tuple:
        return UNKNOWN
    if False in values:
        return False
    return True if all(value is True for value in values) else UNKNOWN


def _over_numbers(calculate: Callable[[tuple[int | float, ...]], object]) -> Callable[..., object]:
    def result(*arguments: object) -> object:
        values = arguments[0] if len(arguments) == 1 else arguments
        if type(values) is not tuple or not all(type(value) in NUMBERS for value in values):
            return UNKNOWN
        try:
            return bounded(calculate(values))
        except (ArithmeticError, ValueError):
            return UNKNOWN

    return result


def _length(values: object) -> object:
    return len(values) if isinstance(values, tuple | str) else UNKNOWN


def _absolute(value: object) -> object:
    return abs(value) if isinstance(value, int | float) else UNKNOWN


def _is_multiple(number: object, factor: object) -> object:
    if not isinstance(number, int | float) or not isinstance(factor, int | float) or factor == 0:
        return UNKNOWN
    try:
        return number % factor == 0
    except OverflowError:
        return UNKNOWN


def _is_power_of_two(number: object) -> object:
    return number > 0 and number & (number - 1) == 0 if isinstance(number, int) else UNKNOWN


_CLOSE: Final = 1e-3
"""fp16 has eleven significant bits: a number written there and read back differs by at most 0.05 %."""


def _is_close(number: object, other: object) -> object:
    if not isinstance(number, int | float) or not isinstance(other, int | float):
        return UNKNOWN
    try:
        return math.isclose(number, other, rel_tol=_CLOSE)
    except OverflowError:
        return UNKNOWN


def _starts_with(text: object, prefix: object) -> object:
    return text.startswith(prefix) if isinstance(text, str) and isinstance(prefix, str) else UNKNOWN


def _ends_with(text: object, suffix: object) -> object:
    return text.endswith(suffix) if isinstance(text, str) and isinstance(suffix, str) else UNKNOWN


def _count_distinct(values: object) -> object:
    return len(set(values)) if isinstance(values, tuple) and is_fully_known(values) else UNKNOWN


_NUMBERS: Final = tuple_of(NUMBER)
_TRUTHS: Final = tuple_of(BOOL)
_COUNTABLE: Final = SequenceType(element=SCALAR)

_TABLE: Final = (
    Function(
        name="any",
        parameters=(("parts", _TRUTHS),),
        result=BOOL,
        calculate=_any,
        takes_generator=True,
        documentation="True if one part is true. Unknown if none is true and one is unknown.",
    ),
    Function(
        name="all",
        parameters=(("parts", _TRUTHS),),
        result=BOOL,
        calculate=_all,
        takes_generator=True,
        documentation="True if no part is false. Unknown if none is false and one is unknown.",
    ),
    Function(
        name="sum",
        parameters=(("numbers", _NUMBERS),),
        result=NUMBER,
        calculate=folded("+", 0),
        takes_generator=True,
        documentation="The sum. True counts as 1: `sum(s > 1 for s in strides)` counts.",
    ),
    Function(
        name="min",
        parameters=(("numbers", _NUMBERS),),
        result=NUMBER,
        calculate=_over_numbers(min),
        takes_generator=True,
        takes_many=True,
        documentation="The smallest, of a tuple, a generator, or two and more numbers. Unknown for none.",
    ),
    Function(
        name="max",
        parameters=(("numbers", _NUMBERS),),
        result=NUMBER,
        calculate=_over_numbers(max),
        takes_generator=True,
        takes_many=True,
        documentation="The largest, of a tuple, a generator, or two and more numbers. Unknown for none.",
    ),
    Function(
        name="product",
        parameters=(("numbers", _NUMBERS),),
        result=NUMBER,
        calculate=folded("*", 1),
        takes_generator=True,
        documentation="The product; 1 for none. `product(x.shape)` is the number of elements.",
    ),
    Function(
        name="len",
        parameters=(("values", _COUNTABLE),),
        result=INT,
        calculate=_length,
        documentation="How many elements a tuple has. Known even where the elements are not.",
    ),
    Function(
        name="abs",
        parameters=(("number", NUMBER),),
        result=NUMBER,
        calculate=_absolute,
        documentation="The number without its sign.",
    ),
    Function(
        name="is_multiple",
        parameters=(("number", NUMBER), ("factor", NUMBER)),
        result=BOOL,
        calculate=_is_multiple,
        documentation="Whether `number % factor == 0`. Unknown for the factor 0.",
    ),
    Function(
        name="is_power_of_two",
        parameters=(("number", INT),),
        result=BOOL,
        calculate=_is_power_of_two,
        documentation="Whether a whole number is 1, 2, 4, 8, …",
    ),
    Function(
        name="is_close",
        parameters=(("number", NUMBER), ("other", NUMBER)),
        result=BOOL,
        calculate=_is_close,
        documentation="Whether two numbers differ by no more than 0.1 %, as 0.1 and what fp16 makes of it.",
    ),
    Function(
        name="starts_with",
        parameters=(("text", STRING), ("prefix", STRING)),
        result=BOOL,
        calculate=_starts_with,
        documentation='Whether a string begins so: `starts_with(x.producer, "constexpr_")`.',
    ),
    Function(
        name="ends_with",
        parameters=(("text", STRING), ("suffix", STRING)),
        result=BOOL,
        calculate=_ends_with,
        documentation="Whether a string ends so.",
    ),
    Function(
        name="count_distinct",
        parameters=(("values", _COUNTABLE),),
        result=INT,
        calculate=_count_distinct,
        documentation="How many different values a tuple has: `count_distinct(strides) > 1`.",
    ),
)

FUNCTIONS: Final[Mapping[str, Function]] = {function.name: function for function in _TABLE}

_CONSTANT_TABLE: Final = (
    NamedConstant(
        name="INTERLEAVE_FACTORS",
        value=(1, 2, 3, 4, 8),
        type=tuple_of(INT),
        documentation="Our reading of the Neural Engine compiler's interleave factors; Apple lists them nowhere.",
    ),
    NamedConstant(
        name="PRODUCTS_OF_TWO_INTERLEAVE_FACTORS",
        value=(1, 2, 3, 4, 6, 8, 9, 12, 16, 24, 32, 64),
        type=tuple_of(INT),
        documentation="Every product of two of them.",
    ),
    NamedConstant(
        name="FLOAT_DTYPES",
        value=("fp16", "fp32", "fp64"),
        type=tuple_of(STRING),
        documentation="MIL's floating-point dtypes.",
    ),
    NamedConstant(
        name="INTEGER_DTYPES",
        value=tuple(f"{sign}int{bits}" for sign in ("", "u") for bits in (1, 2, 3, 4, 6, 8, 16, 32, 64)),
        type=tuple_of(STRING),
        documentation="MIL's integer dtypes, of every width, with and without a sign.",
    ),
    NamedConstant(
        name="FP16_MAX",
        value=65504.0,
        type=NUMBER,
        documentation="The largest finite number in fp16.",
    ),
)

CONSTANTS: Final[Mapping[str, NamedConstant]] = {constant.name: constant for constant in _CONSTANT_TABLE}
