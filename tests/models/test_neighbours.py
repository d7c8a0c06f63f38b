"""Who gives a value and who takes it, by MIL's scoping: blocks see what is around them, not what is in others."""

from typing import Any

import built_models
import pytest

from kb.models.model import Function, Operation
from kb.models.reading import decode_model

pytestmark = pytest.mark.filterwarnings("ignore")


def function_of(spec: Any) -> Function:
    (function,) = decode_model(spec.SerializeToString(), origin="model.mlmodel").functions
    return function


def by_location(function: Function) -> dict[str, Operation]:
    return {each.location: each for each in function.source.operations(None)}


def takers(function: Function, location: str) -> list[str]:
    operation = by_location(function)[location]
    return [each.location for each in function.source.consumers(operation, operation.outputs[0].name)]


def giver(function: Function, location: str, parameter: str) -> str | None:
    operation = by_location(function)[location]
    (argument, *_) = operation.inputs[parameter]
    assert argument.name
    found = function.source.producer(operation, argument.name)
    return found.location if found else None


def test_a_block_sees_values_from_outside() -> None:
    function = function_of(built_models.branches().get_spec())
    inside = [each for each in function.source.operations({"add", "mul"}) if "/chosen/" in each.location]
    assert [each.location.rsplit("/", 1)[0] for each in inside] == [
        "main/loop/block1/chosen/block0",
        "main/loop/block1/chosen/block1",
    ]
    for each in inside:
        assert giver(function, each.location, "y") == "main/outer"
    consumers = takers(function, "main/outer")
    assert {each.location for each in inside} < set(consumers)
    assert consumers == sorted(consumers, key=list(by_location(function)).index)


def test_inputs_of_a_loops_block_hide_values_from_outside() -> None:
    function = function_of(built_models.branches().get_spec())
    inside = next(each for each in function.source.operations({"add"}) if "/chosen/" in each.location)
    assert giver(function, inside.location, "x") is None
    (argument,) = inside.inputs["x"]
    assert argument.type == inside.outputs[0].type


def test_what_a_block_returns_is_an_output_and_is_not_taken() -> None:
    function = function_of(built_models.branches().get_spec())
    (chosen,) = function.source.operations({"cond"})
    assert function.source.is_output(chosen, chosen.outputs[0].name)
    (loop,) = function.source.operations({"while_loop"})
    assert not function.source.is_output(loop, loop.outputs[0].name)
    last = by_location(function)["main/y"]
    assert function.source.is_output(last, "y")


def test_an_operation_whose_block_returns_a_value_from_outside_takes_it() -> None:
    spec = built_models.branches().get_spec()
    block = next(iter(spec.mlProgram.functions["main"].block_specializations.values()))
    loop = next(each for each in block.operations if each.type == "while_loop")
    chosen = next(each for each in loop.blocks[1].operations if each.type == "cond")
    chosen.blocks[0].outputs[0] = "outer"
    function = function_of(spec)
    assert "main/loop/block1/chosen" in takers(function, "main/outer")


def test_the_same_name_in_two_blocks_means_two_values() -> None:
    spec = built_models.branches().get_spec()
    block = next(iter(spec.mlProgram.functions["main"].block_specializations.values()))
    loop = next(each for each in block.operations if each.type == "while_loop")
    chosen = next(each for each in loop.blocks[1].operations if each.type == "cond")
    for inner in chosen.blocks:
        (operation,) = inner.operations
        operation.outputs[0].name = "same"
        inner.outputs[0] = "same"
        after = inner.operations.add(type="relu")
        after.CopyFrom(operation)
        after.type = "relu"
        after.inputs["x"].arguments[0].name = "same"
        after.outputs[0].name = "after"
    function = function_of(spec)
    for operation in function.source.operations({"relu"}):
        if "/chosen/" in operation.location:
            found = function.source.producer(operation, "same")
            assert found
            assert found.location.rsplit("/", 1)[0] == operation.location.rsplit("/", 1)[0]
            assert len(function.source.consumers(found, "same")) == 1


def test_layers_find_each_other_by_name_and_order() -> None:
    function = function_of(built_models.network())
    layers = by_location(function)
    assert takers(function, "main/conv") == ["main/act"]
    source = function.source
    assert [each.location for each in source.consumers(layers["main/act"], "a")] == [
        "main/branch/ifBranch/yes",
        "main/branch/elseBranch/no",
    ]
    found = source.producer(layers["main/branch/elseBranch/no"], "a")
    assert found == layers["main/act"]
    assert source.producer(layers["main/conv"], "x") is None
    assert source.producer(layers["main/soft"], "b") == layers["main/loop/bodyNetwork/more"]
    assert source.is_output(layers["main/soft"], "y")
    assert not source.is_output(layers["main/conv"], "c")


def test_the_other_branch_gives_nothing() -> None:
    spec = built_models.network()
    branch = next(each for each in spec.neuralNetwork.layers if each.name == "branch").branch
    again = branch.elseBranch.layers.add(name="again", input=["b"], output=["d"])
    again.softmax.SetInParent()
    del branch.elseBranch.layers[0]
    function = function_of(spec)
    found = function.source.producer(by_location(function)["main/branch/elseBranch/again"], "b")
    assert found is None


def test_a_constant_layers_value_counts_as_constant() -> None:
    function = function_of(built_models.network())
    branch = by_location(function)["main/branch"]
    (flag,) = branch.inputs["input"]
    assert flag.constant
    assert flag.constant.values is None
