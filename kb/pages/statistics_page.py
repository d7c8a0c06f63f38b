"""How many records there are: by category, confidence, precision, area, and how many a machine can find."""

from collections import Counter
from collections.abc import Callable, Iterable

from kb.pages.addresses import category_path
from kb.pages.category_page import MEANING
from kb.pages.markup import front_matter, link, sections, table, text, unseen, way
from kb.pages.reach import names_chip, names_systems, names_targets
from kb.pages.site import Site, operations_of
from kb.records.record import Confidence, Precision, Record, Severity

PATH = "statistics.md"


def statistics_page(site: Site) -> str:
    records = site.standing
    types = {operation for record in records for operation in operations_of(record)}
    observations = sum(len(each.observed) for record in records for each in record.evidence)
    sources = {each.url.partition("#")[0] for record in records for each in record.evidence}
    about = f"{len(records)} records, data of {site.base.data_version}."
    numbers = [
        ("Operations and layers that records name", len(types)),
        ("Log and error lines", sum(len(record.messages) for record in records)),
        ("Remedies", sum(len(record.remedies) for record in records)),
        ("Sources read", len(sources)),
        ("Observations on a device or a system", observations),
        ("Examples that prove the rules", sum(len(r.examples.affected) + len(r.examples.unaffected) for r in records)),
        ("PyTorch code that is converted to prove them", sum(len(record.examples.sources) for record in records)),
    ]
    return sections(
        front_matter("Statistics", about),
        "# Statistics\n",
        f"{about}\n",
        table((unseen("what"), unseen("number")), ((name, str(count)) for name, count in numbers)),
        "## What goes wrong\n",
        _by_category(records),
        "## How sure we are\n",
        _counted("confidence", records, [each.value for each in Confidence], lambda each: [each.confidence.value]),
        "## What a machine can find\n",
        _detectable(records),
        "## How bad it is\n",
        _counted("severity", records, [each.value for each in Severity], lambda each: [each.severity.value]),
        "## Which models\n",
        _counted("area", records, sorted({record.area for record in records}), lambda each: [each.area]),
        "## What is known of where\n",
        table(("the record names", "records"), ((name, str(count)) for name, count in _bound(records))),
    )


def _by_category(records: Iterable[Record]) -> str:
    counts = Counter(record.category for record in records)
    rows = (
        (link(text(each.value), way(PATH, category_path(each.value))), _bar(counts[each], counts.total()))
        for each in sorted(MEANING, key=lambda each: -counts[each])
    )
    return table(("category", "records"), rows)


def _counted(name: str, records: Iterable[Record], values: Iterable[str], of: Callable[[Record], Iterable[str]]) -> str:
    counts = Counter(value for record in records for value in of(record))
    return table((name, "records"), ((text(value), _bar(counts[value], counts.total())) for value in values))


def _detectable(records: Iterable[Record]) -> str:
    def how(record: Record) -> str:
        if not record.rules:
            return "not from a model file"
        precisions = {rule.precision for rule in record.rules}
        return "exactly as the evidence says" if precisions == {Precision.EXACT} else 'by a wider net, told as "may"'

    counts = Counter(map(how, records))
    return table(("found", "records"), ((name, _bar(count, counts.total())) for name, count in counts.most_common()))


def _bound(records: Iterable[Record]) -> list[tuple[str, int]]:
    known = list(records)
    return [
        ("targets", sum(map(names_targets, known))),
        ("OS releases", sum(map(names_systems, known))),
        (
            "chips",
            sum(any(names_chip(record, chip) for each in record.affects for chip in each.chips) for record in known),
        ),
        ("compute units", sum(any(each.compute_units for each in record.affects) for record in known)),
    ]


def _bar(count: int, total: int) -> str:
    """The number with a bar of its share: sighted readers compare at a glance, others hear the number."""
    share = round(100 * count / total) if total else 0
    return f'<span class="kb-bar" style="--share:{share}%">{count}</span>'
