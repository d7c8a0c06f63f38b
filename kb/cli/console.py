"""What is written where: the result to stdout, everything else to stderr, in one line each."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from kb.errors import KbError
from kb.reports.layout import Detail, Layout
from kb.reports.plain import plain

# A pipe has no width: one figure, so that the output is the same on every run.
WIDTH_OF_A_PIPE: Final = 100
_NARROWEST: Final = 60
_WIDEST: Final = 120
_WORTH_TELLING: Final = 2


class ReaderLeft(Exception):  # noqa: N818 — no error, an event
    """Whoever read our output wants no more. No OSError, for which typer ends with 1: something found."""


def write_result(text: str, output: Path | None = None) -> None:
    """Write the result to stdout, or to a file. Raises KbError where that cannot be done,
    ReaderLeft where nobody reads stdout any more."""
    try:
        if output is None:
            _write_to_stdout(text)
        else:
            output.write_text(text, encoding="utf-8", errors="backslashreplace")
    except BrokenPipeError as error:
        raise ReaderLeft from error
    except OSError as error:
        where = str(output) if output else "stdout"
        raise KbError(where=where, what=f"cannot be written: {error.strerror or error}") from error


def _write_to_stdout(text: str) -> None:
    # As bytes: the result is UTF-8 whatever the terminal's own encoding is.
    if sys.stdout is None:
        # What Python makes of a descriptor that was closed before it started (`>&-`).
        raise KbError(where="stdout", what="is closed", hint="write to a file: --output, or >/dev/null")
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(text)
    else:
        stream.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.flush()


def complain(message: str) -> None:
    """One line on stderr, whatever the message holds."""
    tell(f"kb: {plain(message, longest=2000)}")


def tell(text: str) -> None:
    """Lines on stderr, where anybody reads it."""
    if sys.stderr is None:
        # Closed (`2>&-`): print would take stdout instead, where the result belongs.
        return
    try:
        print(text, file=sys.stderr)  # noqa: T201 — this is the place that prints
    except OSError:
        # A full disk, a pipe that nobody reads. What waits for another try would fail once more when Python ends, and
        # change the exit status.
        sys.stderr = None


def wants_colour(environment: Mapping[str, str], *, is_terminal: bool, no_color: bool) -> bool:
    """Whether to colour: `--no-color` and NO_COLOR say no, FORCE_COLOR says yes, else terminals outside of CI."""
    if no_color or environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return is_terminal and environment.get("TERM") != "dumb" and not environment.get("CI")


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _stdout_colour(*, no_color: bool) -> bool:
    return wants_colour(os.environ, is_terminal=_is_terminal(sys.stdout), no_color=no_color)


def _stdout_width() -> int:
    """The terminal's width within reason; fixed where stdout is no terminal."""
    if not _is_terminal(sys.stdout):
        return WIDTH_OF_A_PIPE
    return min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)


@contextmanager
def progress(total: int) -> Iterator[Callable[[str], None]]:
    """Says on stderr which of many models is being read; only on a terminal, and nothing of it stays."""
    if total < _WORTH_TELLING or not _is_terminal(sys.stderr) or os.environ.get("CI"):
        yield lambda _: None
        return
    number = 0

    def tell(path: str) -> None:
        nonlocal number
        number += 1
        print(f"\r\x1b[Kkb: {number} of {total}: {plain(path, longest=60)}", end="", file=sys.stderr, flush=True)  # noqa: T201

    try:
        yield tell
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)  # noqa: T201


def stdout_layout(*, no_color: bool, detail: Detail = Detail.NORMAL) -> Layout:
    """How to lay out text that goes to stdout."""
    return Layout(width=_stdout_width(), colour=_stdout_colour(no_color=no_color), detail=detail)
