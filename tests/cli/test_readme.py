"""The README shows what the program says."""

import os
import re
from pathlib import Path

import pytest

from kb.cli import app

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
SHOWN = re.compile(r"(?<=```text\n).*?(?=```)", re.DOTALL)


def test_the_example_output_is_what_the_command_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    app.run(["check", "examples/patch14-ios16.mlpackage"])
    printed = capsys.readouterr().out
    if os.environ.get("KB_ACCEPT_SNAPSHOTS"):
        README.write_text(SHOWN.sub(lambda _: printed, README.read_text(encoding="utf-8")), encoding="utf-8")
    (shown,) = SHOWN.findall(README.read_text(encoding="utf-8"))
    assert shown == printed, "a record or a wording has changed: accept it with KB_ACCEPT_SNAPSHOTS=1, then read it"


def test_every_file_that_is_linked_exists() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []
