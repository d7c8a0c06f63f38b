"""`kb why RECORD MODEL`: the record's condition part by part, for the operations that come nearest."""

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from kb.cli.console import stdout_layout, write_result
from kb.cli.lookup import record_named
from kb.cli.parameters import NoColor
from kb.knowledge.opening import open_knowledge
from kb.models.reading import read_model
from kb.rules.nearest import SHOWN, explain_nearest

Form: TypeAlias = Literal["text", "json"]


def run(
    name: Annotated[str, typer.Argument(metavar="RECORD", help="A slug, an alias, or a thread's address.")],
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A model.")],
    *,
    shown: Annotated[int, typer.Option(min=1, help="How many operations to show for each rule.")] = SHOWN,
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text",
    no_color: NoColor = False,
) -> int:
    """Say why a record matches a model, or how near it comes: each part of its condition, with the values seen."""
    base = open_knowledge()
    record = record_named(base, name, where="kb why")
    rules = explain_nearest(record, read_model(Path(model)), base, shown=shown)
    if form == "json":
        from kb.reports.nearest_json_v1 import render as render_json  # noqa: PLC0415 — only this format needs it

        write_result(render_json(record, model, rules, base.data_version))
    else:
        from kb.reports.nearest_text import render  # noqa: PLC0415

        write_result(render(record, rules, stdout_layout(no_color=no_color)))
    return 0
