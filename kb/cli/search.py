"""`kb search WORDS`: records by words and filters, ranked."""

import datetime
from collections.abc import Iterable
from typing import Annotated, Literal, TypeAlias

import typer

from kb.cli.console import stdout_layout, write_result
from kb.cli.lookup import target_of, type_named
from kb.cli.parameters import NoColor
from kb.errors import KbError
from kb.knowledge.opening import open_knowledge
from kb.platforms.os_releases import OS_FAMILIES
from kb.records.record import Category, Confidence, Severity, Status

Form: TypeAlias = Literal["text", "json"]
_FAMILIES = {family.lower(): family for family in OS_FAMILIES}


def run(  # noqa: PLR0913 — one parameter an option: typer reads them here
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]", help="What the record is about, a slug or a thread.")
    ] = None,
    *,
    operation: Annotated[
        str | None, typer.Option(help="With a rule about this operation: conv, nn:convolution.")
    ] = None,
    target: Annotated[str, typer.Option(help="That can concern a model built for this target: ios16.")] = "",
    os: Annotated[str, typer.Option("--os", help="That name this OS family: iOS, macOS.")] = "",
    chip: Annotated[str, typer.Option(help="That name this chip: A14, M1.")] = "",
    category: Annotated[Category | None, typer.Option(metavar="KIND", help="wrong-output, crash, fallback, …")] = None,
    severity: Annotated[Severity | None, typer.Option(help="What it does to the user.")] = None,
    confidence: Annotated[Confidence | None, typer.Option(help="At least so sure.")] = None,
    status: Annotated[Status | None, typer.Option(help="Whether it still stands.")] = None,
    since: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Changed on this day or later.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    store: Annotated[str | None, typer.Option(help="A database by URL instead of your own store.")] = None,
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text",
    no_color: NoColor = False,
) -> int:
    """Search records by words and filters, the best first. Every word must be found; filters add up."""
    built_for, family, day = target_of(target), _family(os), _day(since)
    # SQLModel takes half a second to import; only verbs that need a database pay for it.
    from kb.store.loading import load_knowledge
    from kb.store.opening import open_to_search
    from kb.store.searching import Query, search
    from kb.store.surveying import storable

    base = open_knowledge()
    engine = open_to_search(store)
    load_knowledge(engine, base)
    query = Query(
        words=storable(" ".join(words or ())),
        operation=type_named(base.availability, operation),
        target=built_for.name if built_for else "",
        os=family,
        chip=_chip(chip, base.platforms.chips),
        category=category,
        severity=severity,
        confidence=confidence,
        status=status,
        since=day,
    )
    records = search(engine, query, limit=limit)
    if form == "json":
        from kb.reports.record_json_v1 import render_records as render_json  # noqa: PLC0415 — only this format needs it

        write_result(render_json(records, base.data_version))
    else:
        from kb.reports.record_text import render_records  # noqa: PLC0415

        write_result(render_records(records, stdout_layout(no_color=no_color)))
    return 0


def _family(text: str) -> str:
    if text and text.lower() not in _FAMILIES:
        raise KbError(where="--os", what=f"{text!r} is no OS family", hint=f"known are {', '.join(OS_FAMILIES)}")
    return _FAMILIES.get(text.lower(), "")


def _chip(text: str, chips: Iterable[str]) -> str:
    """As the data spell it."""
    known = {chip.lower(): chip for chip in chips}
    if text and text.lower() not in known:
        raise KbError(where="--chip", what=f"there is no chip {text!r}", hint="`kb targets --devices` lists them")
    return known.get(text.lower(), "")


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise KbError(where="--since", what=f"{text!r} is no day", hint="write 2026-11-24") from None
