"""Files that somebody edited: what is wrong is told with file, line and place; the rest is still read."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.availability.encoding import availability_from_json, availability_to_json
from kb.availability.parsing import parse_availability
from kb.availability.table import Availability, OperationEntry
from kb.platforms.targets import TARGETS

HEAD = 'coremltools: "9.0"\noperations:\n'
RELU = (
    HEAD + "  relu:\n    versions:\n      - since: iOS15\n        domains: {T: [fp16]}\n"
    "        parameters: {x: {domain: T}}\n"
)


def test_a_good_file_gives_its_operations_and_no_problem() -> None:
    availability, problems = parse_availability({"activation.yaml": RELU})
    assert problems == ()
    assert availability.coremltools == "9.0"
    assert availability.operations["relu"].versions[0].parameters["x"].dtypes == ("fp16",)


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("iOS15", "iOS16.2", "a.yaml:5", "operations.relu.versions.0.since: `iOS16.2` is not among what is known"),
        ("domain: T", "domain: U", "a.yaml:7", "operations.relu.versions.0.parameters.x.domain: `U` is not among"),
        ("domain: T", "kind: tensr", "a.yaml:7", "parameters.x.kind: `tensr` is not among what is known"),
        ("domain: T", "optional: 1", "a.yaml:7", "parameters.x.optional: true or false is expected, not 1"),
        ("domain: T", "dtypes: fp16", "a.yaml:7", "parameters.x.dtypes: a list is expected"),
        ("domain: T", "default: {a: 1}", "a.yaml:7", "parameters.x.default: a default is a number, a text"),
        ("domain: T", "const: true", "a.yaml:7", "unknown key `const`"),
        (
            "        parameters: {x: {domain: T}}\n",
            "",
            "a.yaml:5",
            "operations.relu.versions.0: `parameters` is missing",
        ),
        ('"9.0"', "9.0", "a.yaml:1", "coremltools: a text is expected, not 9.0"),
        ("operations:", "operation:", "a.yaml:2", "unknown key `operation`"),
        ("  relu:", "\trelu:", "a.yaml:3", "not valid YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, where: str, what: str) -> None:
    _, problems = parse_availability({"a.yaml": RELU.replace(old, new)})
    (problem,) = problems
    assert problem.where == where
    assert what in problem.what


def test_an_operation_that_is_refused_leaves_the_others_in_place() -> None:
    both = RELU + RELU.removeprefix(HEAD).replace("relu", "silu").replace("iOS15", "iOS1")
    availability, problems = parse_availability({"a.yaml": both})
    assert list(availability.operations) == ["relu"]
    assert len(problems) == 1


def test_an_operation_in_two_files_is_told() -> None:
    _, problems = parse_availability({"a.yaml": RELU, "b.yaml": RELU})
    assert [problem.what for problem in problems] == ["operations.relu: stands in another file, too"]


def test_files_from_two_versions_of_coremltools_are_told() -> None:
    _, problems = parse_availability({"a.yaml": RELU, "b.yaml": 'coremltools: "8.3"\nlayers: {}\n'})
    assert [str(problem) for problem in problems] == [
        "b.yaml: derived from coremltools 8.3, others from 9.0 (run `kb derive operations`)"
    ]


def test_versions_in_the_wrong_order_are_told() -> None:
    twice = RELU + RELU.partition("versions:\n")[2].replace("iOS15", "iOS14")
    _, problems = parse_availability({"a.yaml": twice})
    assert "its versions do not stand from the oldest to the newest" in problems[0].what


def test_a_layer_field_without_a_type_is_told() -> None:
    text = 'coremltools: "9.0"\nlayers:\n  nn:x:\n    since: iOS13\n    fields: |\n      axis int\n      mode\n'
    _, problems = parse_availability({"layers.yaml": text})
    assert [problem.where for problem in problems] == ["layers.yaml:5"]
    assert "`mode` has no type that is known" in problems[0].what


@given(st.text(alphabet=st.sampled_from("coremltools:\"9.0{}[]-, \nrxpversinaT&*!#|>'"), max_size=80))
def test_no_text_raises(text: str) -> None:
    _, problems = parse_availability({"a.yaml": text})
    assert all(problem.where.startswith("a.yaml") for problem in problems)


JUNK: tuple[Any, ...] = (None, "", "x", "iOS15", 0, 1.5, True, [], {}, ["x"], {"x": 1}, [[]], [None], {"T": None})


def spoilt(value: Any, draw: Callable[[st.SearchStrategy[Any]], Any]) -> Any:
    """The value with one part of it, drawn at random, replaced by something that has no place there."""
    if isinstance(value, dict | list) and value and draw(st.integers(0, 5)):
        step = draw(st.sampled_from(list(value) if isinstance(value, dict) else range(len(value))))
        inner = spoilt(value[step], draw)
        if isinstance(value, dict):
            return {**value, step: inner}
        return [*value[:step], inner, *value[step + 1 :]]
    return draw(st.sampled_from(JUNK))


@given(drawn=st.data(), name=st.sampled_from(["conv", "states", "quantization_ops", "layers"]))
@settings(deadline=None)
def test_a_part_that_is_spoilt_is_told_or_harmless(drawn: st.DataObject, name: str, texts: dict[str, str]) -> None:
    """No value in any place makes the parser raise, and what it accepts can be written and read again."""
    whole = yaml.load(texts[f"{name}.yaml"], Loader=yaml.CSafeLoader)
    if "layers" in whole:
        whole["layers"] = dict(list(whole["layers"].items())[:3])
    availability, problems = parse_availability({name: json.dumps(spoilt(whole, drawn.draw))})
    assert all(problem.where.startswith(name) for problem in problems)
    assert availability_from_json(availability_to_json(availability)).operations == availability.operations


def test_json_gives_back_the_same_availability(availability: Availability) -> None:
    back = availability_from_json(json.loads(json.dumps(availability_to_json(availability))))
    assert back.coremltools == availability.coremltools
    assert dict(back.operations) == dict(availability.operations)
    assert dict(back.layers) == dict(availability.layers)


def test_json_decodes_only_what_is_asked_for(availability: Availability) -> None:
    value = availability_to_json(availability)
    value["operations"]["conv"] = "never decoded"
    back = availability_from_json(value)
    assert "conv" in back.operations
    assert len(back.operations) == len(availability.operations)
    relu = back.operations["relu"]
    assert isinstance(relu, OperationEntry)
    assert back.operations["relu"] is relu


def test_at_gives_the_newest_version_that_a_target_knows(availability: Availability) -> None:
    topk = availability.operations["topk"]
    names = {target.name: version.since.name for target in TARGETS if (version := topk.at(target))}
    assert names == {"iOS15": "iOS15", "iOS16": "iOS16", "iOS17": "iOS17", "iOS18": "iOS17", "iOS26": "iOS17"}
