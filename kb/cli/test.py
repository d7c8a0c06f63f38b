"""`kb test`: proves records by building their examples with coremltools; or by converting their source models; or tries
their remedies; or runs the scripts that reproduce them."""

import os
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Annotated

import typer

from kb.cli.console import complain, write_result
from kb.cli.generated import checkout
from kb.cli.lint import choose
from kb.curation.converting import has_torch
from kb.curation.proving import Failure, Proof, prove
from kb.curation.reproducing import FOLDER, Outcome, default_folder, kept_environments, reproduce, scripts_of
from kb.curation.sources import prove_sources
from kb.curation.trying import try_remedies
from kb.errors import KbError
from kb.knowledge.record_files import record_files

_INDENT = "    "


def run(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[SLUG|FILE|FOLDER]…", help="Without any: all records.")
    ] = None,
    *,
    jobs: Annotated[int, typer.Option(help="How many processes; 0: as many as there are processors.")] = 0,
    reproductions: Annotated[
        bool,
        typer.Option("--reproduce", help="Run the scripts that reproduce records, with the versions they ask for."),
    ] = False,
    sources: Annotated[
        bool,
        typer.Option("--sources", help="Convert the examples' PyTorch code; the record must match, or know the words."),
    ] = False,
    remedies: Annotated[
        bool,
        typer.Option("--remedies", help="Convert the remedies' torch code; the record must not match the outcome."),
    ] = False,
    environments: Annotated[
        Path | None, typer.Option(help="Where --reproduce keeps the environments that it makes.")
    ] = None,
) -> int:
    """Prove records: build every example, read it back, decide it. Ends with 1 where one is not as it says."""
    data = checkout() / "data"
    slugs = [file.slug for file in choose(record_files(data), names or [])]
    if reproductions:
        return _reproduce(slugs, environments or default_folder())
    processes = jobs or os.cpu_count() or 1
    if sources:
        _need_torch("--sources")
        return _tell_proofs(prove_sources(slugs, data, processes=processes), "conversions", len(slugs))
    if remedies:
        _need_torch("--remedies")
        return _tell_proofs(try_remedies(slugs, data, processes=processes), "remedies", len(slugs))
    return _tell_proofs(prove(slugs, data, processes=processes), "examples", len(slugs))


def _need_torch(option: str) -> None:
    if not has_torch():
        hint = "pip install torch, in a version that coremltools knows"
        raise KbError(where=f"kb test {option}", what="needs PyTorch, which is not installed", hint=hint)


def _tell_proofs(proofs: Iterable[Proof], what: str, records: int) -> int:
    count = failed = 0
    for proof in proofs:
        count += proof.examples
        failed += bool(proof.failures)
        for failure in proof.failures:
            write_result(_told(failure))
    complain(f"{records} records, {count} {what}, {failed} records failed")
    return int(failed > 0)


def _reproduce(slugs: Collection[str], environments: Path) -> int:
    scripts = scripts_of(checkout() / FOLDER, slugs)
    outcomes: Counter[Outcome] = Counter()
    for each in reproduce(scripts, kept_environments(environments)):
        outcomes[each.outcome] += 1
        write_result(f"{each.slug}: {each.outcome.value}: {each.told}\n")
    complain(", ".join(f"{outcomes[outcome]} {outcome.value}" for outcome in Outcome))
    return int(outcomes[Outcome.NOT_REPRODUCED] > 0)


def _told(failure: Failure) -> str:
    built = "".join(f"{_INDENT}{line}\n" for line in failure.built.splitlines())
    return f"{failure.slug}: {failure.example} {failure.what}\n{built}"
