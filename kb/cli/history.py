"""`kb history`: what scans found, over time and between two of them, and what would change."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from kb.cli.console import stdout_layout, write_result
from kb.cli.lookup import target_of
from kb.cli.options import Options
from kb.cli.parameters import NoColor
from kb.cli.request import request_of
from kb.reports.layout import Layout

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from kb.store.answers import Movement, StoredFinding

Form: TypeAlias = Literal["text", "json", "html"]


def run(  # noqa: PLR0913 — one parameter an option: typer reads them here
    *,
    scan: Annotated[str, typer.Option(help="A scan by its number, `latest` or `previous`.")] = "latest",
    since: Annotated[str, typer.Option(help="What moved from this scan on: a number or `previous`.")] = "",
    findings: Annotated[bool, typer.Option("--findings", help="The findings of the scan, model by model.")] = False,
    record: Annotated[str, typer.Option(help="Findings of this record only.")] = "",
    target: Annotated[str, typer.Option(help="Findings that stand at this target only: iOS16.")] = "",
    model: Annotated[str, typer.Option(help="Findings at paths that contain this text only.")] = "",
    what_if_min_os: Annotated[
        list[str] | None, typer.Option(help="What would change if this were the lowest OS release. Repeatable.")
    ] = None,
    what_if_data: Annotated[
        bool, typer.Option("--what-if-data", help="What changes with the data that is installed now.")
    ] = False,
    export: Annotated[str | None, typer.Option(metavar="FILE", help="Write findings: .csv, .json, .parquet.")] = None,
    store: Annotated[str | None, typer.Option(help="A database by URL instead of your own store.")] = None,
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text",
    output: Annotated[str | None, typer.Option("--output", "-o", help="Write the answer to this file.")] = None,
    no_color: NoColor = False,
) -> int:
    """Show what scans found: all scans, one scan's findings, what moved, what would change. Reads no model again."""
    # SQLModel takes half a second to import; only verbs that need a database pay for it.
    from kb.store import exporting
    from kb.store.opening import open_to_read
    from kb.store.surveying import storable

    engine = open_to_read(store)
    question = _Question(
        scan=scan,
        since=since,
        findings=findings or bool(record or target or model),
        record=storable(record),
        target=target,
        model=storable(model),
        min_os=tuple(what_if_min_os or ()),
        data=what_if_data,
    )
    if export:
        exporting.export(_findings(engine, question), Path(export))
        return 0
    text = _page(engine) if form == "html" else _answer(engine, question, form, stdout_layout(no_color=no_color))
    write_result(text, Path(output) if output else None)
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    scan: str
    since: str
    findings: bool
    record: str
    target: str
    model: str
    min_os: tuple[str, ...]
    data: bool


def _answer(engine: "Engine", question: _Question, form: Form, layout: Layout) -> str:
    from kb.store import documents, history, rendering

    if question.min_os or question.data or question.since:
        movements = _moved(engine, question)
        if form == "json":
            return documents.history_document(movements=movements)
        return rendering.render_movements(movements, layout)
    if question.findings:
        found = _findings(engine, question)
        return (
            documents.history_document(findings=found) if form == "json" else rendering.render_findings(found, layout)
        )
    scans = history.scans(engine)
    return documents.history_document(scans=scans) if form == "json" else rendering.render_scans(scans, layout)


def _moved(engine: "Engine", question: _Question) -> "tuple[Movement, ...]":
    from kb.store import history

    if question.min_os or question.data:
        return _what_if(engine, question)
    before, after = (history.scan_named(engine, name).id for name in (question.since, question.scan))
    return history.between(engine, before, after)


def _findings(engine: "Engine", question: _Question) -> "tuple[StoredFinding, ...]":
    from kb.store import history

    at = history.scan_named(engine, question.scan).id
    target = target_of(question.target)
    return history.findings(
        engine, at, record=question.record, target=target.name if target else "", model=question.model
    )


def _what_if(engine: "Engine", question: _Question) -> "tuple[Movement, ...]":
    from kb.knowledge.opening import open_knowledge  # noqa: PLC0415 — likewise
    from kb.store import history

    at = history.scan_named(engine, question.scan).id
    said = request_of([], Options(min_os=question.min_os)).deployment if question.min_os else None
    return tuple(history.what_if(engine, at, open_knowledge(), said))


def _page(engine: "Engine") -> str:
    from kb.store import history
    from kb.store.history_html import render_history

    scans = history.scans(engine)
    if not scans:
        return render_history((), (), ())
    same = [each for each in scans if (each.roots, each.deployment) == (scans[0].roots, scans[0].deployment)]
    moved = history.between(engine, same[1].id, same[0].id) if len(same) > 1 else ()
    return render_history(same, history.findings(engine, same[0].id), moved)
