"""0, 1 or 2, as a function of the report."""

from dataclasses import replace

import pytest
from report_table import FOUNDING, MODEL, POW, REPORTS, STATES, STRIDE, finding, report

from kb.advice.report import Suppression
from kb.cli.exit_status import exit_status
from kb.rules.verdict import Verdict


def with_findings(*findings):
    return report(replace(FOUNDING, findings=findings))


@pytest.mark.parametrize(
    ("name", "fail_on", "status"),
    [
        ("clean", "note", 0),
        ("founding", "error", 1),
        ("founding", "never", 0),
        ("unreadable", "error", 2),
        ("unreadable", "never", 2),
        ("several", "error", 2),
        ("shipped", "error", 1),
        ("shipped", "never", 0),
        ("suppressed", "note", 0),
        ("undecided", "note", 0),
        ("no-models", "error", 0),
    ],
)
def test_reports_of_the_table(name: str, fail_on: str, status: int) -> None:
    assert exit_status(REPORTS[name], fail_on) == status


@pytest.mark.parametrize(("fail_on", "status"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
def test_a_warning_fails_at_its_own_severity_and_below(fail_on: str, status: int) -> None:
    assert exit_status(with_findings(finding(POW)), fail_on) == status


def test_what_is_by_design_never_fails() -> None:
    assert exit_status(with_findings(finding(STATES)), "note") == 0


def test_what_is_undecided_suppressed_or_known_never_fails() -> None:
    for changes in (
        {"verdict": Verdict.UNDECIDED},
        {"suppressed": Suppression(reason="we ship to Macs only")},
        {"known": True},
    ):
        assert exit_status(with_findings(finding(STRIDE, **changes)), "note") == 0


def test_a_model_that_cannot_load_fails_without_any_finding() -> None:
    assert exit_status(report(replace(MODEL, cannot_load_on=("iOS 15",))), "error") == 1
