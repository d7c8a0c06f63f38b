"""Findings as tables, and history as a page."""

import csv
import datetime
import io
import json
from pathlib import Path

import pytest

from kb.errors import KbError
from kb.store.answers import Movement, ScanSummary, StoredFinding
from kb.store.exporting import COLUMNS, export
from kb.store.history_html import render_history

HOSTILE = '=HYPERLINK("x")\u202e<script>alert(1)</script>\n'


def finding(path: str = "a.mlpackage") -> StoredFinding:
    return StoredFinding(
        path=path,
        record="conv-a",
        severity="error",
        verdict="matched",
        precision="wide",
        count=2,
        targets=("iOS16", "iOS17"),
        fingerprint="f",
        requires="iOS16",
        recommends="iOS15",
    )


def summary(number: int, errors: int) -> ScanSummary:
    return ScanSummary(
        id=number,
        started=datetime.datetime(2026, 11, number, tzinfo=datetime.UTC),
        finished=None,
        roots=("models",),
        deployment="",
        tool_version="0.1.0",
        data_version="2026.11.24",
        models=3,
        failed=1,
        errors=errors,
        warnings=0,
        cannot_load=0,
    )


def test_each_form_holds_every_finding(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    findings = (finding(), finding("b.mlpackage"))
    for ending in ("csv", "json", "parquet"):
        export(findings, tmp_path / f"f.{ending}")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "f.csv").read_text())))
    assert [row["path"] for row in rows] == ["a.mlpackage", "b.mlpackage"]
    assert tuple(rows[0]) == COLUMNS
    assert json.loads((tmp_path / "f.json").read_text())["findings"][1]["targets"] == ["iOS16", "iOS17"]
    table = parquet.read_table(tmp_path / "f.parquet")
    assert table.column("count").to_pylist() == [2, 2]
    assert tuple(table.column_names) == COLUMNS


def test_a_path_that_a_spreadsheet_would_compute_is_quoted(tmp_path: Path) -> None:
    export((finding(HOSTILE),), tmp_path / "f.csv")
    (row,) = csv.DictReader(io.StringIO((tmp_path / "f.csv").read_text()))
    assert row["path"].startswith("'=")


def test_an_ending_that_says_no_form_and_a_folder_that_is_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(KbError, match=r"\.csv, \.json or \.parquet"):
        export((), tmp_path / "f.xls")
    with pytest.raises(KbError, match="cannot be written"):
        export((), tmp_path / "none/f.csv")


def test_the_page_of_history_obeys_nobody() -> None:
    moved = Movement(path=HOSTILE, appeared=("conv-a",), vanished=(), before="iOS15", after="", note="new")
    page = render_history((summary(2, 3), summary(1, 1)), (finding(HOSTILE),), (moved,))
    assert "<script>" not in page
    assert "\u202e" not in page
    assert page.count("<svg") == 2
    assert "http" not in page


def test_the_page_of_no_history_says_so() -> None:
    assert "No scan yet" in render_history((), (), ())
