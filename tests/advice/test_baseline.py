"""Baselines: what is known, what is new, and what has changed since."""

import json
from dataclasses import replace

import pytest
from report_table import FOUNDING, MODEL, POW, REPORTS, STATES, STRIDE, finding, operation, report

from kb.advice.baseline import Baseline, baseline_of, compare
from kb.advice.baseline_file import decode_baseline, encode_baseline
from kb.advice.report import Finding, Suppression
from kb.errors import KbError
from kb.records.record import Confidence, Severity
from kb.rules.verdict import Verdict

RECORDS = (STRIDE, POW)
BEFORE = report(replace(FOUNDING, findings=(finding(STRIDE, operation("a"), operation("b")),)), data_version="2026.1.1")
BASELINE = baseline_of(BEFORE, RECORDS)


def compared(*findings: Finding, baseline: Baseline = BASELINE) -> list[tuple[bool, str]]:
    after = compare(report(replace(FOUNDING, findings=findings)), baseline)
    assert after.compared_with == baseline.data_version
    return [(each.known, each.new_because) for each in after.models[0].findings]


def test_what_the_baseline_holds_is_known() -> None:
    assert compared(finding(STRIDE, operation("a"), operation("b"))) == [(True, "")]


def test_it_survives_other_names_and_fewer_operations() -> None:
    assert compared(finding(STRIDE, operation("renamed_by_a_new_conversion"))) == [(True, "")]


def test_an_operation_of_another_kind_is_new_because_the_model_has_changed() -> None:
    other = operation("c", why="strides = (7, 7)")
    assert compared(finding(STRIDE, other)) == [(False, "the model has changed, or what it is shipped to")]
    assert compared(finding(STRIDE, operation("a"), other)) == [
        (False, "the model has changed at 1 of these operations, or what it is shipped to")
    ]


def test_a_record_that_was_added_since_is_new_because_the_knowledge_has_changed() -> None:
    added = replace(POW, id="added-later")
    assert compared(finding(added)) == [
        (False, "the knowledge has changed: the record is not in the baseline's data, 2026.1.1")
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"severity": Severity.ERROR},
        {"confidence": Confidence.REPORTED},
        {"affects": ()},
        {"rules": (replace(POW.rules[0], when="x.rank == 1"),)},
    ],
)
def test_a_record_that_decides_otherwise_is_a_change_of_the_knowledge(changes: dict[str, object]) -> None:
    assert compared(finding(replace(POW, **changes)))[0][1].startswith("the knowledge has changed: the record decides")


def test_a_record_with_another_text_is_no_change_of_the_knowledge() -> None:
    retold = replace(POW, title="said better", what_happens="said better")
    assert compared(finding(retold)) == [(False, "the model has changed, or what it is shipped to")]


def test_a_model_that_was_not_there_is_new() -> None:
    after = compare(report(replace(FOUNDING, path="new.mlpackage")), BASELINE)
    assert after.models[0].findings[0].new_because == "the model is not in the baseline"


def test_what_does_not_count_is_neither_known_nor_new() -> None:
    aside = (
        finding(STRIDE, verdict=Verdict.UNDECIDED),
        finding(STRIDE, suppressed=Suppression(reason="…")),
        finding(STATES),
    )
    assert compared(*aside) == [(False, "")] * 3


def test_what_does_not_count_is_not_written_down() -> None:
    held = baseline_of(REPORTS["undecided"], RECORDS).models
    assert held == {MODEL.path: {}}


def test_a_file_is_read_as_it_was_written_and_is_the_same_every_time() -> None:
    text = encode_baseline(BASELINE)
    assert decode_baseline(text, origin="kb-baseline.json") == BASELINE
    assert encode_baseline(decode_baseline(text, origin="x")) == text
    assert json.loads(text)["kb"]["data_version"] == "2026.1.1"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"schema": "kb.baseline/1"}', '{"schema": "kb.baseline/1", "kb": 3}', "[" * 100_000],
)
def test_what_is_no_baseline_is_refused(text: str) -> None:
    with pytest.raises(KbError, match="is no baseline that kb wrote"):
        decode_baseline(text, origin="x.json")


def test_a_later_version_is_refused_by_name() -> None:
    with pytest.raises(KbError, match=r"is a 'kb.baseline/2', this kb reads 'kb.baseline/1'"):
        decode_baseline('{"schema": "kb.baseline/2"}', origin="x.json")
