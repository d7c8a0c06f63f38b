"""Records as a table in other pages: severity, title, and below it what kind of issue and how sure."""

from collections.abc import Iterable

from kb.pages.addresses import record_path
from kb.pages.markup import chip, link, table, text, unseen, way
from kb.pages.site import worst_first
from kb.records.record import Record, Status


def record_list(records: Iterable[Record], here: str) -> str:
    """The worst first. Empty where there are none."""
    rows = (
        (chip(record.severity.value, record.severity.value), _cell(record, here)) for record in worst_first(records)
    )
    return table((unseen("severity"), "known issue"), rows)


def _cell(record: Record, here: str) -> str:
    status = "" if record.status is Status.OPEN else f" · {record.status.value}"
    below = f"{record.category.value} · {record.confidence.value}{status}"
    return (
        f'{link(text(record.title), way(here, record_path(record.id)))}<br><span class="kb-faint">{text(below)}</span>'
    )
