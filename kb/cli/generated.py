"""What a generator made: write it, check that the file holds it, or print it. All generators end here."""

from collections.abc import Collection, Iterable
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


def deliver(
    generated: Iterable[Generated], *, check: bool, stdout: bool, repair: str, folder: Path | None = None
) -> int:
    """Write the files; or with `check` say which of them differ; or with `stdout` print them.

    `repair` is the command that a failed check names. `folder` holds nothing else: what the generator does not make
    any more is removed from it. Returns the exit status.
    """
    if stdout:
        write_result("".join(each.text for each in generated))
        return 0
    root = checkout()
    generated = tuple(generated)
    left_over = _left_over(root, folder, {each.path for each in generated}) if folder else []
    if not check:
        for leftover in left_over:
            (root / leftover).unlink()
        for each in generated:
            path = root / each.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(each.text, encoding="utf-8")
        return 0
    stale = [each.path for each in generated if not _holds(root / each.path, each.text)]
    for path in stale:
        complain(f"{path.as_posix()} is not what its generator makes: run `{repair}`")
    for path in left_over:
        complain(f"{path.as_posix()} is made by no generator any more: run `{repair}`")
    return int(bool(stale or left_over))


def _left_over(root: Path, folder: Path, made: Collection[Path]) -> list[Path]:
    found = (path.relative_to(root) for path in sorted((root / folder).glob("*.*")))
    return [path for path in found if path not in made]


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
