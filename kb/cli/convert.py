"""`kb convert SOURCE --targets iOS15,iOS16 --out DIR`: convert for each target, check, set side by side, choose."""

import logging
import os
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import typer

from kb.cli.console import complain, stdout_layout, write_result
from kb.cli.parameters import Chips, ComputeUnits, Devices, MinOS, NoColor, Targets, deployment_options
from kb.cli.request import listed, request_of
from kb.conversion.report import ConversionReport
from kb.conversion.saving import refuse_existing

Form: TypeAlias = Literal["text", "json", "html"]


def run(  # noqa: PLR0913 — one parameter an option: typer reads them here
    source: Annotated[
        str,
        typer.Argument(
            metavar="SCRIPT.py:FUNCTION | MODEL.mlpackage",
            help="A function that returns the source, or a pair of it and ct.convert's arguments; or a package.",
        ),
    ],
    *,
    targets: Targets = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write to.")] = Path(),
    name: Annotated[str, typer.Option(help="What the files are called; the function's or the package's name.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
    form: Annotated[Form, typer.Option("--format", help="How to answer on standard output.")] = "text",
    min_os: MinOS = None,
    device: Devices = None,
    chip: Chips = None,
    compute_units: ComputeUnits = None,
    no_color: NoColor = False,
) -> int:
    """Convert one source for several targets, check each result, and say which to ship.

    Writes NAME-TARGET.mlpackage, NAME-report.json and NAME-report.html. Ends with 0 where there is a build to ship,
    1 where no build serves the deployment, 2 where the source cannot be had.
    """
    said = deployment_options(min_os, device, chip, compute_units)
    deployment = request_of([source], said).deployment
    path, _, function = source.rpartition(":")
    stem = name or function if path.endswith(".py") else name or Path(source).stem
    reports = {each: out / f"{stem}-report.{each}" for each in ("json", "html")}
    if not force:
        refuse_existing(reports.values())
    quieten_coremltools()
    value, arguments = _source(source)
    from kb.conversion.converting import convert  # noqa: PLC0415 — its help needs no converter

    report = convert(
        value,
        targets=listed(targets or ()),
        deployment=deployment,
        out=out,
        name=stem,
        force=force,
        tell=complain,
        **arguments,
    )
    _write(report, reports, form, no_color=no_color)
    return 0 if report.choice.builds else 1


def quieten_coremltools() -> None:
    """Its progress bars would run through our lines; that it cannot predict here concerns nobody who converts."""
    os.environ.setdefault("TQDM_DISABLE", "1")
    logging.getLogger("coremltools").addFilter(lambda line: not line.getMessage().startswith("Failed to load _ML"))


def _source(source: str) -> tuple[Any, dict[str, Any]]:
    if not source.rpartition(":")[0].endswith(".py"):
        return source, {}
    from kb.conversion.scripts import run_function, source_of  # noqa: PLC0415

    complain(f"running {source}")
    found = source_of(run_function(source))
    return found.value, dict(found.arguments)


def _write(report: ConversionReport, reports: dict[str, Path], form: Form, *, no_color: bool) -> None:
    from kb.conversion import as_html, as_json_v1, as_text  # noqa: PLC0415

    texts = {"json": as_json_v1.render(report), "html": as_html.render(report)}
    for kind, path in reports.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_result(texts[kind], path)
    write_result(texts[form] if form in texts else as_text.render(report, stdout_layout(no_color=no_color)))
