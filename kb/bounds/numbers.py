"""What small whole-number tensors hold that a model computes from shapes: the sizes that it reshapes and slices by."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from kb.bounds.between import Between, Dimensions, difference, divided, larger, multiplied, smaller
from kb.bounds.seen import Seen, flags, is_vector
from kb.models.model import TensorType, ValueType

Numbers: TypeAlias = Callable[[Seen], Dimensions | None]
"""The elements of an operation's first output, a scalar or a vector; None where they are not known."""


_EXACT: Final = {
    "fp16": Between(lower=-(2**11), upper=2**11),
    "fp32": Between(lower=-(2**24), upper=2**24),
    "int16": Between(lower=-(2**15), upper=2**15 - 1),
    "uint16": Between(lower=0, upper=2**16 - 1),
    "int32": Between(lower=-(2**31), upper=2**31 - 1),
}


def representable(numbers: Dimensions, kind: ValueType | None) -> bool:
    """Whether a vector of that type holds each of them exactly: a size of 4097 becomes 4096 in fp16."""
    limits = _EXACT.get(kind.dtype) if isinstance(kind, TensorType) and is_vector(kind) else None
    return limits is not None and all(each.is_within(limits) for each in numbers)


def _shape(seen: Seen) -> Dimensions | None:
    return seen.shape("x")


def _same(seen: Seen) -> Dimensions | None:
    return seen.numbers("x")


def _gather(seen: Seen) -> Dimensions | None:
    x, indices, dimensions = seen.numbers("x"), seen.constants("indices"), seen.shape("x")
    if x is None or indices is None or dimensions is None or len(dimensions) != 1:
        return None
    return tuple([x[each] for each in indices]) if all(-len(x) <= each < len(x) for each in indices) else None


def _slice(seen: Seen) -> Dimensions | None:
    x, dimensions = seen.numbers("x"), seen.shape("x")
    begin, end, stride = seen.number("begin"), seen.number("end"), seen.number("stride", 1)
    if x is None or dimensions is None or len(dimensions) != 1 or begin is None or not stride:
        return None
    from_start, to_end = flags(seen.constants("begin_mask"), 1)[0], flags(seen.constants("end_mask"), 1)[0]
    if end is None and not to_end:
        return None
    if flags(seen.constants("squeeze_mask"), 1)[0]:
        return (x[begin],) if -len(x) <= begin < len(x) else None
    return x[None if from_start else begin : None if to_end else end : stride]


def _joined(seen: Seen) -> Dimensions | None:
    parts = [seen.numbers_of(each) for each in seen.bound("values")]
    known = [each for each in parts if each is not None]
    return tuple([number for each in known for number in each]) if len(known) == len(parts) else None


def _pairwise(calculate: Callable[[Between, Between], Between | None]) -> Numbers:
    def numbers(seen: Seen) -> Dimensions | None:
        x, y = seen.numbers("x"), seen.numbers("y")
        if not x or not y or (1 not in (len(x), len(y)) and len(x) != len(y)):
            return None
        count = max(len(x), len(y))
        results = [calculate(x[i if len(x) > 1 else 0], y[i if len(y) > 1 else 0]) for i in range(count)]
        known = [each for each in results if each is not None]
        return tuple(known) if len(known) == count else None

    return numbers


NUMBERS: Final[Mapping[str, Numbers]] = {
    "shape": _shape,
    **dict.fromkeys(("cast", "identity", "squeeze", "expand_dims", "reshape"), _same),
    "gather": _gather,
    "slice_by_index": _slice,
    **dict.fromkeys(("concat", "stack"), _joined),
    "add": _pairwise(lambda one, other: one + other),
    "sub": _pairwise(difference),
    "mul": _pairwise(multiplied),
    "floor_div": _pairwise(divided),
    "minimum": _pairwise(smaller),
    "maximum": _pairwise(larger),
}
"""Operations whose whole numbers can be followed; of all others nothing is known."""
