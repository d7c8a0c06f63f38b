"""`kb scan ROOT…`: checks every model below folders, apps, archives or remote stores, and records what it finds."""

import sys
from typing import Annotated

import typer

from kb.cli.console import write_result
from kb.cli.parameters import Chips, ComputeUnits, Devices, MinOS, deployment_options
from kb.cli.request import request_of
from kb.reports.plain import plain
from kb.reports.wording import counted


def run(
    roots: Annotated[
        list[str],
        typer.Argument(metavar="ROOT...", help="A folder, app, archive or model; or s3://…, hf://…, https://…"),
    ],
    *,
    min_os: MinOS = None,
    device: Devices = None,
    chip: Chips = None,
    compute_units: ComputeUnits = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes (one a core).")] = None,
    dask: Annotated[str | None, typer.Option(metavar="URL", help="A Dask scheduler to run on: tcp://…")] = None,
    store: Annotated[str | None, typer.Option(help="A database by URL instead of your own store.")] = None,
) -> int:
    """Scan models: check every one below the roots, skip those that have not changed, record what is found.

    An interrupted scan goes on where it stopped when it is called again. Ends with 0 where every model could be read,
    2 where some could not; `kb history` tells what was found.
    """
    said = deployment_options(min_os, device, chip, compute_units)
    deployment = request_of(roots, said).deployment
    # SQLModel takes half a second to import; only verbs that need a database pay for it.
    from kb.store.engines import dask_executor
    from kb.store.history import failures
    from kb.store.opening import open_store
    from kb.store.scanning import scan

    engine = open_store(store)
    executor = dask_executor(dask) if dask else None
    outcome = scan(engine, roots, deployment=deployment, workers=workers, executor=executor, tell=_tell)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)  # noqa: T201 — the line of progress goes
    lines = [
        f"{plain(path, longest=1000)}: {plain(reason, longest=1000)}"
        for path, reason in failures(engine, outcome.scan_id)
    ]
    resumed = " (went on with an interrupted scan)" if outcome.resumed else ""
    lines.append(
        f"Scan {outcome.scan_id}: {counted(outcome.examined, 'model')} examined, {outcome.unchanged} unchanged, "
        f"{outcome.failed} unreadable{resumed}"
    )
    write_result("".join(f"{line}\n" for line in lines))
    return 2 if outcome.failed else 0


def _tell(done: int, path: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[Kkb: {done}: {plain(path, longest=60)}", end="", file=sys.stderr, flush=True)  # noqa: T201
