"""What a model needs: Apple's rule for every kind of model, and the documented places where the need is higher."""

from typing import Any

import pytest
from requirement_builders import add_layer, array, layer, model, network, pipeline, program, state, with_input
from requirement_cases import CASES

from kb.advice.report import Requirement
from kb.advice.requirement import requirement_of
from kb.models.reading import decode_model


def requirement(made: Any) -> Requirement:
    return requirement_of(decode_model(made.SerializeToString(deterministic=True), origin="test.mlmodel"))


@pytest.mark.parametrize("group", CASES)
def test_a_model_needs_what_the_decision_table_says(group: str) -> None:
    cases = list(CASES[group]())
    wrong = {
        case.name: (f"{needed} for {case.needs}", found.reasons)
        for case in cases
        if (needed := (found := requirement(case.model)).target.specification_version) != case.needs
    }
    assert not wrong
    assert len({case.name for case in cases}) == len(cases), "a case's name must tell it from the others"


def test_our_answer_is_lower_than_apples_nowhere() -> None:
    cases = [case for make in CASES.values() for case in make()]
    holes = [case for case in cases if case.apple is not None]
    assert holes
    assert [case.name for case in holes if case.apple is None or case.apple > case.needs] == []
    print(f"{len(cases)} cases, {len(holes)} of them where Apple's rule says too little")  # noqa: T201


def test_the_highest_reason_comes_first_and_decides() -> None:
    made = program("CoreML7", other="CoreML6")
    array(made.description.input.add(name="image"), "FLOAT16")
    state(made.description.state.add(name="cache"))
    found = requirement(made)
    assert [(reason.target.name, reason.what, reason.where) for reason in found.reasons] == [
        ("iOS18", "a state", "state cache"),
        ("iOS17", "opset CoreML7", "function main"),
        ("iOS16", "array of dtype fp16", "input image"),
        ("iOS16", "opset CoreML6", "function other"),
        ("iOS15", "model kind mlProgram", ""),
    ]
    assert found.target.name == "iOS18"


def test_what_stands_at_many_places_is_one_reason_with_its_first_place() -> None:
    made = network()
    for _ in range(3):
        layer(made, "tanh")
    (reason,) = requirement(made).reasons
    assert (reason.what, reason.where) == ("layer tanh", "main/tanh_0 and 2 more")


def test_a_reason_inside_a_pipeline_says_in_which_model() -> None:
    made = pipeline(model("scaler"), pipeline(with_input("mlProgram", state, "state")))
    assert requirement(made).reasons[0].where == "1:step1/0:step0/state more"


def test_a_reason_that_a_pipeline_and_one_inside_it_have_names_the_one_inside() -> None:
    made = pipeline(pipeline(model("scaler")))
    (reason,) = [each for each in requirement(made).reasons if each.what == "model kind pipeline"]
    assert reason.where == "0:step0 and 1 more"


def test_a_model_that_needs_nothing_new_still_has_a_reason() -> None:
    (reason,) = requirement(model("treeEnsembleRegressor")).reasons
    assert (reason.target.name, reason.what) == ("iOS11", "model kind treeEnsembleRegressor")


@pytest.mark.parametrize("number", [0, 10, 11])
def test_a_file_whose_number_apples_rule_does_not_lower_needs_the_newest_target(number: int) -> None:
    made = model("identity")
    made.specificationVersion = number
    first = requirement(made).reasons[0]
    assert first.target.name == "iOS26"
    assert "specification version" in first.what


def test_a_layer_inside_a_loop_is_told_with_the_place_that_the_reader_gives_it() -> None:
    made = network()
    add_layer(layer(made, "loop").loop.bodyNetwork, "argSort")
    read = decode_model(made.SerializeToString(deterministic=True), origin="test.mlmodel")
    (operation,) = read.functions[0].source.operations({"nn:argSort"})
    reason = requirement_of(read).reasons[0]
    assert (reason.what, reason.where) == ("layer argSort", operation.location)
