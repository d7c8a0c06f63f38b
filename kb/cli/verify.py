"""`kb verify plan | kit | compare | evidence`: proof on devices: what to run where, what to run, what came of it."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from kb.cli.application import application
from kb.cli.console import complain, stdout_layout, write_result
from kb.cli.named_files import content_of
from kb.cli.options import Units
from kb.cli.parameters import Chips, ComputeUnits, Devices, MinOS, NoColor, deployment_options
from kb.cli.request import request_of
from kb.knowledge.opening import open_knowledge
from kb.models.model import Model
from kb.models.reading import read_model
from kb.platforms.deployment import Deployment
from kb.verification.comparison import DEFAULT, Tolerance, Verification
from kb.verification.results import Results, decode_results

app = application(help="Verify on devices: plan what to run where, make the kit to run, compare what came of it.")

PlanForm: TypeAlias = Literal["text", "json"]
Form: TypeAlias = Literal["text", "json", "junit", "html"]
Models: TypeAlias = Annotated[list[str], typer.Argument(metavar="MODEL...", help="A model.")]
Known: TypeAlias = Annotated[
    list[str] | None, typer.Option("--model", help="A model that was run: records are asked about it. Repeatable.")
]
_LARGEST = 512 * 1024 * 1024


@app.command()
def plan(
    models: Models,
    *,
    form: Annotated[PlanForm, typer.Option("--format", help="How to answer.")] = "text",
    min_os: MinOS = None,
    device: Devices = None,
    chip: Chips = None,
    compute_units: ComputeUnits = None,
    no_color: NoColor = False,
) -> int:
    """The smallest set of device, OS release and compute units that exercises every finding and every boundary."""
    from kb.checking import check_model  # noqa: PLC0415 — a command's imports are its own, here and below
    from kb.platforms.resolving import resolve  # noqa: PLC0415
    from kb.verification.plan_text import render_json, render_text  # noqa: PLC0415
    from kb.verification.planning import plan as plan_for  # noqa: PLC0415

    base = open_knowledge()
    deployment = resolve(_deployment(models, min_os, device, chip, compute_units), base.platforms)
    read = [read_model(Path(path)) for path in models]
    found = plan_for([(each, check_model(each, base, deployment)) for each in read], deployment, base.platforms)
    layout = stdout_layout(no_color=no_color)
    write_result(render_json(found, base.data_version) if form == "json" else render_text(found, layout))
    return 0


@app.command()
def kit(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the kit goes; a new folder.")],
    models: Models,
    *,
    source: Annotated[
        str,
        typer.Option(
            metavar="SCRIPT.py:FUNCTION", help="Returns the source model: the reference is computed from it, in fp32."
        ),
    ] = "",
    seed: Annotated[int, typer.Option(help="What the inputs are made from.")] = 0,
    sets: Annotated[int, typer.Option(min=1, max=100, help="Sets of inputs of the default shapes.")] = 3,
    own: Annotated[
        Path | None, typer.Option("--inputs", metavar="FILE", help="Your own inputs, .npz or .json, instead.")
    ] = None,
) -> int:
    """A folder to take to a Mac or a device: models, inputs, reference, and what runs them and writes the results."""
    from kb.advice.assessment import own_target  # noqa: PLC0415
    from kb.verification.hashing import sha256_of  # noqa: PLC0415
    from kb.verification.inputs import seeded_inputs, shared_interface  # noqa: PLC0415
    from kb.verification.kit import KitModel, kit_files, write_kit  # noqa: PLC0415
    from kb.verification.own_inputs import read_inputs  # noqa: PLC0415

    read = [read_model(Path(path)) for path in models]
    packed = [
        KitModel(path=Path(path), sha256=sha256_of(Path(path)), target=str(own_target(model)))
        for path, model in zip(models, read, strict=True)
    ]
    interface = shared_interface(read)
    inputs = read_inputs(own, interface) if own else seeded_inputs(interface, seed=seed, sets=sets)
    reference = None
    if source:
        from kb.cli.convert import quieten_coremltools  # noqa: PLC0415
        from kb.conversion.scripts import run_function, source_of  # noqa: PLC0415
        from kb.verification.referencing import reference_results  # noqa: PLC0415

        quieten_coremltools()
        reference = reference_results(source_of(run_function(source)).value, interface, inputs)
    write_kit(folder, kit_files(packed, inputs, seed=None if own else seed, reference=reference), packed)
    complain(f"{folder}: {len(inputs)} sets of inputs, {'with' if reference else 'without'} a reference; see README.md")
    return 0


@app.command()
def compare(
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="The results to compare with.")],
    results: Annotated[list[str], typer.Argument(metavar="RESULTS...", help="What a runner wrote.")],
    *,
    model: Known = None,
    relative: Annotated[
        float, typer.Option(min=0, help="Largest error that passes, as a part of the largest value.")
    ] = DEFAULT.relative,
    snr: Annotated[float, typer.Option(help="Lowest signal to noise that passes, in decibel.")] = DEFAULT.snr,
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the answer to this file.")] = None,
    no_color: NoColor = False,
) -> int:
    """Compare results of devices with a reference: what passes, what is wrong, which records could explain it.

    Ends with 0 where all passed, 1 where something failed, 2 where a file could not be read.
    """
    found = _verified(reference, results, model or (), Tolerance(relative=relative, snr=snr))
    write_result(_rendered(found, form, no_color=no_color or output is not None), output)
    return int(not found.passed)


@app.command()
def evidence(
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="The results to compare with.")],
    results: Annotated[list[str], typer.Argument(metavar="RESULTS...", help="What a runner wrote.")],
    *,
    url: Annotated[str, typer.Option(help="The script or the thread that was reproduced.")],
    relative: Annotated[float, typer.Option(min=0, help="As `compare` has it.")] = DEFAULT.relative,
    snr: Annotated[float, typer.Option(help="As `compare` has it.")] = DEFAULT.snr,
) -> int:
    """A comparison as a block of evidence for a record's file: device, OS, units, figures, and the model's hash."""
    from kb.verification.evidence import evidence_block  # noqa: PLC0415

    found = _verified(reference, results, (), Tolerance(relative=relative, snr=snr))
    today = datetime.datetime.now(tz=datetime.UTC).date()
    write_result(evidence_block(found, url=url, day=today, platforms=open_knowledge().platforms))
    return 0


def _deployment(
    models: Sequence[str],
    min_os: Sequence[str] | None,
    device: Sequence[str] | None,
    chip: Sequence[str] | None,
    compute_units: Units | None,
) -> Deployment:
    said = deployment_options(min_os, device, chip, compute_units)
    return request_of(models, said).deployment


def _verified(reference: str, results: Sequence[str], models: Sequence[str], tolerance: Tolerance) -> Verification:
    from kb.verification.hashing import sha256_of  # noqa: PLC0415
    from kb.verification.verifying import verify  # noqa: PLC0415

    expected, *got = (_read_results(path) for path in (reference, *results))
    known: dict[str, Model] = {sha256_of(Path(path)): read_model(Path(path)) for path in models}
    return verify(expected, got, known, open_knowledge(), tolerance)


def _read_results(path: str) -> Results:
    content = content_of(Path(path), limit=_LARGEST)
    return decode_results(content.decode("utf-8", "replace"), origin=path)


def _rendered(found: Verification, form: Form, *, no_color: bool) -> str:
    from kb.verification import as_html, as_json_v1, as_junit, as_text  # noqa: PLC0415

    if form == "text":
        return as_text.render(found, stdout_layout(no_color=no_color))
    return {"json": as_json_v1.render, "junit": as_junit.render, "html": as_html.render}[form](found)
