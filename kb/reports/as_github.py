"""From a Report to GitHub's workflow commands, which become annotations of a run.

GitHub shows ten of each kind for a step: the worst come first.
Escaping: docs.github.com, "Workflow commands for GitHub Actions"; actions/toolkit's command module.
"""

from typing import Final

from kb.advice.report import Report
from kb.reports.items import Item, file_of, items
from kb.reports.plain import plain

_COMMANDS: Final = {"error": "error", "warning": "warning", "note": "notice"}
_ORDER: Final = ("error", "warning", "note")


def render(report: Report) -> str:
    """One command for each thing to tell."""
    ordered = sorted(items(report), key=lambda item: (_ORDER.index(item.level), bool(item.state)))
    return "".join(f"{_command(item)}\n" for item in ordered)


def _command(item: Item) -> str:
    state = f" ({item.state})" if item.state else ""
    file = _property(plain(file_of(item.model)))
    title = _property(f"kb: {item.rule}{state}")
    return f"::{_COMMANDS[item.level]} file={file},line=1,title={title}::{_data(item.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
