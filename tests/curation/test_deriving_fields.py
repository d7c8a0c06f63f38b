"""The field table is what the installed coremltools describes, and its command says so."""

from pathlib import Path

import pytest

from kb.curation import deriving_fields
from kb.curation.deriving_fields import derive_wire_fields, wire_fields_text


def test_the_committed_table_is_the_derived_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert derive_wire_fields("check") == 0
    assert capsys.readouterr().err == ""


def test_another_table_is_told_with_the_command_that_repairs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "wire_fields.py"
    table.write_text("MESSAGES = {}\n")
    monkeypatch.setattr(deriving_fields, "WIRE_FIELDS", table)
    assert derive_wire_fields("check") == 1
    assert "run `kb derive fields`" in capsys.readouterr().err
    assert derive_wire_fields("write") == 0
    assert derive_wire_fields("check") == 0


def test_the_table_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert derive_wire_fields("stdout") == 0
    assert capsys.readouterr().out == wire_fields_text()
