"""Operations that a program's opset does not have are told beside the requirement.

That programs of coremltools have none is tested where one with every operation is built: test_blockers_of_operations.
"""

from requirement_builders import network, pipeline, program

from kb.advice.vocabulary import unlisted_operations
from kb.availability.table import Availability
from kb.models.reading import decode_model


def with_operations(*types: str) -> object:
    made = program("CoreML6")
    block = made.mlProgram.functions["main"].block_specializations["CoreML6"]
    for type_ in types:
        block.operations.add(type=type_)
    return made


def told(made: object, availability: Availability) -> list[str]:
    content = made.SerializeToString(deterministic=True)  # type: ignore[attr-defined]
    return [str(note) for note in unlisted_operations(decode_model(content, origin="test.mlmodel"), availability)]


def test_an_operation_that_nobody_knows_is_told_with_its_function(availability: Availability) -> None:
    (note,) = told(with_operations("relu", "frobnicate", "frobnicate"), availability)
    assert note.startswith("test.mlmodel: function main: opset CoreML6 has no frobnicate, as far as")


def test_an_operation_of_a_newer_opset_is_told_with_its_first_target(availability: Availability) -> None:
    (note,) = told(with_operations("read_state"), availability)
    assert "has no read_state (begins at iOS18), as far as" in note


def test_many_are_counted(availability: Availability) -> None:
    (note,) = told(with_operations(*(f"op{number}" for number in range(7))), availability)
    assert "op0, op1, op2, op3, op4 and 2 other types" in note


def test_those_in_a_step_of_a_pipeline_are_told_and_layers_of_networks_are_not(availability: Availability) -> None:
    (note,) = told(pipeline(network(), with_operations("frobnicate")), availability)
    assert "function main" in note
