"""`kb precheck SCRIPT.py:function`: what would be found after a conversion, by line of the source."""

from typing import Annotated, Literal, TypeAlias

import typer

from kb.cli.console import complain, stdout_layout, write_result
from kb.cli.convert import quieten_coremltools
from kb.cli.options import Options, Units
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
    targets: Annotated[
        list[str] | None, typer.Option(help="Targets: iOS15,iOS18. What the deployment can load by default.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text",
    min_os: Annotated[list[str] | None, typer.Option(help="Lowest OS release that you ship to. Repeatable.")] = None,
    device: Annotated[list[str] | None, typer.Option(help="A device that you ship to. Repeatable.")] = None,
    chip: Annotated[list[str] | None, typer.Option(help="A chip that you ship to. Repeatable.")] = None,
    compute_units: Annotated[
        Units | None, typer.Option(case_sensitive=False, help="What the model is loaded with (ALL).")
    ] = None,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour, like NO_COLOR=1.")] = False,
) -> int:
    """Say what would be found after a conversion, by line of the source. The converter runs in memory.

    Ends with 0 where at some target no known error stands, 1 where there is none, 2 where the source cannot be had.
    """
    said = Options(
        min_os=tuple(min_os or ()),
        device=tuple(device or ()),
        chip=tuple(chip or ()),
        compute_units=compute_units,
        target=tuple(targets or ()),
    )
    request = request_of([source], said)
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
