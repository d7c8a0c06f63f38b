"""`kb check MODEL…`: the main verb. Parses, asks `answering.answer`, prints, and ends with `exit_status`."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kb.cli.answering import answer
from kb.cli.config import find_config, read_config
from kb.cli.console import complain, progress, stdout_layout, write_result
from kb.cli.exit_status import exit_status
from kb.cli.options import FailOn, MinConfidence, Options
from kb.cli.parameters import Chips, ComputeUnits, Devices, MinOS, NoColor
from kb.cli.request import Request, request_of
from kb.errors import KbError
from kb.knowledge.opening import open_knowledge
from kb.reports.layout import Detail, Layout
from kb.reports.renderers import Format, renderer


def run(  # noqa: PLR0913 — one parameter an option: typer reads them here
    models: Annotated[
        list[str], typer.Argument(metavar="MODEL...", help="A .mlpackage, .mlmodel, .mlmodelc, or a zip of one.")
    ],
    *,
    form: Annotated[Format | None, typer.Option("--format", help="How to answer (text).")] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", help="Write the answer to this file.")] = None,
    min_os: MinOS = None,
    device: Devices = None,
    chip: Chips = None,
    compute_units: ComputeUnits = None,
    target: Annotated[
        list[str] | None, typer.Option(help="A target to judge: ios16. Repeatable; all that make sense by default.")
    ] = None,
    select: Annotated[list[str] | None, typer.Option(help="Look at these records only. Repeatable.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="Do not look at these records. Repeatable.")] = None,
    fail_on: Annotated[FailOn | None, typer.Option(help="Lowest severity that ends with status 1 (error).")] = None,
    min_confidence: Annotated[
        MinConfidence | None, typer.Option(help="Look only at records that are at least so sure (reported).")
    ] = None,
    baseline: Annotated[str | None, typer.Option(help="Fail on what this file does not hold.")] = None,
    update_baseline: Annotated[bool, typer.Option("--update-baseline", help="Write that file anew.")] = False,
    changed_files: Annotated[
        bool,
        typer.Option("--changed-files", help="MODEL… are changed files: check the models that they belong to, once."),
    ] = False,
    config: Annotated[
        Path | None, typer.Option(help="Read this file, not the nearest kb.toml or pyproject.toml.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Suppressions that are expired or unused fail, too.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="A line for each model and each finding.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Every operation, all evidence.")] = False,
    no_color: NoColor = False,
) -> int:
    """Check models: what they need, what is known against them, which target to build for.

    Ends with 0 where nothing was found, 1 where something at or above --fail-on was found or a model cannot load on
    --min-os, 2 where a model could not be read or the command line is wrong.
    """
    said = Options(
        format=form,
        output=output,
        min_os=tuple(min_os or ()),
        device=tuple(device or ()),
        chip=tuple(chip or ()),
        compute_units=compute_units,
        target=tuple(target or ()),
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        fail_on=fail_on,
        min_confidence=min_confidence,
        baseline=baseline,
        strict=strict or None,
    )
    if changed_files:
        models = _models_behind(models)
        if not models:
            return 0
    request = _configured(models, said, config)
    detail = _detail(quiet=quiet, verbose=verbose)
    # A file is not a terminal: neither its width nor its colours apply.
    layout = Layout(detail=detail) if request.output else stdout_layout(no_color=no_color, detail=detail)
    return _check(request, layout, update_baseline=update_baseline)


def _detail(*, quiet: bool, verbose: bool) -> Detail:
    if quiet and verbose:
        raise KbError(where="--quiet", what="contradicts --verbose", hint="give one of them")
    return Detail.QUIET if quiet else Detail.VERBOSE if verbose else Detail.NORMAL


def _models_behind(files: Sequence[str]) -> list[str]:
    from kb.cli.changed_files import models_of  # noqa: PLC0415 — hooks alone ask for it

    models = list(models_of(files))
    if not models:
        complain(f"no model among {len(files)} changed files")
    return models


def _configured(models: Sequence[str], said: Options, config: Path | None) -> Request:
    """What was said on the command line, over what the configuration file says."""
    path = config or find_config(models, Path.cwd())
    if path is None:
        return request_of(models, said)
    found = read_config(path)
    return request_of(models, said.over(found.options), found.suppressions)


def _check(request: Request, layout: Layout, *, update_baseline: bool) -> int:
    base = open_knowledge()
    with progress(len(request.paths)) as tell:
        # The day matters to suppressions that end; nothing else of an answer depends on it.
        today = datetime.datetime.now(tz=datetime.UTC).date()
        report = answer(request, base, today=today, tell=tell)
    if request.baseline or update_baseline:
        from kb.cli.baselines import with_baseline  # noqa: PLC0415 — most runs have none

        report = with_baseline(report, base, request.baseline, update=update_baseline)
    unreadable = (error for model in report.models if not model.readable for error in model.errors)
    for problem in (*unreadable, *report.stale_suppressions):
        complain(str(problem))
    write_result(renderer(request.format, layout)(report), request.output)
    return exit_status(report, request.fail_on, strict=request.strict)
