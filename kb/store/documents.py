"""The public document `kb.history/1`. Keys are added, never removed."""

import json
from collections.abc import Sequence
from typing import Final, TypedDict

from kb.store.answers import Movement, ScanSummary, StoredFinding

SCHEMA: Final = "kb.history/1"


class ScanV1(TypedDict):
    """One scan. `errors` and `warnings` count models; `finished` is null while it runs, or where it was interrupted."""

    id: int
    started: str
    finished: str | None
    roots: list[str]
    deployment: str
    tool_version: str
    data_version: str
    models: int
    failed: int
    errors: int
    warnings: int
    cannot_load: int


class StoredFindingV1(TypedDict):
    """One finding at one path of one scan."""

    path: str
    record: str
    severity: str
    verdict: str
    precision: str
    count: int
    targets: list[str]
    fingerprint: str
    requires: str
    recommends: str


class MovementV1(TypedDict):
    """What is at a path on one side only. `before`, `after`: the target that is recommended, or nothing."""

    path: str
    appeared: list[str]
    vanished: list[str]
    before: str
    after: str
    note: str


class HistoryDocumentV1(TypedDict):
    """What `kb history --format json` prints. What was not asked for is empty."""

    schema: str
    scans: list[ScanV1]
    findings: list[StoredFindingV1]
    movements: list[MovementV1]


def history_document(
    *,
    scans: Sequence[ScanSummary] = (),
    findings: Sequence[StoredFinding] = (),
    movements: Sequence[Movement] = (),
) -> str:
    document: HistoryDocumentV1 = {
        "schema": SCHEMA,
        "scans": [_scan(each) for each in scans],
        "findings": [_finding(each) for each in findings],
        "movements": [_movement(each) for each in movements],
    }
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"


def _scan(scan: ScanSummary) -> ScanV1:
    return {
        "id": scan.id,
        "started": scan.started.isoformat(),
        "finished": scan.finished.isoformat() if scan.finished else None,
        "roots": list(scan.roots),
        "deployment": scan.deployment,
        "tool_version": scan.tool_version,
        "data_version": scan.data_version,
        "models": scan.models,
        "failed": scan.failed,
        "errors": scan.errors,
        "warnings": scan.warnings,
        "cannot_load": scan.cannot_load,
    }


def _finding(finding: StoredFinding) -> StoredFindingV1:
    return {
        "path": finding.path,
        "record": finding.record,
        "severity": finding.severity,
        "verdict": finding.verdict,
        "precision": finding.precision,
        "count": finding.count,
        "targets": list(finding.targets),
        "fingerprint": finding.fingerprint,
        "requires": finding.requires,
        "recommends": finding.recommends,
    }


def _movement(movement: Movement) -> MovementV1:
    return {
        "path": movement.path,
        "appeared": list(movement.appeared),
        "vanished": list(movement.vanished),
        "before": movement.before,
        "after": movement.after,
        "note": movement.note,
    }
