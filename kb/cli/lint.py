"""`kb lint`: what is wrong with records, and `--fix` for what a machine can put right."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from kb.cli.console import complain, write_result
from kb.cli.generated import checkout
from kb.curation.fixing import fixed
from kb.curation.linting import lint
from kb.errors import KbError
from kb.knowledge.opening import open_knowledge
from kb.knowledge.record_files import RecordFile, record_files


def run(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE|FOLDER|SLUG]…", help="Without any: all records.")
    ] = None,
    *,
    fix: Annotated[bool, typer.Option("--fix", help="Put right what a machine can: order of keys, wrapping.")] = False,
) -> int:
    """Lint records: their form, their conditions, their evidence. Ends with 1 where something is wrong."""
    data = checkout() / "data"
    files = record_files(data)
    chosen = choose(files, names or [])
    if fix:
        _fix(chosen)
    only = frozenset(file.slug for file in chosen) if names else None
    problems = lint(files, open_knowledge(data), only=only)
    write_result("".join(f"{problem}\n" for problem in problems))
    complain(f"{len(chosen)} records, {len(problems)} problems")
    return int(bool(problems))


def choose(files: Sequence[RecordFile], names: Iterable[str]) -> tuple[RecordFile, ...]:
    """The record files that the user names by slug, file or folder; all of them without a name. Raises KbError."""
    chosen: dict[str, RecordFile] = {}
    for name in names:
        path = Path(name).resolve()
        found = [file for file in files if file.slug == name or path in (file.path, *file.path.parents)]
        if not found:
            raise KbError(where=name, what="is no record, no record's file, and no folder of them")
        chosen |= {file.slug: file for file in found}
    return tuple(chosen.values()) if chosen else tuple(files)


def _fix(files: Iterable[RecordFile]) -> None:
    changed = 0
    for file in files:
        before = file.text()
        after = fixed(before)
        if after != before:
            file.path.write_text(after, encoding="utf-8")
            changed += 1
    complain(f"{changed} files put right")
