"""A precheck as text for people, and as the document `kb.precheck/1`. Keys are added, never removed."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final, TypedDict

from kb.conversion.as_json_v1 import RefusalV1, refusal_v1
from kb.conversion.as_text import refusal_lines
from kb.conversion.prechecking import LineFinding, Precheck, SourceLine
from kb.reports.json_text import json_text
from kb.reports.layout import Layout
from kb.reports.plain import plain, without_commands
from kb.reports.wording import headline

SCHEMA: Final = "kb.precheck/1"


class LineFindingV1(TypedDict):
    """One record at one line of the source; `file` is empty and `line` 0 where it stems from no line."""

    file: str
    line: int
    text: str
    record: str
    severity: str
    verdict: str
    message: str
    operations: list[str]
    targets: list[str]


class PrecheckDocumentV1(TypedDict):
    """What `kb precheck --format json` prints. `clean`: targets at which no error stands."""

    schema: str
    data_version: str
    targets: list[str]
    clean: list[str]
    findings: list[LineFindingV1]
    refusals: list[RefusalV1]


def render_json(found: Precheck) -> str:
    document: PrecheckDocumentV1 = {
        "schema": SCHEMA,
        "data_version": found.data_version,
        "targets": [target.name for target in found.targets],
        "clean": [target.name for target in found.clean],
        "findings": [_finding(each) for each in found.findings],
        "refusals": [refusal_v1(each) for each in found.refusals],
    }
    return json_text(document)


def _finding(each: LineFinding) -> LineFindingV1:
    record = each.finding.record
    return {
        "file": each.where.file,
        "line": each.where.line,
        "text": each.where.text,
        "record": record.id,
        "severity": record.severity.value,
        "verdict": each.finding.verdict.value,
        "message": headline(each.finding),
        "operations": list(each.operations),
        "targets": [target.name for target in each.targets],
    }


def render_text(found: Precheck, layout: Layout) -> str:
    return without_commands("\n".join(_lines(found, layout)) + "\n")


def _lines(found: Precheck, layout: Layout) -> Iterator[str]:
    for where, findings in groupby(found.findings, key=lambda each: each.where):
        yield layout.paint(_place(where), "strong")
        if where.text:
            yield f"  {plain(where.text)}"
        for each in findings:
            severity = each.finding.record.severity.value
            at = ", ".join(target.name for target in each.targets)
            words = f"{severity} {each.finding.record.id}: {headline(each.finding)}"
            yield layout.wrap(f"{words} ({', '.join(map(plain, each.operations))}; at {at})", indent=2)
    for refusal in found.refusals:
        yield from refusal_lines(refusal, layout)
    if found.findings or found.refusals:
        yield ""
    clean = ", ".join(target.name for target in found.clean)
    yield f"No known error would stand at {clean}" if clean else "A known error would stand at every target"


def _place(where: SourceLine) -> str:
    return plain(f"{where.file}:{where.line}", longest=500) if where.file else "The model as a whole"
