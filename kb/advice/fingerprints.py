"""What tells one finding, one operation, one record's knowledge from another, over runs and releases."""

from collections.abc import Iterable

from kb.digests import sha256
from kb.records.record import Affects, Record
from kb.rules.match import MatchedOperation


def fingerprint_of(record: Record, operations: Iterable[MatchedOperation]) -> str:
    """Of a finding. Survives other names and other places: it is made of the record and of what the operations are."""
    return _digest(record.id, *sorted({operation.signature for operation in operations}))


def operation_fingerprint(operation: MatchedOperation) -> str:
    """Of one operation at which a record matched; equal for operations that differ in names only."""
    return _digest(operation.signature)


def knowledge_fingerprint(record: Record) -> str:
    """Of what a record decides: it changes where a rule, a reach or a severity does, not where a text does."""
    rules = [
        text
        for rule in record.rules
        for text in (*rule.operations, str(rule.model), rule.when, rule.precision.value, *_reach(rule.affects))
    ]
    facts = (record.category.value, record.severity.value, record.status.value, record.confidence.value)
    return _digest(record.id, *facts, *_reach(record.affects), *rules)


def _reach(affects: Iterable[Affects]) -> list[str]:
    return [
        "; ".join(
            (
                each.targets,
                str(sorted(each.os.items())),
                str(sorted(each.chips)),
                str(sorted(each.devices)),
                str(sorted(each.compute_units)),
                each.coremltools,
                str(sorted(each.source.items())),
            )
        )
        for each in affects
    ]


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode("utf-8", "backslashreplace"))[:16]
