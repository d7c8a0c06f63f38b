"""`kb coverage`: how much is known, and what a contributor could bring."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from textwrap import wrap
from typing import Annotated, Final, Literal, TypeAlias

import typer

from kb.cli.console import WIDTH_OF_A_PIPE, write_result
from kb.knowledge.coverage import Coverage, coverage_of
from kb.knowledge.opening import open_knowledge

Form: TypeAlias = Literal["text", "json"]
SCHEMA: Final = "kb.coverage/1"


def run(
    *,
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text",
    counts: Annotated[bool, typer.Option("--counts", help="The counts of records alone, no lists.")] = False,
) -> int:
    """How much is known by operation, target and category, and what is missing: a list of what could be brought."""
    base = open_knowledge()
    coverage = coverage_of(base)
    if form == "json":
        write_result(render_json(coverage, base.data_version))
    else:
        write_result(render_text(coverage, counts_alone=counts))
    return 0


def render_json(coverage: Coverage, data_version: str) -> str:
    document = {"schema": SCHEMA, "data_version": data_version, **asdict(coverage)}
    document["operations"] = {each.type: list(each.records) for each in coverage.operations}
    document["targets"] = {each.target: dict(each.categories) for each in coverage.targets}
    document["old"] = {each.slug: each.year for each in coverage.old}
    document["unknown_operations"] = list(coverage.unknown_operations)
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def render_text(coverage: Coverage, *, counts_alone: bool) -> str:
    lines = [*_counts(coverage)] if counts_alone else [*_counts(coverage), *_targets(coverage), *_missing(coverage)]
    return "".join(f"{line}\n" for line in lines)


def _counts(coverage: Coverage) -> Iterator[str]:
    yield f"{coverage.records} records"
    for name, values in coverage.counts.items():
        yield from _paragraph(f"  {name}: ", _told(values))


def _targets(coverage: Coverage) -> Iterator[str]:
    yield ""
    yield "Records that can concern a model built for"
    for each in coverage.targets:
        yield from _paragraph(f"  {each.target}: ", [str(sum(each.categories.values())), *_told(each.categories)])


def _missing(coverage: Coverage) -> Iterator[str]:
    known = coverage.known_operations
    yield from _section(
        "Operations and layers by how many records name them", [f"{each.type} {len(each.records)}" for each in known]
    )
    yield from _section(
        f"Operations and layers without any record ({len(known)} of {len(coverage.operations)} have one)",
        coverage.unknown_operations,
    )
    yield from _section("Records about running or loading that name no OS release", coverage.without_os)
    yield from _section(
        "Records whose newest evidence is older than two years", [f"{each.slug} ({each.year})" for each in coverage.old]
    )
    yield from _section("Wide rules that wait for an exact condition", coverage.wide)


def _section(title: str, values: Iterable[str]) -> Iterator[str]:
    values = list(values)
    yield ""
    yield f"{title}: {len(values)}"
    yield from _paragraph("  ", values)


def _told(values: Mapping[str, int]) -> list[str]:
    return [f"{name} {count}" for name, count in values.items()]


def _paragraph(start: str, values: Iterable[str]) -> list[str]:
    text = start + ", ".join(values)
    return wrap(text, WIDTH_OF_A_PIPE, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
