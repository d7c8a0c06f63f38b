"""Whole numbers that are followed: only where they stand in the order of their elements, and fit their dtype."""

import pytest

from kb.bounds.between import Between, Dimensions, between, exactly
from kb.bounds.numbers import representable
from kb.bounds.seen import Seen
from kb.models.model import Argument, Constant, Operation, TensorType


@pytest.mark.parametrize(
    ("dtype", "numbers", "holds"),
    [
        ("int32", (between(-(2**31), 2**31 - 1),), True),
        ("int32", (exactly(2**31),), False),
        ("int16", (between(-(2**15), 2**15 - 1),), True),
        ("uint16", (exactly(-1),), False),
        ("uint16", (between(0, 2**16 - 1),), True),
        ("fp16", (exactly(2048), exactly(2049)), False),
        ("fp32", (between(1, None),), False),
        ("string", (exactly(1),), False),
    ],
)
def test_numbers_are_kept_where_the_dtype_holds_each_of_them(dtype: str, numbers: Dimensions, holds: bool) -> None:
    assert representable(numbers, TensorType(dtype=dtype, shape=(len(numbers),))) is holds


@pytest.mark.parametrize(("shape", "holds"), [((), True), ((4,), True), ((2, 2), False), (None, False)])
def test_numbers_are_kept_of_scalars_and_vectors_alone(shape: tuple[int, ...] | None, holds: bool) -> None:
    assert representable((exactly(1),) * 4, TensorType(dtype="int32", shape=shape)) is holds


@pytest.mark.parametrize(("shape", "seen"), [((4,), (exactly(1), exactly(2), exactly(3), exactly(4))), ((2, 2), None)])
def test_the_elements_of_a_constant_are_its_numbers_where_it_is_a_vector(
    shape: tuple[int, ...], seen: tuple[Between, ...] | None
) -> None:
    kind = TensorType(dtype="int32", shape=shape)
    matrix = Argument(name="m", type=kind, constant=Constant(type=kind, values=(1, 2, 3, 4)))
    operation = Operation(
        type="concat", name="it", function="main", location="main/it", opset="CoreML6", inputs={"values": (matrix,)}
    )
    assert Seen(operation, {}, {}).numbers("values") == seen
