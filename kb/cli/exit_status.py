"""From a report to the process's exit status: 0, 1 or 2."""

from kb.advice.report import Finding, ModelReport, Report
from kb.records.record import Severity

NEVER = "never"


def exit_status(report: Report, fail_on: str, *, strict: bool = False) -> int:
    """2 where a model could not be answered, else 1 where something fails, else 0.

    `fail_on` is the lowest severity that fails: `error`, `warning`, `note`; `never` reports only. `strict`: a
    suppression that has ended, or that nothing needs, fails too.
    """
    if not report.complete:
        return 2
    if fail_on == NEVER:
        return 0
    if strict and report.stale_suppressions:
        return 1
    return int(any(_fails(model, Severity(fail_on)) for model in report.models))


def _fails(model: ModelReport, threshold: Severity) -> bool:
    return bool(model.cannot_load_on) or any(_counts(finding, threshold) for finding in model.findings)


def _counts(finding: Finding, threshold: Severity) -> bool:
    return finding.stands and not finding.known and finding.record.severity.rank >= threshold.rank
