"""Findings of a scan as a table: CSV, JSON, Parquet. One row a finding."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from kb.errors import KbError
from kb.store.answers import StoredFinding

COLUMNS: Final = (
    "path",
    "record",
    "severity",
    "verdict",
    "precision",
    "count",
    "targets",
    "fingerprint",
    "requires",
    "recommends",
)
SCHEMA: Final = "kb.findings/1"
# What a spreadsheet would take for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def _rows(findings: Sequence[StoredFinding]) -> list[dict[str, Any]]:
    return [{**asdict(each), "targets": list(each.targets)} for each in findings]


def as_json(findings: Sequence[StoredFinding]) -> bytes:
    return (json.dumps({"schema": SCHEMA, "findings": _rows(findings)}, indent=1) + "\n").encode()


def as_csv(findings: Sequence[StoredFinding]) -> bytes:
    """RFC 4180, UTF-8; targets are joined by spaces. A path that a spreadsheet would compute is quoted by `'`."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for row in _rows(findings):
        path = f"'{row['path']}" if row["path"].startswith(_FORMULA) else row["path"]
        writer.writerow({**row, "path": path, "targets": " ".join(row["targets"])})
    return text.getvalue().encode("utf-8", "backslashreplace")


def as_parquet(findings: Sequence[StoredFinding]) -> bytes:
    try:
        import pyarrow as pa  # noqa: PLC0415 — an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise KbError(where="parquet", what="needs pyarrow", hint="pip install 'coreml-kb[parquet]'") from error
    text, texts = pa.string(), pa.list_(pa.string())
    types = {"count": pa.int64(), "targets": texts}
    schema = pa.schema([(name, types.get(name, text)) for name in COLUMNS])
    sink = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(_rows(findings), schema=schema), sink)
    return sink.getvalue()


EXPORTERS: Final[Mapping[str, Callable[[Sequence[StoredFinding]], bytes]]] = {
    ".csv": as_csv,
    ".json": as_json,
    ".parquet": as_parquet,
}


def export(findings: Sequence[StoredFinding], path: Path) -> None:
    """Write a table; the file's ending says in which form. Raises KbError."""
    exporter = EXPORTERS.get(path.suffix.lower())
    if exporter is None:
        raise KbError(where=str(path), what="has an ending that says no form", hint="write .csv, .json or .parquet")
    try:
        path.write_bytes(exporter(findings))
    except OSError as error:
        raise KbError(where=str(path), what=f"cannot be written: {error.strerror or error}") from error
