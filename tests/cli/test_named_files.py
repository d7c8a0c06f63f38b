"""Files that a user names: a pipe is read like a file, and nothing is waited for that does not come."""

import os
import threading
from pathlib import Path

import pytest

import kb
from kb.cli import app
from kb.cli.named_files import content_of
from kb.errors import KbError

MODEL = str(Path(kb.__file__).parents[1] / "examples" / "clean.mlpackage")


@pytest.fixture
def pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("kb.cli.named_files.PATIENCE", 0.1)
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(KbError) as error:
        content_of(path, limit=1024)
    return str(error.value)


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(pipe: Path) -> None:
    assert refusal(pipe) == f"{pipe}: is a pipe that nobody writes to"


def test_a_writer_may_come_later_and_pause(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    go_on = threading.Event()

    def write() -> None:
        with path.open("wb", buffering=0) as file:
            file.write(b"one")
            go_on.wait(0.2)
            file.write(b"two")

    writer = threading.Timer(0.1, write)
    writer.start()
    assert content_of(path, limit=1024) == b"onetwo"
    writer.join()


def test_an_empty_pipe_of_a_shell_is_an_empty_file() -> None:
    """`<(grep nothing log)`: whoever wrote to it has gone, and nobody else can come."""
    reader, writer = os.pipe()
    os.close(writer)
    try:
        assert content_of(Path(f"/dev/fd/{reader}"), limit=1024) == b""
    finally:
        os.close(reader)


def test_a_pipe_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)

    def write() -> None:
        with path.open("wb", buffering=0) as file:
            while file.write(b"x" * 1024):
                pass

    def until_the_reader_leaves() -> None:
        with pytest.raises(BrokenPipeError):
            write()

    writer = threading.Thread(target=until_the_reader_leaves)
    writer.start()
    assert "is longer than" in refusal(path)
    writer.join()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/dev/zero", "is a device"),
        ("/dev/full", "is a device"),
        ("/dev", "is a folder"),
        ("/missing", "there is no such file"),
        ("/etc/passwd/x", "cannot be read"),
        ("nul\0", "is no path"),
    ],
)
def test_what_is_no_file_is_named(path: str, reason: str) -> None:
    if path.startswith("/dev/") and not Path(path).exists():
        pytest.skip(f"no {path} here")
    assert refusal(Path(path)).startswith(f"{path}: {reason}")


def test_the_null_device_is_an_empty_file() -> None:
    assert content_of(Path(os.devnull), limit=1024) == b""


@pytest.mark.parametrize(
    "arguments", [("explain", "{}"), ("check", MODEL, "--config", "{}"), ("check", MODEL, "--baseline", "{}")]
)
@pytest.mark.parametrize("what", ["folder", "device", "pipe"])
def test_a_verb_says_in_one_line_what_it_cannot_read(
    arguments: tuple[str, ...], what: str, pipe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = {"folder": str(pipe.parent), "device": "/dev/zero", "pipe": str(pipe)}[what]
    assert app.run([each.format(path) for each in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"kb: {path}: is a {what}")
    assert err.count("\n") == 1
