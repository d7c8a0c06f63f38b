"""The catalogue of log and error lines: which record each one belongs to."""

from kb.pages.addresses import category_path, record_path
from kb.pages.markup import chip, code, front_matter, link, sections, table, text, way
from kb.pages.site import Site, worst_first
from kb.records.record import Record

PATH = "messages.md"


def messages_page(site: Site) -> str:
    records = worst_first(record for record in site.standing if record.messages)
    count = sum(len(record.messages) for record in records)
    about = f"{count} log and error lines, and the known issue that each one belongs to."
    paste = link("Paste a line of yours", "index.md#log-line")
    finder = f"`kb explain FILE` finds them in a whole log, whatever stands around them. {paste} to search here.\n"
    kinds = dict.fromkeys(sorted(record.category.value for record in records))
    parts = [
        f"## {text(kind)}\n\n"
        + table(
            ("line", "issue"), [row for record in records if record.category.value == kind for row in _rows(record)]
        )
        + "\n"
        + link(f"All records of {text(kind)}", way(PATH, category_path(kind)))
        + "\n"
        for kind in kinds
    ]
    return sections(front_matter("Log lines", about), "# Log lines\n", f"{about}\n", finder, *parts)


def _rows(record: Record) -> list[tuple[str, str]]:
    severity = chip(record.severity.value, record.severity.value)
    issue = f"{severity} {link(text(record.title), way(PATH, record_path(record.id)))}"
    return [(code(message), issue) for message in record.messages]
