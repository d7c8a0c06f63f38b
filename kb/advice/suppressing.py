"""What the user has looked at and switched off, with a reason: which findings that covers, and what covers none.

A suppressed finding stays in the report, marked. One that covers some of a finding's operations splits it in two.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from kb.advice.fingerprints import fingerprint_of
from kb.advice.report import Finding, ModelReport, Suppression
from kb.errors import Problem
from kb.frozen import frozen
from kb.records.record import Record
from kb.rules.match import MatchedOperation


@frozen
class SuppressionRule:
    """One suppression as the user wrote it. An empty scope means everywhere."""

    record: str
    """The slug; an alias has been resolved."""
    reason: str
    until: datetime.date | None = None
    """The last day on which it holds; None: for good."""
    model: str = ""
    """A glob over the model's path: `models/*.mlpackage`; one without a `/` is over its last part."""
    function: str = ""
    operation: str = ""
    """A glob over an operation's name, location or type."""
    where: str
    """The file and the place in it, for messages: `kb.toml: suppress 2`."""

    def expired(self, today: datetime.date) -> bool:
        return self.until is not None and today > self.until

    def covers_model(self, path: str) -> bool:
        normal = path.replace("\\", "/").rstrip("/")
        name = normal if "/" in self.model else normal.rsplit("/", 1)[-1]
        return not self.model or fnmatchcase(name, self.model) or fnmatchcase(name, f"*/{self.model}")

    def covers_operation(self, operation: MatchedOperation) -> bool:
        if self.function and operation.function != self.function:
            return False
        names = (operation.name, operation.location, operation.type)
        return not self.operation or any(fnmatchcase(name, self.operation) for name in names)


def covering(
    rules: Iterable[SuppressionRule], path: str, today: datetime.date
) -> Callable[[Record, MatchedOperation], bool]:
    """Whether a record at an operation of this model is suppressed: where all that it stands at is, it counts for no
    target."""
    mine = [rule for rule in rules if rule.covers_model(path) and not rule.expired(today)]
    return lambda record, operation: any(rule.record == record.id and rule.covers_operation(operation) for rule in mine)


def suppress(model: ModelReport, rules: Sequence[SuppressionRule], today: datetime.date) -> ModelReport:
    """The same report, its findings marked where a rule covers them."""
    mine = [rule for rule in rules if rule.covers_model(model.path) and not rule.expired(today)]
    findings = (part for finding in model.findings for part in _suppressed(finding, mine))
    return replace(model, findings=tuple(findings))


def _suppressed(finding: Finding, rules: Iterable[SuppressionRule]) -> Iterator[Finding]:
    """The finding, marked; or its parts, where a rule covers some of its operations only."""
    left = finding
    for rule in rules:
        if rule.record != finding.record.id:
            continue
        covered = tuple(operation for operation in left.operations if rule.covers_operation(operation))
        if covered:
            yield replace(
                _part(left, covered),
                suppressed=Suppression(reason=rule.reason, until=rule.until.isoformat() if rule.until else None),
            )
            rest = tuple(operation for operation in left.operations if operation not in covered)
            if not rest:
                return
            left = _part(left, rest)
    yield left


def _part(finding: Finding, operations: tuple[MatchedOperation, ...]) -> Finding:
    if operations == finding.operations:
        return finding
    return replace(finding, operations=operations, fingerprint=fingerprint_of(finding.record, operations))


def stale(rules: Iterable[SuppressionRule], models: Sequence[ModelReport], today: datetime.date) -> tuple[Problem, ...]:
    """Rules that have expired, and rules for a model of this run that nothing of it needs.

    `models` are the reports before anything was suppressed.
    """
    return tuple(problem for rule in rules for problem in _stale(rule, models, today))


def _stale(rule: SuppressionRule, models: Sequence[ModelReport], today: datetime.date) -> Iterator[Problem]:
    if rule.expired(today):
        what = f"the suppression of {rule.record} ended on {rule.until}"
        yield Problem(where=rule.where, what=what, hint="look at it again: give it another day, or take it out")
        return
    checked = [model for model in models if model.readable and rule.covers_model(model.path)]
    if checked and not any(_needs(rule, finding) for model in checked for finding in model.findings):
        what = f"nothing needs the suppression of {rule.record} any more"
        yield Problem(where=rule.where, what=what, hint="take it out")


def _needs(rule: SuppressionRule, finding: Finding) -> bool:
    return finding.record.id == rule.record and any(map(rule.covers_operation, finding.operations))
