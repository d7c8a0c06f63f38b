"""`kb list`: records in short, filtered."""

from typing import Annotated, Literal, TypeAlias

import typer

from kb.cli.console import stdout_layout, write_result
from kb.cli.lookup import target_of, type_named
from kb.cli.parameters import NoColor
from kb.knowledge.opening import open_knowledge
from kb.knowledge.selecting import select_records
from kb.records.record import Category, Confidence, Severity, Status

Form: TypeAlias = Literal["text", "json"]


def run(
    *,
    operation: Annotated[
        str | None, typer.Option(help="With a rule about this operation: conv, nn:convolution.")
    ] = None,
    category: Annotated[
        Category | None, typer.Option(metavar="KIND", help="wrong-output, crash, load-failure, fallback, …")
    ] = None,
    severity: Annotated[Severity | None, typer.Option(help="What it does to the user.")] = None,
    confidence: Annotated[Confidence | None, typer.Option(help="At least so sure.")] = None,
    status: Annotated[Status | None, typer.Option(help="Whether it still stands.")] = None,
    target: Annotated[str, typer.Option(help="That can concern a model built for this target: ios16.")] = "",
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text",
    no_color: NoColor = False,
) -> int:
    """List records, by operation, category, severity, confidence, status, target. Filters add up."""
    built_for = target_of(target)
    base = open_knowledge()
    records = select_records(
        base.records,
        operation=type_named(base.availability, operation),
        target=built_for,
        category=category,
        severity=severity,
        confidence=confidence,
        status=status,
    )
    if form == "json":
        from kb.reports.record_json_v1 import render_records as render_json  # noqa: PLC0415 — only this format needs it

        write_result(render_json(records, base.data_version))
    else:
        from kb.reports.record_text import render_records  # noqa: PLC0415

        write_result(render_records(records, stdout_layout(no_color=no_color)))
    return 0
