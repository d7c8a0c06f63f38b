"""Slices of a dimension that is open: their lengths over all sizes, as Python's own slices have them."""

from hypothesis import given
from hypothesis import strategies as st

from kb.bounds.operations import SHAPES
from kb.bounds.seen import Seen
from kb.models.model import Argument, Constant, Operation, TensorType

POSITIONS = st.none() | st.integers(-9, 9)


def given_to(parameter: str, *values: int | bool) -> tuple[Argument, ...]:
    kind = TensorType(dtype="bool" if isinstance(values[0], bool) else "int32", shape=(len(values),))
    return (Argument(name=parameter, type=kind, constant=Constant(type=kind, values=values)),)


def sliced(begin: int | None, end: int | None, stride: int) -> Operation:
    return Operation(
        type="slice_by_index",
        name="part",
        function="main",
        location="main/part",
        opset="CoreML6",
        inputs={
            "x": (Argument(name="x", type=TensorType(dtype="fp16", shape=(None,)), constant=None),),
            "begin": given_to("begin", begin or 0),
            "end": given_to("end", end or 0),
            "stride": given_to("stride", stride),
            "begin_mask": given_to("begin_mask", begin is None),
            "end_mask": given_to("end_mask", end is None),
        },
    )


@given(begin=POSITIONS, end=POSITIONS, stride=st.integers(1, 3), low=st.integers(0, 12), more=st.integers(0, 14))
def test_the_bounds_of_a_slice_are_the_lengths_that_it_can_have(
    begin: int | None, end: int | None, stride: int, low: int, more: int
) -> None:
    from kb.bounds.between import Between

    high = low + more
    (length,) = (
        SHAPES["slice_by_index"](Seen(sliced(begin, end, stride), {"x": (Between(lower=low, upper=high),)}, {})) or ()
    )
    lengths = [len(range(size)[begin:end:stride]) for size in range(low, high + 1)]
    assert (length.lower, length.upper) == (min(lengths), max(lengths))


@given(begin=POSITIONS, end=POSITIONS, low=st.integers(0, 12))
def test_a_slice_of_a_dimension_without_end_is_bounded_where_its_own_ends_bound_it(
    begin: int | None, end: int | None, low: int
) -> None:
    from kb.bounds.between import Between

    (length,) = (
        SHAPES["slice_by_index"](Seen(sliced(begin, end, 1), {"x": (Between(lower=low, upper=None),)}, {})) or ()
    )
    lengths = [len(range(size)[begin:end]) for size in range(low, 60)]
    assert length.lower == min(lengths)
    assert length.upper == (None if lengths[-1] > lengths[-2] else max(lengths))
