"""The catalogue: every record in one list, which `javascripts/catalogue.js` narrows by what the address says.

Each entry carries what can be asked of it as attributes; without JavaScript the whole list stands there. An attribute
that is `*` is met by every value: nothing narrows the record there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kb.pages.addresses import published, record_path
from kb.pages.markup import UNSEARCHED, front_matter, html, sections
from kb.pages.reach import alternatives_of, names_systems, names_targets, observations_of, specifiers_for, targets_of
from kb.pages.site import Site, operations_of, worst_first
from kb.platforms.targets import TARGETS
from kb.records.record import Category, Confidence, Record, Severity, Status

PATH: Final = "catalogue.md"
ANY: Final = "*"


def catalogue_page(site: Site) -> str:
    records = worst_first(site.standing)
    about = "Every known issue. Narrow them by operation, target, OS release, chip, kind; the address keeps the choice."
    return sections(
        front_matter("Known issues", about, hide=["toc"], search=UNSEARCHED),
        "# Known issues\n",
        f"{about}\n",
        _form(records, site),
        f'<p id="kb-count" role="status" aria-live="polite">{len(records)} of {len(records)} records</p>\n',
        '<ul class="kb-catalogue" id="kb-catalogue">\n'
        + "\n".join(_entry(record, site) for record in records)
        + "\n</ul>\n",
    )


def _form(records: Sequence[Record], site: Site) -> str:
    types = sorted({operation for record in records for operation in operations_of(record)})
    chips = [name for name in site.base.platforms.chips if any(name in _chips(record) for record in records)]
    choices: Mapping[str, tuple[str, Iterable[str]]] = {
        "operation": ("Operation or layer", types),
        "target": ("Built for", [target.name for target in TARGETS]),
        "os": ("OS release", [line.name for line in site.lines]),
        "chip": ("Chip", chips),
        "category": ("Category", [each.value for each in Category]),
        "severity": ("Severity", [each.value for each in Severity]),
        "confidence": ("Confidence, at least", [each.value for each in Confidence]),
    }
    selects = "\n".join(_select(name, label, values) for name, (label, values) in choices.items())
    return (
        '<form class="kb-filters" id="kb-filters" role="search" aria-label="Narrow the known issues">\n'
        '<div class="kb-filter kb-filter-text"><label for="kb-text">Words, a slug, a log line</label>'
        '<input type="search" id="kb-text" name="text" autocomplete="off" spellcheck="false"></div>\n'
        f"{selects}\n"
        '<div class="kb-filter kb-filter-reset"><button type="reset">Show all</button></div>\n'
        "</form>\n"
    )


def _select(name: str, label: str, values: Iterable[str]) -> str:
    options = "".join(f'<option value="{html(value)}">{html(value)}</option>' for value in values)
    return (
        f'<div class="kb-filter"><label for="kb-{name}">{label}</label>'
        f'<select id="kb-{name}" name="{name}"><option value="">any</option>{options}</select></div>'
    )


def _entry(record: Record, site: Site) -> str:
    attributes = " ".join(f'data-{name}="{html(value)}"' for name, value in _attributes(record, site))
    address = published(record_path(record.id))
    status = "" if record.status is Status.OPEN else f" · {record.status.value}"
    operations = ", ".join(operations_of(record)[:4]) + (", …" if len(operations_of(record)) > 4 else "")
    about = f"{record.category.value} · {record.confidence.value}{status}" + (f" · {operations}" if operations else "")
    severity = record.severity.value
    return (
        f'<li {attributes}><span class="kb-chip kb-{severity}">{severity}</span> '
        f'<a href="{html(address)}">{html(record.title)}</a> <span class="kb-faint">{html(about)}</span></li>'
    )


def _attributes(record: Record, site: Site) -> Iterator[tuple[str, str]]:
    """Values are separated by bars: names of systems and chips have spaces."""
    yield "operation", "|".join(operations_of(record))
    yield "target", "|".join(sorted(each.name for each in targets_of(record))) if names_targets(record) else ANY
    yield "os", "|".join(_systems(record, site)) if names_systems(record) else ANY
    yield "chip", "|".join(_chips(record)) or ANY
    yield "category", record.category.value
    yield "severity", record.severity.value
    yield "confidence", "|".join(each.value for each in Confidence if each.rank <= record.confidence.rank)
    words = (record.id, *record.aliases, record.what_happens, *record.messages)
    yield "text", " ".join(" ".join(words).split()).lower()


def _systems(record: Record, site: Site) -> Iterator[str]:
    """Lines that the record speaks of, as a range or as where it was seen."""
    return (line.name for line in site.lines if any(specifiers_for(record, line)))


def _chips(record: Record) -> tuple[str, ...]:
    """Chips that have it; where it was seen on some, elsewhere nobody knows, so that names nothing."""
    alternatives = alternatives_of(record)
    if not alternatives or not all(each.chips for each in alternatives):
        return ()
    seen = [each.chip for each in observations_of(record) if each.affected and each.chip]
    return tuple(dict.fromkeys([*(chip for each in alternatives for chip in each.chips), *seen]))
