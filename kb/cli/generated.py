"""What a generator made: write it, check that the file holds it, or print it. All generators end here."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import kb
from kb.cli.console import complain, write_result
from kb.errors import KbError


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    path: Path
    """Below the checkout: `data/schema/kb.check-1.schema.json`."""
    text: str


def checkout() -> Path:
    """The folder of the checkout that this program runs from. Raises KbError where it is installed elsewhere."""
    folder = Path(kb.__file__).parents[1]
    if not (folder / "pyproject.toml").is_file():
        raise KbError(where=str(folder), what="is no checkout of kb", hint="run it from a clone of the project")
    return folder


def deliver(generated: Iterable[Generated], *, check: bool, stdout: bool, repair: str) -> int:
    """Write the files; or with `check` say which of them differ; or with `stdout` print them.

    `repair` is the command that a failed check names. Returns the exit status.
    """
    if stdout:
        write_result("".join(each.text for each in generated))
        return 0
    root = checkout()
    if not check:
        for each in generated:
            path = root / each.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(each.text, encoding="utf-8")
        return 0
    stale = [each.path for each in generated if not _holds(root / each.path, each.text)]
    for path in stale:
        complain(f"{path.as_posix()} is not what its generator makes: run `{repair}`")
    return int(bool(stale))


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
