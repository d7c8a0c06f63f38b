"""Records in the order of their slugs, each decoded when somebody first asks for it.

A model with ten operation types meets a handful of records: the others cost a few bytes in an index, no more.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import overload

from kb.frozen import frozen
from kb.records.record import Record
from kb.rules.compiling import NEVER_MATCHED, KnownRule, rules_of
from kb.rules.facts import MODEL

Decode = Callable[[str], Record]
"""Slug → record. Raises KbError where its file is damaged."""


@frozen
class IndexEntry:
    """What has to be known of a record to decide whether a model, or a reader, can meet it."""

    operations: frozenset[str]
    """Operation and layer types that its rules name."""
    model: bool
    """Whether a rule is about the model as a whole."""


class RecordCollection(Sequence[Record]):
    """A sequence of records by slug that knows which of them a model can meet."""

    def __init__(
        self,
        slugs: Collection[str],
        by_subject: Mapping[str, Collection[str]],
        decode: Decode,
        *,
        aliases: Mapping[str, str] | None,
    ) -> None:
        """`by_subject`: operation or layer type, or `model` → the slugs of the records that may have a rule about it.
        `aliases`: alias → slug; None where they are not known without decoding."""
        self._slugs = tuple(slugs)
        self._known = frozenset(self._slugs)
        self._by_subject = by_subject
        self._aliases = aliases
        self._decode = decode
        self._decoded: dict[str, Record] = {}

    @classmethod
    def indexed(cls, index: Mapping[str, IndexEntry], decode: Decode) -> "RecordCollection":
        """A collection of records of each of which something is known."""
        by_subject: dict[str, list[str]] = {}
        for slug, entry in sorted(index.items()):
            for subject in (*entry.operations, *((MODEL,) if entry.model else ())):
                by_subject.setdefault(subject, []).append(slug)
        return cls(sorted(index), by_subject, decode, aliases=None)

    @classmethod
    def of(cls, records: Collection[Record]) -> "RecordCollection":
        """A collection of records that exist already."""
        by_slug = {record.id: record for record in records}
        return cls.indexed({slug: entry_of(record) for slug, record in by_slug.items()}, by_slug.__getitem__)

    @property
    def slugs(self) -> tuple[str, ...]:
        return self._slugs

    def concerning(self, operation_types: Collection[str]) -> tuple[Record, ...]:
        """Records with a rule about the model or about one of these operations; what is withdrawn or superseded is not
        among them, for it never matches."""
        met = {slug for subject in (MODEL, *operation_types) for slug in self._by_subject.get(subject, ())}
        records = (self.at(slug) for slug in sorted(met))
        return tuple(record for record in records if record.status not in NEVER_MATCHED)

    def rules_about(self, subject: str) -> Iterator[KnownRule]:
        """The rules about an operation or layer type, or about the model, that can match; their records are decoded."""
        for slug in self._by_subject.get(subject, ()):
            record = self.at(slug)
            if record.status not in NEVER_MATCHED:
                yield from rules_of(record, subject)

    def named(self, name: str) -> Record | None:
        """The record of that slug or alias; None where there is none."""
        if name in self._known:
            return self.at(name)
        if self._aliases is None:
            return next((record for record in self if name in record.aliases), None)
        return self.at(self._aliases[name]) if name in self._aliases else None

    def at(self, slug: str) -> Record:
        """The record of a slug that the collection has."""
        record = self._decoded.get(slug)
        if record is None:
            record = self._decoded[slug] = self._decode(slug)
        return record

    def __len__(self) -> int:
        return len(self._slugs)

    def __iter__(self) -> Iterator[Record]:
        return (self.at(slug) for slug in self._slugs)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Record, ...]: ...
    def __getitem__(self, index: int | slice) -> Record | tuple[Record, ...]:
        if isinstance(index, slice):
            return tuple(self.at(slug) for slug in self._slugs[index])
        return self.at(self._slugs[index])


def entry_of(record: Record) -> IndexEntry:
    return IndexEntry(
        operations=frozenset(operation for rule in record.rules for operation in rule.operations),
        model=any(rule.model for rule in record.rules),
    )
