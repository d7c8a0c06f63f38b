"""A verification plan as text for people, and as the document `kb.plan/1`. Keys are added, never removed."""

from collections.abc import Iterator
from typing import Final, TypedDict

from kb.reports.json_text import json_text
from kb.reports.layout import Layout
from kb.reports.plain import plain
from kb.reports.wording import counted
from kb.verification.plan import Plan

SCHEMA: Final = "kb.plan/1"


class PlanReasonV1(TypedDict):
    """What a line exercises; `record` is empty for a boundary."""

    model: str
    what: str
    record: str


class PlanLineV1(TypedDict):
    """One device with one OS release and one choice of compute units."""

    device: str
    chip: str
    os: str
    compute_units: str
    reasons: list[PlanReasonV1]


class OutOfReachV1(TypedDict):
    """What nothing in the deployment exercises for certain."""

    model: str
    what: str
    hint: str


class PlanDocumentV1(TypedDict):
    """What `kb verify plan --format json` prints."""

    schema: str
    data_version: str
    is_smallest: bool
    lines: list[PlanLineV1]
    out_of_reach: list[OutOfReachV1]


def render_text(plan: Plan, layout: Layout) -> str:
    return "\n".join(_lines(plan, layout)) + "\n"


def _lines(plan: Plan, layout: Layout) -> Iterator[str]:
    for number, line in enumerate(plan.lines, 1):
        title = f"{number}. {line.device} ({line.chip}), {line.os}, {line.compute_units.value}"
        yield layout.paint(plain(title), "strong")
        for reason in line.reasons:
            yield layout.wrap(plain(f"{reason.model}: {reason.what}", longest=500), indent=3, label="- ")
    if plan.out_of_reach:
        yield ""
        yield layout.paint("Not exercised", "strong")
        for problem in plan.out_of_reach:
            yield layout.wrap(plain(str(problem), longest=1000), indent=2, label="- ")
    yield ""
    yield f"{counted(len(plan.lines), 'run')}" + ("" if plan.is_smallest else "; there may be a smaller set")


def render_json(plan: Plan, data_version: str) -> str:
    document: PlanDocumentV1 = {
        "schema": SCHEMA,
        "data_version": data_version,
        "is_smallest": plan.is_smallest,
        "lines": [
            {
                "device": line.device,
                "chip": line.chip,
                "os": str(line.os),
                "compute_units": line.compute_units.value,
                "reasons": [{"model": each.model, "what": each.what, "record": each.record} for each in line.reasons],
            }
            for line in plan.lines
        ],
        "out_of_reach": [{"model": each.where, "what": each.what, "hint": each.hint} for each in plan.out_of_reach],
    }
    return json_text(document)
