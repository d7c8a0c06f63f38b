"""Operations with arguments that no converter writes: nothing is said of them, and nothing raises."""

from collections.abc import Mapping
from random import Random

import pytest

from kb.bounds.between import Between, Dimensions, between
from kb.bounds.numbers import NUMBERS
from kb.bounds.operations import SHAPES
from kb.bounds.seen import Seen
from kb.models.model import Argument, Constant, Operation, Scalar, TensorType, Value

TENSORS = ("x", "y", "weight", "query", "value", "data", "indices", "cond", "a", "b", "ref_tensor", "values")
PARAMETERS = (
    *(
        "axis",
        "axes",
        "perm",
        "begin",
        "end",
        "stride",
        "size",
        "begin_mask",
        "end_mask",
        "squeeze_mask",
        "split_sizes",
    ),
    *("num_splits", "k", "batch_dims", "shape", "reps", "pad", "pad_type", "strides", "dilations", "kernel_sizes"),
    *("ceil_mode", "keep_dims", "block_size", "upscale_factor", "downscale_factor", "start", "step", "equation"),
    *("scale_factor_height", "scale_factor_width", "transpose_x", "transpose_y", "output_sequence", "output_shape"),
)
ODD: tuple[Scalar, ...] = (
    *(-3, -1, 0, 0, 1, 1, 2, 3, 6, 2**40, 2**63 - 1, -(2**63)),
    *(True, False, 0.5, -0.0, float("nan"), float("inf"), "same", "custom", "ab,bc->ac", "->", ""),
)


@pytest.mark.parametrize("kind", sorted(SHAPES.keys() | NUMBERS.keys()))
def test_any_arguments_are_survived(kind: str) -> None:
    random = Random(kind)
    output = Value(name="out", type=TensorType(dtype="fp16", shape=(None,)))
    for _ in range(150):
        inputs, known = arguments(random)
        operation = Operation(
            type=kind, name="it", function="main", location="main/it", opset="CoreML6", inputs=inputs, outputs=(output,)
        )
        for derive in (SHAPES.get(kind), NUMBERS.get(kind)):
            if derive is not None:
                said = derive(Seen(operation, known, known))
                assert said is None or all(isinstance(each, Between) for each in said), operation


def arguments(random: Random) -> tuple[Mapping[str, tuple[Argument, ...]], Mapping[str, Dimensions]]:
    """Tensors of any rank with open dimensions, some constants of any kind, and what is known of each."""
    inputs, known = {}, {}
    for name in TENSORS:
        rank = random.randrange(5)
        inputs[name] = (Argument(name=name, type=TensorType(dtype="fp16", shape=(None,) * rank), constant=None),)
        known[name] = tuple([bounds(random) for _ in range(rank)])
    for name in random.sample(PARAMETERS, random.randrange(len(PARAMETERS))):
        values = tuple(random.choices(ODD, k=random.randrange(6)))
        vector = TensorType(dtype="int32", shape=(len(values),))
        inputs[name] = (Argument(name=name, type=vector, constant=Constant(type=vector, values=values)),)
    return inputs, known


def bounds(random: Random) -> Between:
    lower = random.randrange(6)
    return between(lower, random.choice((None, lower, lower + 1, lower + 2**40)))
