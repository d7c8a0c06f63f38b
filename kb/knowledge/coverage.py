"""How much is known, and what a contributor could bring: plain values, worked out from records and availability.

Nothing here reads a file or the clock, so that a command and a page can show the same.
"""

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from kb.availability.table import Availability
from kb.frozen import frozen
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.selecting import can_concern
from kb.platforms.targets import TARGETS, Target
from kb.records.record import Category, Evidence, EvidenceKind, Precision, Record, Status

# What happens when a model runs or loads: there an OS release says something. The converter knows none.
_OF_AN_OS: Final = {
    Category.WRONG_OUTPUT,
    Category.CRASH,
    Category.LOAD_FAILURE,
    Category.FALLBACK,
    Category.SLOW,
    Category.ACCURACY,
}
# The number of apple/coremltools' first thread of each year, by the dates of threads on both sides of New Year.
_FIRST_THREADS: Final[Mapping[int, int]] = {
    2017: 1,
    2018: 97,
    2019: 310,
    2020: 560,
    2021: 1045,
    2022: 1379,
    2023: 1722,
    2024: 2102,
    2025: 2424,
    2026: 2635,
}
_LAST_DATED_YEAR: Final = 2026
_THREAD: Final = re.compile(r"github\.com/apple/coremltools/(?:issues|pull)/(\d+)")
_CODE_AS_READ: Final = re.compile(r"/blob/[0-9a-f]{40}/")
_YEAR: Final = re.compile(r"\b(20[12]\d)(?:-\d\d-\d\d)?\b")


@frozen
class OperationCoverage:
    """One operation or layer, and the records whose rules name it."""

    type: str
    records: tuple[str, ...]


@frozen
class TargetCoverage:
    """How many standing records can concern a model built for the target, by category."""

    target: str
    categories: Mapping[str, int]


@frozen
class OldEvidence:
    slug: str
    year: int
    """The year of the newest evidence whose date is known."""


@frozen
class Coverage:
    records: int
    counts: Mapping[str, Mapping[str, int]]
    """`area`, `category`, `severity`, `status`, `confidence`, `precision`, `detectability` → value → how many."""
    operations: tuple[OperationCoverage, ...]
    """Every operation and layer that exists, by type."""
    targets: tuple[TargetCoverage, ...]
    without_os: tuple[str, ...]
    """Standing records about running or loading that name no OS release, neither in `affects` nor as observed."""
    old: tuple[OldEvidence, ...]
    """Standing records whose newest dated evidence is older than two years; those without any date are left out."""
    wide: tuple[str, ...]
    """Standing records with a rule that waits for an exact condition."""

    @property
    def known_operations(self) -> tuple[OperationCoverage, ...]:
        """Those with a record, the most records first, then by type."""
        known = (each for each in self.operations if each.records)
        return tuple(sorted(known, key=lambda each: (-len(each.records), each.type)))

    @property
    def unknown_operations(self) -> tuple[str, ...]:
        """Operations and layers that no record names."""
        return tuple(each.type for each in self.operations if not each.records)


def coverage_of(base: KnowledgeBase) -> Coverage:
    """As of the day of the data: the same data give the same lists on any day."""
    return coverage_on(day_of(base.data_version), base.records, base.availability)


def day_of(data_version: str) -> datetime.date:
    """`2026.11.24`, and `2026.11.24.1`, a second release on one day."""
    year, month, day = map(int, data_version.split(".")[:3])
    return datetime.date(year, month, day)


def coverage_on(day: datetime.date, records: Sequence[Record], availability: Availability) -> Coverage:
    standing = [record for record in records if record.status in (Status.OPEN, Status.FIXED)]
    return Coverage(
        records=len(records),
        counts=counts_of(records),
        operations=_operations(standing, availability),
        targets=tuple(_target_coverage(standing, target, availability) for target in TARGETS),
        without_os=tuple(record.id for record in standing if record.category in _OF_AN_OS and not names_an_os(record)),
        old=tuple(_old(standing, day)),
        wide=tuple(record.id for record in standing if any(rule.precision is Precision.WIDE for rule in record.rules)),
    )


def counts_of(records: Iterable[Record]) -> dict[str, dict[str, int]]:
    """By each property: value → how many records, the most frequent first, then by name."""
    records = tuple(records)
    properties: Mapping[str, Callable[[Record], str]] = {
        "area": lambda record: record.area.partition("/")[0],
        "category": lambda record: record.category.value,
        "severity": lambda record: record.severity.value,
        "status": lambda record: record.status.value,
        "confidence": lambda record: record.confidence.value,
        "precision": precision_of,
        "detectability": detectability_of,
    }
    return {name: _tally(map(value, records)) for name, value in properties.items()}


def precision_of(record: Record) -> str:
    """`exact` where one rule is, else `wide`; `no rule`."""
    precisions = {rule.precision for rule in record.rules}
    if Precision.EXACT in precisions:
        return "exact"
    return "wide" if precisions else "no rule"


def detectability_of(record: Record) -> str:
    """What finds it: `model` (a rule), `log` (no rule, but messages), `text` (neither)."""
    if record.rules:
        return "model"
    return "log" if record.messages else "text"


def names_an_os(record: Record) -> bool:
    """Whether it says on which OS it was seen, or where it happens."""
    affects = (*record.affects, *(entry for rule in record.rules for entry in rule.affects))
    observed = (observation for evidence in record.evidence for observation in evidence.observed)
    return any(entry.os for entry in affects) or any(observation.os for observation in observed)


def year_of(evidence: Evidence) -> int | None:
    """The year of what the evidence tells, where that is known: what was run here, or code and documents as they were
    read, is of the day of reading; else the last year in our words; else, for coremltools' threads, their number."""
    if evidence.kind in (EvidenceKind.REPRODUCTION, EvidenceKind.DOCUMENTATION) or _CODE_AS_READ.search(evidence.url):
        return evidence.read.year
    told = [int(year) for year in _YEAR.findall(evidence.says)]
    if told:
        return max(told)
    thread = _THREAD.search(evidence.url)
    return _year_of_thread(int(thread[1])) if thread else None


def _year_of_thread(number: int) -> int | None:
    """None for threads after the table's end, which may be of any later year."""
    years = [year for year, first in _FIRST_THREADS.items() if first <= number]
    return years[-1] if years and years[-1] < _LAST_DATED_YEAR else None


def _old(records: Iterable[Record], day: datetime.date) -> Iterable[OldEvidence]:
    for record in records:
        years = [year_of(evidence) for evidence in record.evidence]
        known = [year for year in years if year is not None]
        # A year is older than two years when its last day is; one undated piece of evidence could be newer.
        if known and len(known) == len(years) and max(known) < day.year - 2:
            yield OldEvidence(slug=record.id, year=max(known))


def _operations(records: Iterable[Record], availability: Availability) -> tuple[OperationCoverage, ...]:
    naming: defaultdict[str, list[str]] = defaultdict(list)
    for record in records:
        for operation in {operation for rule in record.rules for operation in rule.operations}:
            naming[operation].append(record.id)
    types = sorted({*availability.operations, *availability.layers})
    return tuple(OperationCoverage(type=each, records=tuple(sorted(naming[each]))) for each in types)


def _target_coverage(records: Iterable[Record], target: Target, availability: Availability) -> TargetCoverage:
    concerned = (
        record for record in records if can_concern(record, target) and _can_hold(record, target, availability)
    )
    return TargetCoverage(target=target.name, categories=_tally(record.category.value for record in concerned))


def _can_hold(record: Record, target: Target, availability: Availability) -> bool:
    """Whether a model built for the target can hold an operation that its rules name; True where they name none."""
    named = {operation for rule in record.rules for operation in rule.operations}
    return not named or any(rule.model for rule in record.rules) or any(_exists(o, target, availability) for o in named)


def _exists(operation: str, target: Target, availability: Availability) -> bool:
    if operation in availability.layers:
        return availability.layers[operation].available_from <= target
    entry = availability.operations.get(operation)
    # Below iOS15 there is no ML program to hold an operation, only layers.
    return entry is not None and target.opset is not None and entry.available_from <= target


def _tally(values: Iterable[str]) -> dict[str, int]:
    counted = Counter(values)
    return dict(sorted(counted.items(), key=lambda each: (-each[1], each[0])))
