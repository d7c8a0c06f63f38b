"""The README shows what the program says."""

import re
from pathlib import Path

import pytest

from kb.cli import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_output_is_what_the_command_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a change of records or wording: paste the new output, having read it."""
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    shown = re.search(r"```text\n(.*?)```", README, re.DOTALL)
    assert shown
    app.run(["check", "examples/patch14-ios16.mlpackage"])
    assert capsys.readouterr().out == shown[1]


def test_every_file_that_is_linked_exists() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []
