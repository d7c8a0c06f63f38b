"""`kb list`: records in short, filtered."""

from typing import Annotated, Literal, TypeAlias

import typer

from kb.cli.console import stdout_layout, write_result
from kb.errors import KbError
from kb.knowledge.opening import open_knowledge
from kb.platforms.reach import target_reach
from kb.platforms.targets import Target, target_named
from kb.records.record import Category, Confidence, Record, Severity, Status

Form: TypeAlias = Literal["text", "json"]


def run(
    *,
    operation: Annotated[str, typer.Option(help="With a rule about this operation: conv, nn:convolution.")] = "",
    category: Annotated[
        Category | None, typer.Option(metavar="KIND", help="wrong-output, crash, load-failure, fallback, …")
    ] = None,
    severity: Annotated[Severity | None, typer.Option(help="What it does to the user.")] = None,
    confidence: Annotated[Confidence | None, typer.Option(help="At least so sure.")] = None,
    status: Annotated[Status | None, typer.Option(help="Whether it still stands.")] = None,
    target: Annotated[str, typer.Option(help="That can concern a model built for this target: ios16.")] = "",
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text",
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour, like NO_COLOR=1.")] = False,
) -> int:
    """List records, by operation, category, severity, confidence, status, target. Filters add up."""
    built_for = _target(target) if target else None
    base = open_knowledge()
    records = [
        record
        for record in base.records
        if (not operation or any(operation in rule.operations for rule in record.rules))
        and category in (None, record.category)
        and severity in (None, record.severity)
        and (confidence is None or record.confidence.rank >= confidence.rank)
        and status in (None, record.status)
        and (built_for is None or _can_concern(record, built_for))
    ]
    if form == "json":
        from kb.reports.record_json_v1 import render_records as render_json  # noqa: PLC0415 — only this format needs it

        write_result(render_json(records, base.data_version))
    else:
        from kb.reports.record_text import render_records  # noqa: PLC0415

        write_result(render_records(records, stdout_layout(no_color=no_color)))
    return 0


def _target(text: str) -> Target:
    target = target_named(text)
    if target is None:
        raise KbError(where="--target", what=f"{text!r} is no deployment target", hint="write ios16, macos13")
    return target


def _can_concern(record: Record, target: Target) -> bool:
    """Whether one of the alternatives speaks of models built for this target; saying nothing means any."""
    specifiers = [affects.targets for affects in record.affects]
    return not specifiers or any(not each or target_reach(each, target) for each in specifiers)
