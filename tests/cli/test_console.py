"""What goes to stdout and stderr, and in which colours."""

import sys
from pathlib import Path

import pytest

from kb.cli.app import run
from kb.cli.console import WIDTH_OF_A_PIPE, complain, progress, stdout_layout, wants_colour, write_result
from kb.errors import KbError
from kb.reports.layout import Layout


@pytest.mark.parametrize(
    ("environment", "is_terminal", "no_color", "coloured"),
    [
        ({}, True, False, True),
        ({}, False, False, False),
        ({}, True, True, False),
        ({"NO_COLOR": "1"}, True, False, False),
        ({"NO_COLOR": ""}, True, False, True),
        ({"CI": "true"}, True, False, False),
        ({"TERM": "dumb"}, True, False, False),
        ({"FORCE_COLOR": "1", "CI": "true"}, False, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False, False),
        ({"FORCE_COLOR": "1"}, True, True, False),
    ],
)
def test_colour_is_for_terminals_and_can_be_refused(
    environment: dict[str, str], is_terminal: bool, no_color: bool, coloured: bool
) -> None:
    assert wants_colour(environment, is_terminal=is_terminal, no_color=no_color) is coloured


def test_a_pipe_has_one_width_and_no_colour(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "37")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    layout = stdout_layout(no_color=False)
    assert (layout.width, layout.colour) == (WIDTH_OF_A_PIPE, False)


def test_a_result_that_the_terminal_cannot_encode_is_still_written(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_result("é \udcff\n")
    assert capfdbinary.readouterr().out == "é ".encode() + b"\\udcff\n"


def test_an_output_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(KbError, match="no-such-folder"):
        write_result("x", tmp_path / "no-such-folder" / "out.json")


def test_progress_is_silent_where_stderr_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(100) as tell:
        tell("a.mlpackage")
    assert capsys.readouterr() == ("", "")


def test_a_closed_stdout_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert stdout_layout(no_color=False) == Layout()
    assert run(["--version"]) == 2
    assert "stdout: is closed" in capsys.readouterr().err


def test_what_is_told_on_a_closed_stderr_does_not_reach_stdout(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    complain("something")
    assert capsys.readouterr().out == ""
