"""The catalogue of log and error lines: which record each one belongs to."""

from collections.abc import Iterable, Iterator

from kb.pages.addresses import category_path, record_path
from kb.pages.markup import bullets, chip, code, front_matter, link, sections, text, way
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
        part for kind in kinds for part in _kind(kind, [record for record in records if record.category.value == kind])
    ]
    return sections(front_matter("Log lines", about, hide=["toc"]), "# Log lines\n", f"{about}\n", finder, *parts)


def _kind(kind: str, records: Iterable[Record]) -> Iterator[str]:
    yield f"## {text(kind)}\n"
    yield link(f"All records of {text(kind)}", way(PATH, category_path(kind))) + "\n"
    # Each line is a heading: search ranks headings first, and a line has an address of its own.
    known: dict[str, list[Record]] = {}
    for record in records:
        for message in record.messages:
            known.setdefault(message, []).append(record)
    for message, named in known.items():
        yield f"### {code(message)} {{ .kb-line }}\n"
        yield bullets(map(_issue, named))


def _issue(record: Record) -> str:
    severity = chip(record.severity.value, record.severity.value)
    return f"{severity} {link(text(record.title), way(PATH, record_path(record.id)))}"
