"""`kb show NAME`: one record, whole."""

from typing import Annotated, Literal, TypeAlias

import typer

from kb.cli.console import stdout_layout, write_result
from kb.cli.lookup import record_named
from kb.cli.parameters import NoColor
from kb.knowledge.opening import open_knowledge

Form: TypeAlias = Literal["text", "json"]


def run(
    name: Annotated[
        str, typer.Argument(metavar="RECORD", help="A slug, an alias (apple/coremltools#2173), or a thread's address.")
    ],
    *,
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text",
    no_color: NoColor = False,
) -> int:
    """Show one record: what happens, who is concerned, what to do, and the evidence."""
    base = open_knowledge()
    record = record_named(base, name, where="kb show")
    if form == "json":
        from kb.reports.record_json_v1 import render_record as render_json  # noqa: PLC0415 — only this format needs it

        write_result(render_json(record, base.data_version))
    else:
        from kb.reports.record_text import render_record  # noqa: PLC0415

        write_result(render_record(record, stdout_layout(no_color=no_color)))
    return 0
