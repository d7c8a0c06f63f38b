"""`kb explain [FILE | TEXT | -]`: which known issues a log tells of."""

import errno
import sys
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

import typer

from kb.cli.console import stdout_layout, write_result
from kb.cli.named_files import content_of
from kb.cli.parameters import NoColor
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge
from kb.logs.explaining import explain
from kb.rules.match import Match

Form: TypeAlias = Literal["text", "json"]

LOG_LIMIT: Final = 256 * 1024 * 1024
"""Bytes."""
_TOO_LONG: Final = "give the part around the failure"
_BYTE_ORDER_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_NAME: Final = 1024


def run(
    log: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE | TEXT | -]", help="A log file, the lines themselves, or - for standard input."),
    ] = None,
    *,
    model: Annotated[str, typer.Option(metavar="MODEL", help="Put first what this model has, too.")] = "",
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text",
    no_color: NoColor = False,
) -> int:
    """Find known issues by log and error lines: which record, by which line, how sure, what to do."""
    text = _text(log or ["-"])
    base = open_knowledge()
    explanations = explain(text, base.records, _matches(model, base) if model else ())
    if form == "json":
        from kb.reports.explanation_json_v1 import render as render_json  # noqa: PLC0415 — only this format needs it

        write_result(render_json(explanations, base.data_version, model=model))
    else:
        from kb.reports.explanation_text import render  # noqa: PLC0415

        write_result(render(explanations, stdout_layout(no_color=no_color), model=model))
    return 0


def _matches(path: str, base: KnowledgeBase) -> tuple[Match, ...]:
    # Not at the top: most calls have no model.
    from kb.models.reading import read_model  # noqa: PLC0415
    from kb.models.walking import operation_types  # noqa: PLC0415
    from kb.rules.compiling import compile_rules  # noqa: PLC0415
    from kb.rules.matching import match  # noqa: PLC0415

    model = read_model(Path(path))
    return match(model, compile_rules(base, operation_types(model)))


def _text(words: list[str]) -> str:
    """What the words name: standard input, a file; or else what they are. Raises KbError."""
    if words == ["-"]:
        if sys.stdin is None or sys.stdin.isatty():
            raise KbError(where="kb explain", what="nothing to explain", hint="name a log file, or quote a line of it")
        return _decoded(_piped())
    text = " ".join(words)
    if len(words) == 1 and _may_be_path(text):
        path = Path(text)
        if _is_there(path):
            return _decoded(content_of(path, limit=LOG_LIMIT, hint=_TOO_LONG))
        if path.suffix in (".log", ".txt"):
            raise KbError(where=text, what="there is no such file", hint="quote the line itself, or name a log file")
    return text


def _may_be_path(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and "\n" not in text and "\0" not in text


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise KbError(where=str(path), what=f"cannot be read: {error.strerror or error}") from error


def _piped() -> bytes:
    where = "standard input"
    try:
        content = sys.stdin.buffer.read(LOG_LIMIT + 1)
    except OSError as error:
        raise KbError(where=where, what=f"cannot be read: {error.strerror or error}") from error
    if len(content) > LOG_LIMIT:
        what = f"is longer than {LOG_LIMIT // 1024**2} MiB"
        raise KbError(where=where, what=what, hint=_TOO_LONG)
    return content


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith(_BYTE_ORDER_MARKS) else "utf-8"
    return content.decode(encoding, "replace")
