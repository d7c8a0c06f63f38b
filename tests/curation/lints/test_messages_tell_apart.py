"""A message tells this issue from others; what is printed whatever the cause is stands in one record alone."""

from collections.abc import Callable

import pytest

from kb.curation.lints.messages_tell_apart import check

Told = Callable[..., list[str]]
MESSAGE = '"Strides of conv have to be small, got <N>"'


def test_a_whole_line_passes(told: Told) -> None:
    assert told(check) == []


@pytest.mark.parametrize(
    ("message", "what"),
    [
        ('"failed"', "this short"),
        ('"one line\\nand another"', "one line"),
        (f'"{"x" * 500}"', "one line"),
    ],
)
def test_a_message_that_tells_nothing_is_told(told: Told, message: str, what: str) -> None:
    (problem,) = told(check, (MESSAGE, message))
    assert what in problem


@pytest.mark.parametrize(
    ("message", "owner"),
    [
        ("Error in declaring network.", "network-not-declared"),
        ("[coreml] Error computing NN outputs -1", "prediction-not-computed"),
        (
            "Failed to build the model execution plan using <…>/model.mil with error code: -14.",
            "execution-plan-not-built",
        ),
        ("error code: -14", "execution-plan-not-built"),
        ("E5RT: MILCompilerForANE error: failed to compile ANE model using ANEF.", "neural-engine-compile-failed"),
        ("ERROR - converting 'int' op (located at: '<place>'):", "converter-stopped-at-operation"),
    ],
)
def test_a_line_that_is_printed_whatever_the_cause_is_belongs_to_its_record(
    told: Told, message: str, owner: str
) -> None:
    (problem,) = told(check, (MESSAGE, f'"{message}"'))
    assert "whatever the cause is" in problem
    assert f"`{owner}`" in problem


def test_it_may_not_stand_beside_a_telling_one_either(told: Told) -> None:
    (problem,) = told(check, (MESSAGE, f'{MESSAGE}, "Error in declaring network."'))
    assert "`network-not-declared`" in problem


def test_its_own_record_may_have_it(told: Told) -> None:
    own = ("id: conv-large-stride", "id: network-not-declared")
    assert told(check, own, (MESSAGE, '"Error in declaring network."')) == []


@pytest.mark.parametrize(
    "message",
    [
        "E5RT encountered an STL exception. msg = unordered_map::at: key not found.",
        "Error reading protobuf spec. validator error: unable to deserialize object",
        "Failed to PropagateInputTensorShapes: Validation error during inference for select: Incompatible Dimension",
    ],
)
def test_such_a_line_with_its_cause_behind_it_may_stand_anywhere(told: Told, message: str) -> None:
    assert told(check, (MESSAGE, f'"{message}"')) == []
