"""From a Report to lines that Xcode shows beside a build: `path: warning: message [record]`."""

from kb.advice.report import Report
from kb.reports.items import Item, items
from kb.reports.plain import plain


def render(report: Report) -> str:
    """One line for each thing to tell. Xcode fails a build phase on the script's status, not on these."""
    return "".join(f"{_line(item)}\n" for item in items(report))


def _line(item: Item) -> str:
    # A colon in a path would end it for Xcode.
    path = plain(item.model.path).replace(":", "\\x3a")
    state = f" ({item.state})" if item.state else ""
    return f"{path}: {item.level}: {item.message} [{item.rule}]{state}"
