"""`kb ops` and `kb targets`: what they show, in both formats, and what they say to a name that nobody knows."""

import json
from typing import Any

import jsonschema
import pytest

from kb.cli.app import run
from kb.cli.schemas import DOCUMENTS
from kb.platforms.targets import TARGETS
from kb.reports.json_schema import schema_of

Captured = pytest.CaptureFixture[str]


def printed(capsys: Captured, *arguments: str) -> str:
    assert run([*arguments, "--no-color"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def document(capsys: Captured, *arguments: str) -> dict[str, Any]:
    """What the verb prints as JSON, which its published schema accepts."""
    value: dict[str, Any] = json.loads(printed(capsys, *arguments, "--format", "json"))
    name = value["schema"]
    jsonschema.Draft202012Validator(schema_of(DOCUMENTS[name], name=name)).validate(value)
    return value


def test_an_operation_is_shown_with_parameters_changes_and_known_issues(capsys: Captured) -> None:
    out = printed(capsys, "ops", "topk")
    assert out.startswith("topk\nsince iOS15, changed with iOS16, iOS17\n")
    assert "k                           K: int8 int16 int32, constant, default 1\n" in out
    assert "iOS16: new sort; new return_indices\n" in out
    assert "Known issues" in out


def test_an_operation_is_shown_as_a_target_has_it(capsys: Captured) -> None:
    out = printed(capsys, "ops", "topk", "--target", "ios15")
    assert "Parameters of a model built for iOS15" in out
    assert "  return_indices" not in out


def test_an_operation_that_a_target_lacks_is_said_to_be_absent(capsys: Captured) -> None:
    assert "It does not exist for models built for iOS16." in printed(capsys, "ops", "resize", "--target", "macos13")


def test_parameters_that_share_a_domain_are_told(capsys: Captured) -> None:
    assert "T: x, weight, bias have the same dtype" in printed(capsys, "ops", "conv", "--target", "ios15")
    assert "U: weight, bias have the same dtype" in printed(capsys, "ops", "conv", "--target", "ios17")


def test_a_layer_is_shown_with_its_fields(capsys: Captured) -> None:
    out = printed(capsys, "ops", "nn:pooling")
    assert "since iOS11\n" in out
    assert "enum: MAX | AVERAGE | L2" in out
    assert "list of int" in out


def test_all_operations_are_listed_in_order_with_their_first_target(capsys: Captured) -> None:
    lines = printed(capsys, "ops").splitlines()
    assert lines[-1] == "169 types"
    types = [line.split()[0] for line in lines[:-1]]
    assert types == sorted(types)
    assert dict(line.split()[:2] for line in lines[:-1])["quantize"] == "iOS17"


def test_only_what_a_target_has_is_listed(capsys: Captured) -> None:
    at_ios16 = printed(capsys, "ops", "--target", "ios16")
    assert "\nconstexpr_cast " in at_ios16
    assert "\nquantize " not in at_ios16
    assert printed(capsys, "ops", "--layers").splitlines()[-1] == "158 types"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("resiz", "there is no operation 'resiz' (did you mean resize"),
        ("", "there is no operation ''"),
        ("batchedMatmull", "nn:batchedMatmul"),
        ("xyzzy", "`kb ops` and `kb ops --layers` list what there is"),
    ],
)
def test_an_operation_that_nobody_knows_ends_with_2_and_a_suggestion(name: str, told: str, capsys: Captured) -> None:
    assert run(["ops", name]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert told in captured.err


def test_letters_of_a_type_may_be_of_either_case(capsys: Captured) -> None:
    assert printed(capsys, "ops", "NN:topk").startswith("nn:topK\n")


def test_a_record_that_names_an_operation_stands_beside_it(capsys: Captured) -> None:
    value = document(capsys, "ops", "conv")
    assert value["available_from"] == "iOS15"
    assert [version["since"] for version in value["versions"]] == ["iOS15", "iOS17"]
    assert value["reference"].endswith("iOS15.conv.conv")
    listed = document(capsys, "list", "--operation", "conv")["records"]
    standing = [record["id"] for record in listed if record["status"] in ("open", "fixed")]
    assert [record["record"] for record in value["records"]] == standing
    assert standing


@pytest.mark.parametrize(
    ("arguments", "schema"),
    [
        (["ops"], "kb.operations/1"),
        (["ops", "--layers"], "kb.operations/1"),
        (["ops", "nn:convolution"], "kb.operation/1"),
        (["ops", "pad"], "kb.operation/1"),
        (["targets"], "kb.targets/1"),
        (["targets", "ios11"], "kb.targets/1"),
        (["targets", "--devices"], "kb.devices/1"),
        (["targets", "--devices", "S9"], "kb.devices/1"),
    ],
)
def test_json_is_what_the_published_schema_says(arguments: list[str], schema: str, capsys: Captured) -> None:
    assert document(capsys, *arguments)["schema"] == schema


def test_targets_are_shown_newest_first_with_the_releases_that_load_them(capsys: Captured) -> None:
    out = printed(capsys, "targets")
    assert [line.split()[0] for line in out.splitlines()[1 : len(TARGETS) + 1]] == [
        target.name for target in reversed(TARGETS)
    ]
    assert "iOS18    9        CoreML8  18    18      15       11       18    2         93 %" in out


def test_one_target_is_shown_with_what_it_brought_and_where_that_is_written(capsys: Captured) -> None:
    out = printed(capsys, "targets", "macos15")
    assert out.startswith("iOS18\n")
    assert "- multiple functions in one model" in out
    assert "https://github.com/apple/coremltools/blob/" in out


@pytest.mark.parametrize("name", ["A14", "a14 bionic"])
def test_the_devices_of_a_chip_are_listed(name: str, capsys: Captured) -> None:
    value = document(capsys, "targets", "--devices", name)
    assert [chip["chip"] for chip in value["chips"]] == ["A14"]
    assert {device["device"] for device in value["devices"]} >= {"iPhone 12", "iPad Air (4th generation)"}


def test_a_device_is_found_by_its_identifier(capsys: Captured) -> None:
    out = printed(capsys, "targets", "--devices", "iPhone10,6")
    assert out.splitlines()[0].split() == ["iPhone", "X", "A11", "no", "Neural", "Engine", "iOS", "11", "to", "16"]
    assert out.splitlines()[-1] == "1 device"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["targets", "ios27"], "'ios27' is no deployment target"),
        (["targets", "--devices", "iPhone 112"], "did you mean iPhone 12"),
        (["targets", "--devices", "ios16"], "'ios16' is an OS release"),
        (["ops", "conv", "--target", "ios16.2"], "'ios16.2' is no deployment target"),
    ],
)
def test_a_name_of_the_wrong_kind_ends_with_2(arguments: list[str], told: str, capsys: Captured) -> None:
    assert run(arguments) == 2
    assert told in capsys.readouterr().err
