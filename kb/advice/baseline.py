"""What was known at some point: new findings fail, known ones do not, and a new one says what has changed since.

It holds fingerprints of operations, so that it survives other names and a new conversion; and fingerprints of the
knowledge, so that a red build can tell a model that changed from a record that was added.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from kb.advice.fingerprints import knowledge_fingerprint, operation_fingerprint
from kb.advice.report import Finding, ModelReport, Report
from kb.records.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    version: str
    """The program's version."""
    data_version: str
    records: Mapping[str, str]
    """Slug → fingerprint of what the record decided then; every record of the data."""
    models: Mapping[str, Mapping[str, frozenset[str]]]
    """Name of the model → slug → fingerprints of the operations at which it stood."""


def baseline_of(report: Report, records: Iterable[Record], name_of: Callable[[str], str] = str) -> Baseline:
    """The baseline that makes everything in this report known. Unreadable models are left out.

    `name_of` gives the name under which a model's path is kept, the same wherever somebody checks it from.
    """
    return Baseline(
        version=report.version,
        data_version=report.data_version,
        records={record.id: knowledge_fingerprint(record) for record in records},
        models={name_of(model.path): _standing(model) for model in report.models if model.readable},
    )


def _standing(model: ModelReport) -> dict[str, frozenset[str]]:
    standing: dict[str, frozenset[str]] = {}
    for finding in model.findings:
        if finding.stands:
            before = standing.get(finding.record.id, frozenset())
            standing[finding.record.id] = before | {operation_fingerprint(each) for each in finding.operations}
    return standing


def compare(report: Report, baseline: Baseline, name_of: Callable[[str], str] = str) -> Report:
    """The same report, each finding that stands marked as known, or with what has changed since."""

    def compared(path: str) -> Callable[[Finding], Finding]:
        name = name_of(path)
        return lambda finding: _compared(finding, name, baseline) if finding.stands else finding

    models = (replace(model, findings=tuple(map(compared(model.path), model.findings))) for model in report.models)
    return replace(report, models=tuple(models), compared_with=baseline.data_version)


def _compared(finding: Finding, name: str, baseline: Baseline) -> Finding:
    model = baseline.models.get(name)
    if model is None:
        return replace(finding, new_because="the model is not in the baseline")
    before = model.get(finding.record.id, frozenset())
    new = [each for each in finding.operations if operation_fingerprint(each) not in before]
    if not new:
        return replace(finding, known=True)
    return replace(finding, new_because=_what_changed(finding.record, len(new), len(finding.operations), baseline))


def _what_changed(record: Record, new: int, all_of_them: int, baseline: Baseline) -> str:
    data = f"the baseline's data, {baseline.data_version}"
    then = baseline.records.get(record.id)
    if then is None:
        return f"the knowledge has changed: the record is not in {data}"
    if then != knowledge_fingerprint(record):
        return f"the knowledge has changed: the record decides otherwise than in {data}"
    some = "" if new == all_of_them else f" at {new} of these operations"
    return f"the model has changed{some}, or what it is shipped to"
