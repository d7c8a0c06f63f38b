"""Operations that are alike differ in names only; everything that a condition can tell apart has another likeness."""

from collections.abc import Callable, Hashable
from itertools import combinations
from pathlib import Path
from typing import Any

import built_models
import pytest

from benchmarks.large_program import large_program
from kb.models.model import Function, Operation
from kb.models.reading import decode_model, read_model

CORPUS = sorted((Path(__file__).parents[1] / "corpus" / "packages").rglob("*.mlpackage"))


def function_of(spec: Any) -> Function:
    (function,) = decode_model(spec.SerializeToString(), origin="model.mlmodel").functions
    return function


def apart_from_names(function: Function, operation: Operation) -> Hashable:
    """What an operation is, decoded: what `OperationSource.likenesses` promises to be equal."""

    def giver(name: str | None) -> str:
        found = function.source.producer(operation, name) if name else None
        return found.type if found else ""

    return (
        operation.type,
        tuple(
            (name, tuple((each.type, each.constant, giver(each.name)) for each in bound))
            for name, bound in operation.inputs.items()
        ),
        tuple((name, value) for name, value in operation.attributes.items() if name != "name"),
        tuple(output.type for output in operation.outputs),
    )


def assert_alike_operations_are_equal(function: Function) -> None:
    first: dict[Hashable, Operation] = {}
    for index, likeness in function.source.likenesses(tuple(function.operation_types)):
        operation = function.source.operation(index)
        other = first.setdefault(likeness, operation)
        assert apart_from_names(function, operation) == apart_from_names(function, other)


@pytest.mark.parametrize("package", CORPUS, ids=lambda each: each.stem)
def test_alike_operations_of_the_corpus_are_equal_when_decoded(package: Path) -> None:
    for function in read_model(package).functions:
        assert_alike_operations_are_equal(function)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("build", [built_models.branches, built_models.many_types, built_models.stateful])
def test_alike_operations_of_built_models_are_equal_when_decoded(build: Callable[[], Any]) -> None:
    assert_alike_operations_are_equal(function_of(build().get_spec()))


def test_likenesses_come_in_file_order_for_the_types_that_are_asked_for() -> None:
    function = function_of(large_program(operations=200))
    asked = [function.source.operation(index) for index, _ in function.source.likenesses({"conv", "relu"})]
    assert asked == list(function.source.operations({"conv", "relu"}))


def test_a_thousand_equal_convolutions_have_few_likenesses() -> None:
    function = function_of(large_program(operations=8000))
    found = [likeness for _, likeness in function.source.likenesses({"conv"})]
    # The first takes the function's input, the others take what a relu gives.
    assert (len(found), len(set(found))) == (1000, 2)


def set_stride(operations: Any) -> None:
    operations["conv_8_strides_0"].attributes["val"].immediateValue.tensor.ints.values[:] = [2, 2]


def set_weights_in_place(operations: Any) -> None:
    operations["conv_8_weight"].attributes["val"].immediateValue.tensor.bytes.values = bytes(2 * 8 * 8 * 9)


def set_output_type(operations: Any) -> None:
    operations["conv_8"].outputs[0].type.tensorType.dimensions[0].constant.size = 2


def leave_groups_out(operations: Any) -> None:
    del operations["conv_8"].inputs["groups"]


def swap_parameters(operations: Any) -> None:
    inputs = operations["conv_8"].inputs
    inputs["strides"].arguments[0].name, inputs["dilations"].arguments[0].name = "conv_8_pad_0", "conv_8_pad_0"


def take_two_values(operations: Any) -> None:
    operations["conv_8"].inputs["x"].arguments.add().name = "x"


def write_in_place(operations: Any) -> None:
    binding = operations["conv_8"].inputs["groups"].arguments[0]
    binding.value.CopyFrom(operations["conv_8_groups_0"].attributes["val"])


def set_attribute(operations: Any) -> None:
    operations["conv_8"].attributes["note"].CopyFrom(operations["conv_8_groups_0"].attributes["val"])


def take_from_another_type(operations: Any) -> None:
    operations["conv_0_relu"].type = "tanh"


CHANGES = [
    set_stride,
    set_weights_in_place,
    set_output_type,
    leave_groups_out,
    swap_parameters,
    take_two_values,
    write_in_place,
    set_attribute,
    take_from_another_type,
]


def nothing(_operations: Any) -> None:
    pass


@pytest.mark.parametrize(("one", "other"), list(combinations((nothing, *CHANGES), 2)))
def test_what_a_condition_can_tell_apart_is_not_alike(one: Callable[[Any], None], other: Callable[[Any], None]) -> None:
    """Both programs in one: the functions' blocks follow each other, so that their likenesses can be compared."""
    spec = large_program(operations=16)
    changed = large_program(operations=16)
    for each, change in ((spec, one), (changed, other)):
        block = each.mlProgram.functions["main"].block_specializations["CoreML6"]
        change({operation.outputs[0].name: operation for operation in block.operations})
    renamed = changed.mlProgram.functions["main"].block_specializations["CoreML6"]
    rename(renamed)
    spec.mlProgram.functions["main"].block_specializations["CoreML6"].operations.extend(renamed.operations)
    function = function_of(spec)
    convolutions = [likeness for _, likeness in function.source.likenesses({"conv"})]
    assert convolutions[1] != convolutions[3]
    assert_alike_operations_are_equal(function)


def rename(block: Any) -> None:
    """Other names of the same length for everything but the function's input."""
    for operation in block.operations:
        for value in (*operation.outputs, *(a for each in operation.inputs.values() for a in each.arguments)):
            if value.name.startswith("conv"):
                value.name = f"CONV{value.name[4:]}"
