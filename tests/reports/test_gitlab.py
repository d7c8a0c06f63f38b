"""GitLab's code quality report: the fields and values that its documentation asks for."""

import json
from typing import Any

import jsonschema
import pytest
from report_table import REPORTS, many_findings

from kb.reports.as_gitlab import render

# Source: docs.gitlab.com, "Code Quality report format".
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    # Relative to the repository, and without `./`.
                    "path": {"type": "string", "pattern": r"^(?!\./).+"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer"}}},
                },
            },
        },
    },
}


def issues(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(render(REPORTS[name]))
    return loaded


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_valid(name: str) -> None:
    jsonschema.validate(issues(name), SCHEMA)


@pytest.mark.parametrize("name", REPORTS)
def test_fingerprints_are_unique(name: str) -> None:
    fingerprints = [issue["fingerprint"] for issue in issues(name)]
    assert len(set(fingerprints)) == len(fingerprints)


def test_fingerprints_of_ten_thousand_findings_are_unique() -> None:
    assert len({issue["fingerprint"] for issue in json.loads(render(many_findings()))}) == 10_000


def test_severity_says_what_counts() -> None:
    assert [issue["severity"] for issue in issues("shipped")] == ["blocker", "major", "info"]
    assert [issue["severity"] for issue in issues("suppressed")] == ["info", "info"]
    assert [issue["severity"] for issue in issues("unreadable")] == ["blocker"]


def test_no_byte_order_mark_stands_before_the_array() -> None:
    assert render(REPORTS["founding"]).startswith("[")
