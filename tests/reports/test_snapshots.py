"""Every report of the table in every format, as it was when somebody last read it.

`KB_ACCEPT_SNAPSHOTS=1 pytest tests/reports` accepts what changed: read the diff before you commit it.
"""

import os
from pathlib import Path

import pytest
from report_table import REPORTS

from kb.reports.layout import Detail, Layout
from kb.reports.renderers import RENDERERS, renderer

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
ENDINGS = {
    "text": "txt",
    "json": "json",
    "sarif": "sarif",
    "markdown": "md",
    "github": "txt",
    "gitlab": "json",
    "junit": "xml",
    "xcode": "txt",
    "html": "html",
}
LAYOUTS = {
    "narrow": Layout(width=80),
    "quiet": Layout(detail=Detail.QUIET),
    "verbose": Layout(detail=Detail.VERBOSE),
    "colour": Layout(colour=True),
}


def assert_is_as_before(path: Path, text: str) -> None:
    if os.environ.get("KB_ACCEPT_SNAPSHOTS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"no snapshot {path}: accept it with KB_ACCEPT_SNAPSHOTS=1, then read it"
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("form", RENDERERS)
def test_a_report_reads_as_it_did(form: str, name: str) -> None:
    assert_is_as_before(SNAPSHOTS / form / f"{name}.{ENDINGS[form]}", renderer(form)(REPORTS[name]))


@pytest.mark.parametrize("name", ["founding", "shipped", "suppressed"])
@pytest.mark.parametrize("look", LAYOUTS)
def test_text_reads_as_it_did_in_every_layout(look: str, name: str) -> None:
    text = renderer("text", LAYOUTS[look])(REPORTS[name])
    assert_is_as_before(SNAPSHOTS / "text" / f"{name}.{look}.txt", text)


def test_no_snapshot_is_left_over() -> None:
    expected = {SNAPSHOTS / form / f"{name}.{ENDINGS[form]}" for form in RENDERERS for name in REPORTS}
    expected |= {
        SNAPSHOTS / "text" / f"{name}.{look}.txt" for look in LAYOUTS for name in ("founding", "shipped", "suppressed")
    }
    assert {path for path in SNAPSHOTS.rglob("*") if path.is_file()} == expected
