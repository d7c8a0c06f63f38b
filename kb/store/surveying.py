"""What there is to scan: models below roots, each with the state of its files, so that the unchanged can be skipped."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.apps.locating import locate
from kb.errors import KbError


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighted:
    """One model that was found, or a root in which nothing could be."""

    shown: str
    path: str = ""
    """Where it is read; empty where nothing was found."""
    state: str = ""
    temporary: bool = False
    """It lies where it was unpacked to, and is gone when the next one is asked for."""
    error: str = ""


def survey(roots: Sequence[str]) -> Iterator[Sighted]:
    """Every model below the roots, in order; each path once, however often it is reached."""
    seen: set[str] = set()
    for root in roots:
        for sighted in _below(root):
            if sighted.shown not in seen:
                seen.add(sighted.shown)
                yield sighted


def _below(root: str) -> Iterator[Sighted]:
    try:
        if "://" in root:
            from kb.store.remote import survey_remote  # noqa: PLC0415 — only remote roots need it

            yield from (Sighted(shown=url, path=url, state=state) for url, state in survey_remote(root))
            return
        for located in locate(root):
            temporary = not located.shown.startswith(str(located.path))
            state = state_of(Path(root) if temporary else located.path)
            yield Sighted(shown=storable(located.shown), path=str(located.path), state=state, temporary=temporary)
    except KbError as error:
        yield Sighted(shown=storable(root), error=storable(str(error)))


def storable(text: str) -> str:
    """The text as a database takes it: no bytes of a file's name that are no UTF-8, no NUL."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def state_of(path: Path) -> str:
    """Sizes and times of the files of a model; equal states mean equal content. Nothing is read."""
    digest = hashlib.sha256()
    for file in sorted(_files(path)) if path.is_dir() else [path]:
        try:
            status = file.stat()
        except OSError:
            continue
        digest.update(f"{file.relative_to(path)} {status.st_size} {status.st_mtime_ns}\n".encode(errors="replace"))
    return digest.hexdigest()[:32]


def _files(folder: Path) -> Iterator[Path]:
    """Every file below, those behind links to folders included; no folder is entered twice."""
    entered: set[str] = set()
    for top, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(top)
        if real in entered:
            folders.clear()
            continue
        entered.add(real)
        yield from (Path(top) / name for name in names)
