"""How much is known by category, target and operation, and what is missing: what a reader could bring."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from kb.knowledge.coverage import Coverage, coverage_of
from kb.pages.addresses import category_path, operation_path, record_path, target_path
from kb.pages.category_page import MEANING
from kb.pages.markup import UNSEARCHED, code, front_matter, link, sections, table, text, way
from kb.pages.site import Site
from kb.records.record import Category, Record

PATH: Final = "coverage.md"
ABOUT: Final = "How much is known, and what is missing: what you could bring."


def coverage_page(site: Site) -> str:
    coverage = coverage_of(site.base)
    records = {record.id: record for record in site.records}
    without_os = [records[slug] for slug in coverage.without_os]
    wide = [records[slug] for slug in coverage.wide]
    return sections(
        front_matter("Coverage", ABOUT, search=UNSEARCHED),
        "# Coverage\n",
        f"{ABOUT} Whatever stands below is [one file to write](guide/contributing.md), or one observation to add to a "
        f"record. `kb coverage` lists the same in a terminal. {coverage.records} records, data of "
        f"{text(site.base.data_version)}.\n",
        _missing(coverage),
        "## By category and target\n",
        "Records that can concern a model built for the target. One record is counted at every target that it can "
        "concern.\n",
        _by_target(coverage),
        "## By operation\n",
        _known(coverage),
        "## Operations without any record\n",
        "Nothing known is not the same as nothing wrong.\n",
        *_unknown(coverage),
        "## Seen on no named OS release\n",
        "They tell of what happens when a model runs or loads, and no source says on which release. If you have met "
        "one: on which, and on which not?\n",
        _by_category(without_os),
        "## Evidence older than two years\n",
        "Nobody is known to have looked since. Is it still so?\n",
        table(
            ("record", "newest evidence"),
            ((_to(records[each.slug]), str(each.year)) for each in sorted(coverage.old, key=lambda each: each.year)),
        )
        or "None.\n",
        "## Rules that wait for an exact condition\n",
        "They match more than their evidence shows, and every answer says “may”. What narrows one: a case that fails "
        "and its nearest neighbour that does not.\n",
        table(
            ("record", "what is not known"),
            ((_to(record), text(record.known_false_positives) or "–") for record in wide),
        )
        or "None.\n",
    )


def _missing(coverage: Coverage) -> str:
    rows = (
        ("[Operations and layers without any record](#operations-without-any-record)", coverage.unknown_operations),
        ("[Records seen on no named OS release](#seen-on-no-named-os-release)", coverage.without_os),
        ("[Records with evidence older than two years](#evidence-older-than-two-years)", coverage.old),
        ("[Rules that wait for an exact condition](#rules-that-wait-for-an-exact-condition)", coverage.wide),
    )
    return table(("missing", "how many"), ((words, str(len(listed))) for words, listed in rows))


def _by_target(coverage: Coverage) -> str:
    newest_first = coverage.targets[::-1]
    head = (link(text(each.target), way(PATH, target_path(each.target))) for each in newest_first)
    rows = (
        (
            link(text(category.value), way(PATH, category_path(category.value))),
            *(str(each.categories.get(category.value, "–")) for each in newest_first),
        )
        for category in MEANING
    )
    total = ("all", *(str(sum(each.categories.values())) for each in newest_first))
    return table(("category", *head), (*rows, total))


def _known(coverage: Coverage) -> str:
    known = coverage.known_operations
    rows = (
        (str(count), ", ".join(_operation(each.type) for each in equals))
        for count, equals in groupby(known, key=lambda each: len(each.records))
    )
    about = f"{len(known)} of {len(coverage.operations)} operations and layers are named by a record.\n"
    return sections(about, table(("records", "operations and layers"), rows))


def _unknown(coverage: Coverage) -> Iterator[str]:
    for name, is_layer in (("Operations of ML programs", False), ("Layers of neural networks", True)):
        types = [each for each in coverage.unknown_operations if each.startswith("nn:") is is_layer]
        if types:
            yield f"{name}: {', '.join(map(_operation, types))}.\n"


def _operation(kind: str) -> str:
    return link(code(kind), way(PATH, operation_path(kind)))


def _by_category(records: Iterable[Record]) -> str:
    by_category: dict[Category, list[str]] = {}
    for record in records:
        by_category.setdefault(record.category, []).append(_to(record))
    rows = (
        (text(category.value), "<br>".join(by_category[category])) for category in MEANING if category in by_category
    )
    return table(("category", "records"), rows) or "None.\n"


def _to(record: Record) -> str:
    return link(text(record.title), way(PATH, record_path(record.id)))
