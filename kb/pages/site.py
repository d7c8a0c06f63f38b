"""What pages look up: the knowledge, and which record concerns which operation, target, OS release line and chip."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from kb.availability.table import LayerEntry, OperationEntry
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.pages.reach import Line, lines_of, targets_of
from kb.platforms.targets import TARGETS, Target
from kb.records.record import Record, Status

_Key = TypeVar("_Key")


@dataclass(frozen=True, kw_only=True)
class Site:
    base: KnowledgeBase
    records: tuple[Record, ...]
    """All of them, by slug; withdrawn ones keep their page."""
    lines: tuple[Line, ...]
    """OS release lines, the families in their order, the newest line of each first."""

    @cached_property
    def standing(self) -> tuple[Record, ...]:
        """Records that are matched: neither withdrawn nor superseded."""
        return tuple(record for record in self.records if record.status in (Status.OPEN, Status.FIXED))

    @cached_property
    def by_operation(self) -> Mapping[str, tuple[Record, ...]]:
        return _grouped((operation, record) for record in self.standing for operation in operations_of(record))

    @cached_property
    def by_category(self) -> Mapping[str, tuple[Record, ...]]:
        return _grouped((record.category.value, record) for record in self.standing)

    @cached_property
    def by_target(self) -> Mapping[Target, tuple[Record, ...]]:
        """Records that a model built for the target can meet: those that name no target are among all of them."""
        return _grouped(
            (target, record) for record in self.standing for target in TARGETS if target in targets_of(record)
        )

    @cached_property
    def entries(self) -> Mapping[str, OperationEntry | LayerEntry]:
        """Operations, then layers, each by type."""
        availability = self.base.availability
        return {
            **{name: availability.operations[name] for name in sorted(availability.operations)},
            **{name: availability.layers[name] for name in sorted(availability.layers, key=str.lower)},
        }

    @cached_property
    def slugs(self) -> frozenset[str]:
        return frozenset(record.id for record in self.records)


def site_of(base: KnowledgeBase) -> Site:
    return Site(base=base, records=tuple(base.records), lines=lines_of(base.platforms))


def operations_of(record: Record) -> tuple[str, ...]:
    """Operation and layer types that its rules name, each once."""
    return tuple(dict.fromkeys(operation for rule in record.rules for operation in rule.operations))


def worst_first(records: Iterable[Record]) -> list[Record]:
    """By severity, then by confidence, then by slug."""
    return sorted(records, key=lambda record: (-record.severity.rank, -record.confidence.rank, record.id))


def _grouped(pairs: Iterator[tuple[_Key, Record]]) -> Mapping[_Key, tuple[Record, ...]]:
    found: dict[_Key, tuple[Record, ...]] = {}
    for key, record in pairs:
        found[key] = (*found.get(key, ()), record)
    return found
