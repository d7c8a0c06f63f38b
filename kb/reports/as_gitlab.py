"""From a Report to GitLab's code quality report. Source: docs.gitlab.com, "Code Quality report format"."""

import hashlib
from typing import Final

from kb.advice.report import Report
from kb.reports.items import DOES_NOT_LOAD, UNREADABLE, Item, file_of, items
from kb.reports.json_text import json_text
from kb.reports.plain import plain

_SEVERITIES: Final = {"error": "critical", "warning": "major", "note": "minor"}


def render(report: Report) -> str:
    """A JSON array. What does not count is told as `info`: GitLab has no other way to mark it."""
    return json_text([_issue(item) for item in items(report)])


def _issue(item: Item) -> dict[str, object]:
    state = f" ({item.state})" if item.state else ""
    return {
        "description": f"{item.message}{state}",
        "check_name": item.rule,
        "fingerprint": _fingerprint(item),
        "severity": _severity(item),
        "location": {"path": plain(file_of(item.model)), "lines": {"begin": 1}},
    }


def _severity(item: Item) -> str:
    if item.state:
        return "info"
    return "blocker" if item.rule in (UNREADABLE, DOES_NOT_LOAD) else _SEVERITIES[item.level]


def _fingerprint(item: Item) -> str:
    """Unique within a report: GitLab drops an issue whose fingerprint it has seen."""
    what = f"{item.finding.fingerprint} {item.finding.verdict.value}" if item.finding else item.message
    return hashlib.sha256(f"{item.model.path}\n{item.rule}\n{what}".encode("utf-8", "backslashreplace")).hexdigest()[
        :32
    ]
