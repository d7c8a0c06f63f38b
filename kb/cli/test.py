"""`kb test`: proves records by building their examples with coremltools."""

import os
from typing import Annotated

import typer

from kb.cli.console import complain, write_result
from kb.cli.generated import checkout
from kb.cli.lint import choose
from kb.curation.proving import Failure, prove
from kb.knowledge.record_files import record_files

_INDENT = "    "


def run(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[SLUG|FILE|FOLDER]…", help="Without any: all records.")
    ] = None,
    *,
    jobs: Annotated[int, typer.Option(help="How many processes; 0: as many as there are processors.")] = 0,
) -> int:
    """Prove records: build every example, read it back, decide it. Ends with 1 where one is not as it says."""
    data = checkout() / "data"
    slugs = [file.slug for file in choose(record_files(data), names or [])]
    examples = failed = 0
    for proof in prove(slugs, data, processes=jobs or os.cpu_count() or 1):
        examples += proof.examples
        failed += bool(proof.failures)
        for failure in proof.failures:
            write_result(_told(failure))
    complain(f"{len(slugs)} records, {examples} examples, {failed} records failed")
    return int(failed > 0)


def _told(failure: Failure) -> str:
    built = "".join(f"{_INDENT}{line}\n" for line in failure.built.splitlines())
    return f"{failure.slug}: {failure.example} {failure.what}\n{built}"
