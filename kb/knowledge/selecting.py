"""Records by what they say of operations, targets, category and so on. Filters add up."""

from collections.abc import Iterable

from kb.platforms.reach import target_reach
from kb.platforms.targets import Target
from kb.records.record import Category, Confidence, Record, Severity, Status


def select_records(
    records: Iterable[Record],
    *,
    operation: str = "",
    target: Target | None = None,
    category: Category | None = None,
    severity: Severity | None = None,
    confidence: Confidence | None = None,
    status: Status | None = None,
) -> tuple[Record, ...]:
    """In the order given. `confidence`: at least so sure. `target`: that can concern a model built for it."""
    return tuple(
        record
        for record in records
        if (not operation or any(operation in rule.operations for rule in record.rules))
        and category in (None, record.category)
        and severity in (None, record.severity)
        and (confidence is None or record.confidence.rank >= confidence.rank)
        and status in (None, record.status)
        and (target is None or can_concern(record, target))
    )


def can_concern(record: Record, target: Target) -> bool:
    """Whether one of the alternatives speaks of models built for this target; saying nothing means any."""
    specifiers = [affects.targets for affects in record.affects]
    return not specifiers or any(not each or target_reach(each, target) for each in specifiers)
