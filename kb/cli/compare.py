"""`kb compare BEFORE AFTER`: two models side by side: two targets of one network, or before and after."""

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from kb.advice.comparison import compare
from kb.checking import check_model
from kb.cli.console import stdout_layout, write_result
from kb.cli.parameters import Chips, ComputeUnits, Devices, MinOS, NoColor, deployment_options
from kb.cli.request import request_of
from kb.knowledge.opening import open_knowledge
from kb.models.reading import read_model

Form: TypeAlias = Literal["text", "json"]


def run(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="A model.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The model to set beside it.")],
    *,
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text",
    min_os: MinOS = None,
    device: Devices = None,
    chip: Chips = None,
    compute_units: ComputeUnits = None,
    no_color: NoColor = False,
) -> int:
    """Compare two models: what they need, interface, operations, findings that appear and vanish.

    Ends with 0 whatever differs, 2 where a model could not be read.
    """
    said = deployment_options(min_os, device, chip, compute_units)
    deployment = request_of([before, after], said).deployment
    base = open_knowledge()
    one, two = (read_model(Path(path)) for path in (before, after))
    reports = [check_model(model, base, deployment) for model in (one, two)]
    comparison = compare(reports[0], reports[1], one.interface, two.interface)
    if form == "json":
        from kb.reports.comparison_json_v1 import render as render_json  # noqa: PLC0415 — only this format needs it

        write_result(render_json(comparison, base.data_version))
    else:
        from kb.reports.comparison_text import render  # noqa: PLC0415

        write_result(render(comparison, stdout_layout(no_color=no_color)))
    return 0
