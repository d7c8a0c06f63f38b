"""From a Report to SARIF 2.1.0, within what GitHub's code scanning takes.

Source: OASIS SARIF 2.1.0 with errata 01; docs.github.com, "SARIF support for code scanning" and its limits. A result
has the model's file as its physical place, at line 1, and its operations as logical places.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from kb.advice.report import Finding, Report
from kb.records.record import Precision, Record
from kb.reports.addresses import page_of
from kb.reports.items import DOES_NOT_LOAD, UNREADABLE, Item, file_of, items
from kb.reports.json_text import json_text
from kb.reports.markup import markdown
from kb.reports.plain import plain, prose
from kb.reports.wording import WIDE_NET, remedy_in_words, sources_of

Json: TypeAlias = dict[str, Any]

# GitHub's hard limit for results and for rules of a run; what is worse comes first.
MOST_RESULTS: Final = 25_000
# GitHub shows so many; it refuses a result with more than 1,000.
_PLACES: Final = 100
_KINDS: Final = {"": "fail", "known": "fail", "suppressed": "fail", "undecided": "open", "by design": "informational"}
_SEVERITIES: Final = {"error": "error", "warning": "warning", "note": "recommendation"}


def render(report: Report) -> str:
    return json_text(log(report))


def log(report: Report) -> Json:
    """The whole document."""
    return {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [_run(report)],
    }


def _run(report: Report) -> Json:
    told = sorted(items(report), key=_rank)
    kept = [item for item in told if item.rule != UNREADABLE][:MOST_RESULTS]
    records = {item.finding.record.id: item.finding.record for item in kept if item.finding}
    rules = [_rule(record) for _, record in sorted(records.items())]
    if any(item.rule == DOES_NOT_LOAD for item in kept):
        rules.append(_rule_about_loading())
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    left_out = sum(item.rule != UNREADABLE for item in told) - len(kept)
    return {
        "tool": {
            "driver": {
                "name": "kb",
                "version": report.version,
                "semanticVersion": report.version,
                "properties": {"data_version": report.data_version},
                "rules": rules,
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": report.complete, "toolExecutionNotifications": [*_notifications(told, left_out)]}
        ],
        "results": [_result(item, numbers[item.rule], report) for item in kept],
    }


def _rank(item: Item) -> tuple[bool, int]:
    return bool(item.state), ("error", "warning", "note").index(item.level)


def _notifications(told: Sequence[Item], left_out: int) -> Iterator[Json]:
    for item in told:
        if item.rule == UNREADABLE:
            yield {
                "descriptor": {"id": UNREADABLE},
                "level": "error",
                "message": {"text": item.message},
                "locations": [{"physicalLocation": _physical(item)}],
            }
    if left_out:
        yield {
            "level": "warning",
            "message": {"text": f"{left_out} results were left out: GitHub takes {MOST_RESULTS} at most."},
        }


def _rule(record: Record) -> Json:
    wide = any(rule.precision is Precision.WIDE for rule in record.rules)
    return {
        "id": record.id,
        "name": "".join(part.capitalize() for part in record.id.split("-")),
        "shortDescription": {"text": prose(record.title)},
        "fullDescription": {"text": prose(record.what_happens)[:1000]},
        "helpUri": page_of(record),
        "help": {"text": "\n".join(_help(record, wide)), "markdown": "\n\n".join(map(markdown, _help(record, wide)))},
        "defaultConfiguration": {"level": record.severity.value},
        "properties": {
            # GitHub shows ten tags at most.
            "tags": ["core-ml", record.category.value, record.confidence.value],
            "precision": "low" if wide else "high",
            "problem.severity": _SEVERITIES[record.severity.value],
        },
    }


def _help(record: Record, wide: bool) -> Iterator[str]:  # noqa: FBT001 — private
    yield prose(record.what_happens)
    if wide:
        yield prose(record.known_false_positives) or WIDE_NET
    yield from (remedy_in_words(remedy) for remedy in record.remedies)
    yield from sources_of(record)


def _rule_about_loading() -> Json:
    what = "The model as it stands does not load on an OS release that it is shipped to"
    return {
        "id": DOES_NOT_LOAD,
        "name": "DoesNotLoad",
        "shortDescription": {"text": what},
        "fullDescription": {"text": what},
        "help": {"text": what},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["core-ml", "load-failure"], "precision": "high", "problem.severity": "error"},
    }


def _result(item: Item, rule_index: int, report: Report) -> Json:
    fingerprint = item.finding.fingerprint if item.finding else f"{DOES_NOT_LOAD} {plain(item.message)}"
    kind = _KINDS[item.state]
    result: Json = {
        "ruleId": item.rule,
        "ruleIndex": rule_index,
        "kind": kind,
        # The standard: whatever is not a failure has no level.
        "level": _severity(item) if kind == "fail" else "none",
        "message": {"text": _message(item.message)},
        "locations": [
            {
                "physicalLocation": _physical(item),
                **({"logicalLocations": _logical(item.finding)} if item.finding else {}),
            }
        ],
        "partialFingerprints": {"kb/v1": fingerprint, "primaryLocationLineHash": f"{fingerprint}:1"},
    }
    if item.finding and item.finding.suppressed:
        reason = prose(item.finding.suppressed.reason)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    if report.compared_with and item.finding:
        result["baselineState"] = "unchanged" if item.finding.known else "new"
    return result


def _severity(item: Item) -> str:
    return item.finding.record.severity.value if item.finding else item.level


def _message(text: str) -> str:
    """Brackets would make a link of it, braces a placeholder (SARIF 3.11.5, 3.11.6)."""
    for character in "\\[]":
        text = text.replace(character, "\\" + character)
    return text.replace("{", "{{").replace("}", "}}")


def _physical(item: Item) -> Json:
    return {"artifactLocation": {"uri": _uri(file_of(item.model))}, "region": {"startLine": 1, "startColumn": 1}}


def _uri(path: str) -> str:
    """Relative to the repository's root, or absolute."""
    escaped = quote(path, safe="/", errors="backslashreplace")
    return f"file://{escaped}" if path.startswith("/") else escaped


def _logical(finding: Finding) -> list[Json]:
    return [
        {
            "name": plain(operation.name or operation.type),
            "fullyQualifiedName": plain(operation.location or operation.name or operation.type),
            "kind": "function" if operation.type == "model" else "member",
            "properties": {"operation": plain(operation.type), "why": plain(operation.why)},
        }
        for operation in islice(finding.operations, _PLACES)
    ]
