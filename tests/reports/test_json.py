"""`kb.check/1`: every report of the table is valid, and what is broken is not."""

import json
from typing import Any

import jsonschema
import pytest
from report_table import REPORTS

from kb.reports.as_json_v1 import SCHEMA, render
from kb.reports.json_schema import schema_of
from kb.reports.json_v1_types import DocumentV1

VALIDATOR = jsonschema.Draft202012Validator(schema_of(DocumentV1, name=SCHEMA))
# The contract: keys are never removed.
FINDING_KEYS = {
    "record",
    "title",
    "category",
    "severity",
    "confidence",
    "precision",
    "verdict",
    "page",
    "evidence",
    "url",
    "affects",
    "targets",
    "count",
    "operations",
    "remedies",
    "fingerprint",
    "suppressed",
}
MODEL_KEYS = {
    "path",
    "kind",
    "format",
    "specification_version",
    "target",
    "opsets",
    "operations",
    "operation_types",
    "coremltools",
    "source",
    "requirement",
    "findings",
    "targets",
    "recommendation",
    "errors",
}


def document(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(render(REPORTS[name]))
    return loaded


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_valid(name: str) -> None:
    VALIDATOR.validate(document(name))


@pytest.mark.parametrize("key", sorted(MODEL_KEYS - {"path", "errors"}))
def test_a_model_without_one_of_its_keys_is_not_taken_for_an_unreadable_one(key: str) -> None:
    broken = document("founding")
    del broken["models"][0][key]
    assert not VALIDATOR.is_valid(broken)


@pytest.mark.parametrize(("key", "value"), [("verdict", "maybe"), ("count", "1"), ("suppressed", 3)])
def test_a_wrong_value_is_not_valid(key: str, value: object) -> None:
    broken = document("founding")
    broken["models"][0]["findings"][0][key] = value
    assert not VALIDATOR.is_valid(broken)


def test_the_promised_keys_are_there() -> None:
    model = document("founding")["models"][0]
    assert set(model) >= MODEL_KEYS
    assert set(model["findings"][0]) >= FINDING_KEYS


def test_an_unreadable_model_keeps_its_entry_and_the_others_are_answered() -> None:
    answered = document("several")
    assert answered["complete"] is False
    assert [set(model) >= MODEL_KEYS for model in answered["models"]] == [True, False, True]
    assert answered["models"][1] == {
        "path": "broken.mlpackage",
        "errors": [
            {
                "what": "the manifest is empty",
                "where": "broken.mlpackage: Manifest.json",
                "hint": "copy the package again",
            }
        ],
    }


def test_a_wide_match_says_may() -> None:
    finding = document("founding")["models"][0]["findings"][0]
    assert finding["precision"] == "wide"
    assert finding["message"].startswith("May apply: ")


def test_a_hostile_name_stays_what_it_is_and_the_text_stays_ascii() -> None:
    text = render(REPORTS["hostile"])
    assert text.isascii()
    assert "\x1b" not in text
    assert json.loads(text)["models"][0]["path"] == REPORTS["hostile"].models[0].path
