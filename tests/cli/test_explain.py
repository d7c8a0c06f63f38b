"""`kb explain`: where the log comes from, and what is answered."""

import io
import json
import os
import sys
import threading
from pathlib import Path

import jsonschema
import pytest

import kb
from kb.cli import app
from kb.cli.schemas import generated_schemas
from kb.knowledge.opening import open_knowledge
from kb.logs.patterns import patterns_of

CHECKOUT = Path(kb.__file__).parents[1]
NOTHING = "The weather is fine today"


@pytest.fixture(scope="module")
def message() -> tuple[str, str]:
    """A message that only one record has, and its slug."""
    patterns = [each for found in patterns_of(open_knowledge(CHECKOUT / "data").records).values() for each in found]
    alone = min(
        (each for each in patterns if each.shared_by == 1 and not each.is_generic and len(each.fragments) == 1),
        key=lambda each: (-each.letters, each.message),
    )
    return alone.message, alone.records[0]


def explained(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert app.run(["explain", *arguments]) == 0
    return capsys.readouterr().out


def test_a_pasted_line_is_explained(message: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    text, slug = message
    out = explained(capsys, text)
    assert f"  {slug} / " in out
    assert "Line 1: " in out
    assert f"kb show {slug}" in out


def test_a_line_may_come_unquoted(message: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    text, slug = message
    assert slug in explained(capsys, "--", *text.split())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_file_is_read(
    encoding: str, message: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "console.log"
    log.write_bytes(f"first\nsecond {message[0]}\n".encode(encoding))
    document = json.loads(explained(capsys, str(log), "--format", "json"))
    first = document["matches"][0]
    assert (first["record"], first["line"]) == (message[1], 2)


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_standard_input_is_read(
    arguments: tuple[str, ...],
    message: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(message[0].encode() + b"\xff\n")))
    assert message[1] in explained(capsys, *arguments)


def test_nothing_found_says_so_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert "CONTRIBUTING.md" in explained(capsys, NOTHING)
    assert json.loads(explained(capsys, NOTHING, "--format", "json"))["matches"] == []


def test_the_document_fits_its_published_schema(message: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    (schema,) = [json.loads(each.text) for each in generated_schemas() if each.path.name.startswith("kb.explain")]
    document = json.loads(explained(capsys, message[0], "--format", "json"))
    jsonschema.validate(document, schema)
    assert document["schema"] == "kb.explain/1"
    assert document["matches"][0]["sureness"] == "sure"


def test_a_model_is_looked_at_too(message: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    model = str(CHECKOUT / "examples" / "clean.mlpackage")
    out = explained(capsys, message[0], "--model", model)
    assert f"{model} has" in out or f"{model} may have" in out or "nothing in a model file could show it" in out
    document = json.loads(explained(capsys, message[0], "--model", model, "--format", "json"))
    assert document["model"] == model


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("missing.log",), "missing.log: there is no such file"),
        (("x", "--model", "missing.mlpackage"), "missing.mlpackage"),
    ],
)
def test_what_cannot_be_read_is_one_line(
    arguments: tuple[str, ...], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.run(["explain", *arguments]) == 2
    err = capsys.readouterr().err
    assert reason in err
    assert err.count("\n") == 1


def test_a_terminal_without_a_log_is_a_mistake(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda _: True})())
    assert app.run(["explain"]) == 2
    assert "name a log file" in capsys.readouterr().err


def test_a_log_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kb.cli.explain.LOG_LIMIT", 10)
    log = tmp_path / "a.log"
    log.write_text("x" * 11)
    assert app.run(["explain", str(log)]) == 2
    assert "is longer than" in capsys.readouterr().err


def test_a_pipe_is_read_like_a_file(
    message: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a shell makes of `kb explain <(log show …)`."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(message[0],))
    writer.start()
    assert message[1] in explained(capsys, str(pipe))
    writer.join()


def test_one_long_word_is_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert "No record" in explained(capsys, "x" * 500)


def test_a_closed_stdin_has_nothing_to_explain(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert app.run(["explain"]) == 2
    assert "nothing to explain" in capsys.readouterr().err
