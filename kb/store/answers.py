"""What is asked of history, as values. No database is needed to know them."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanSummary:
    id: int
    started: datetime.datetime
    finished: datetime.datetime | None
    """None: it runs, or was interrupted."""
    roots: tuple[str, ...]
    deployment: str
    tool_version: str
    data_version: str
    models: int
    failed: int
    errors: int
    """Models with at least one certain finding of this severity."""
    warnings: int
    cannot_load: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFinding:
    """One finding at one path of one scan."""

    path: str
    record: str
    severity: str
    verdict: str
    precision: str
    count: int
    targets: tuple[str, ...]
    fingerprint: str
    requires: str
    recommends: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What is at a path in one state of things and not in the other."""

    path: str
    appeared: tuple[str, ...]
    """Slugs."""
    vanished: tuple[str, ...]
    before: str
    """The target that was recommended; empty where nothing was, or the model was not there."""
    after: str
    note: str = ""
    """The model is new, gone, or has to be scanned anew."""
