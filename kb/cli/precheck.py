"""`kb precheck SCRIPT.py:function`: what would be found after a conversion, by line of the source."""

from dataclasses import replace
from typing import Annotated, Literal, TypeAlias

import typer

from kb.cli.console import complain, stdout_layout, write_result
from kb.cli.convert import quieten_coremltools
from kb.cli.parameters import Chips, ComputeUnits, Devices, MinOS, NoColor, Targets, deployment_options
from kb.cli.request import request_of
from kb.knowledge.opening import open_knowledge

Form: TypeAlias = Literal["text", "json"]


def run(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SCRIPT.py:FUNCTION",
            help="A function that returns an exported PyTorch program, or a pair of it and ct.convert's arguments.",
        ),
    ],
    *,
    targets: Targets = None,
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text",
    min_os: MinOS = None,
    device: Devices = None,
    chip: Chips = None,
    compute_units: ComputeUnits = None,
    no_color: NoColor = False,
) -> int:
    """Say what would be found after a conversion, by line of the source. The converter runs in memory.

    Ends with 0 where at some target no known error stands, 1 where there is none, 2 where the source cannot be had.
    """
    said = deployment_options(min_os, device, chip, compute_units)
    request = request_of([source], replace(said, target=tuple(targets or ())))
    quieten_coremltools()
    from kb.conversion.choosing import worth_building  # noqa: PLC0415 — its help needs no converter
    from kb.conversion.precheck_text import render_json, render_text  # noqa: PLC0415
    from kb.conversion.prechecking import precheck  # noqa: PLC0415
    from kb.conversion.scripts import run_function, source_of  # noqa: PLC0415

    base = open_knowledge()
    wanted = request.candidates or worth_building(request.deployment, base)
    complain(f"running {source}")
    given = source_of(run_function(source))
    found = precheck(given.value, wanted, base, request.deployment, arguments=given.arguments, tell=complain)
    write_result(render_json(found) if form == "json" else render_text(found, stdout_layout(no_color=no_color)))
    return 0 if found.clean else 1
