"""Confidence follows from the evidence."""

import datetime
from dataclasses import replace

import pytest

from kb.records.confidence import confidence_of
from kb.records.record import Confidence, Evidence, EvidenceKind, Observation


def evidence(kind: str, url: str = "https://example.org/1") -> Evidence:
    return Evidence(url=url, kind=EvidenceKind(kind), says="x", read=datetime.date(2026, 11, 24))


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["report"], Confidence.REPORTED),
        (["third-party-measurement"], Confidence.REPORTED),
        (["report", "maintainer"], Confidence.CONFIRMED),
        (["source"], Confidence.CONFIRMED),
        (["reproduction", "report"], Confidence.CONFIRMED),
        (["maintainer", "documentation"], Confidence.DOCUMENTED),
        (["release-note"], Confidence.DOCUMENTED),
    ],
)
def test_the_strongest_voice_decides(kinds: list[str], expected: Confidence) -> None:
    assert confidence_of([evidence(kind) for kind in kinds]) is expected


def test_two_reports_at_different_addresses_corroborate_each_other() -> None:
    first, second = evidence("report"), evidence("third-party-measurement", "https://example.org/2")
    assert confidence_of([first, second]) is Confidence.CORROBORATED


def test_a_comment_in_the_same_thread_corroborates_nothing() -> None:
    assert (
        confidence_of([evidence("report"), evidence("report", "https://example.org/1#comment")]) is Confidence.REPORTED
    )


@pytest.mark.parametrize(
    ("kind", "one", "other", "expected"),
    [
        ("report", "github.com/a/m/blob/1/x.md", "github.com/a/n/blob/2/y.md", Confidence.REPORTED),
        ("report", "github.com/a/m/blob/1/x.md", "github.com/b/m/blob/1/x.md", Confidence.CORROBORATED),
        ("report", "github.com/a/m/blob/1/x.md", "github.com/a/n", Confidence.REPORTED),
        ("report", "github.com/a/m/issues/1", "github.com/a/m/issues/2", Confidence.CORROBORATED),
        ("report", "github.com/a/m/issues/1", "github.com/a/m/blob/1/x.md", Confidence.CORROBORATED),
        ("third-party-measurement", "github.com/a/m/issues/1", "github.com/A/m/pull/2", Confidence.REPORTED),
        ("report", "huggingface.co/a/m", "huggingface.co/a/n", Confidence.REPORTED),
        ("report", "huggingface.co/a/m/discussions/1", "huggingface.co/a/m/discussions/2", Confidence.CORROBORATED),
    ],
)
def test_what_one_owner_writes_and_measures_is_one_source_and_each_thread_another(
    kind: str, one: str, other: str, expected: Confidence
) -> None:
    assert confidence_of([evidence(kind, f"https://{one}"), evidence(kind, f"https://{other}")]) is expected


@pytest.mark.parametrize(
    ("affected", "expected"),
    [([False], Confidence.REPORTED), ([False, True], Confidence.CORROBORATED), ([], Confidence.CORROBORATED)],
)
def test_a_report_that_saw_only_the_absence_corroborates_nothing(affected: list[bool], expected: Confidence) -> None:
    observed = tuple(Observation(affected=each, os="macOS 15.2") for each in affected)
    second = replace(evidence("report", "https://example.org/2"), observed=observed)
    assert confidence_of([evidence("report"), second]) is expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("source", Confidence.REPORTED),
        ("reproduction", Confidence.REPORTED),
        ("maintainer", Confidence.CONFIRMED),
        ("release-note", Confidence.DOCUMENTED),
    ],
)
def test_a_test_that_passes_confirms_nothing_but_a_statement_that_it_is_fixed_does(
    kind: str, expected: Confidence
) -> None:
    absent = replace(evidence(kind), observed=(Observation(affected=False, os="macOS 15.2"),))
    assert confidence_of([absent]) is expected


def test_background_makes_a_record_no_surer() -> None:
    background = replace(evidence("source", "https://example.org/2"), background=True)
    assert confidence_of([evidence("report"), background]) is Confidence.REPORTED


def test_no_evidence_is_no_more_than_reported() -> None:
    assert confidence_of([]) is Confidence.REPORTED
