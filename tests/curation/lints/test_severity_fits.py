"""Severity follows consequence and evidence."""

from collections.abc import Callable

import pytest

from kb.curation.lints.severity_fits import check

Told = Callable[..., list[str]]


def test_an_error_with_a_report_passes(told: Told) -> None:
    assert told(check) == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (("category: wrong-output", "category: requirement"), "a requirement is no error"),
        (("kind: report", "kind: third-party-measurement"), "does not carry `error`"),
        (("severity: error", "severity: note"), "is more than a note"),
    ],
)
def test_a_severity_that_does_not_fit_is_told(told: Told, change: tuple[str, str], what: str) -> None:
    (problem,) = told(check, change)
    assert what in problem


def test_a_wide_rule_may_be_a_note(told: Told) -> None:
    assert told(check, ("severity: error", "severity: note"), ("precision: exact", "precision: wide")) == []


def test_a_withdrawn_record_may_be_anything(told: Told) -> None:
    assert told(check, ("severity: error", "severity: note\nstatus: withdrawn")) == []
