"""Records in the order of their slugs, each decoded when somebody first asks for it.

A model with ten operation types meets a handful of records: the others cost an entry in an index, no more.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import overload

from kb.frozen import frozen
from kb.records.record import Record, Status

Decode = Callable[[str], Record]
"""Slug → record. Raises KbError where its file is damaged."""


@frozen
class IndexEntry:
    """What has to be known of a record to decide whether a model, or a reader, can meet it."""

    operations: frozenset[str]
    """Operation and layer types that its rules name."""
    model: bool
    """Whether a rule is about the model as a whole."""
    aliases: tuple[str, ...] | None
    """None: not known without decoding."""


class RecordCollection(Sequence[Record]):
    """A sequence of records by slug that knows which of them a model can meet."""

    def __init__(self, index: Mapping[str, IndexEntry], decode: Decode) -> None:
        self._index = dict(sorted(index.items()))
        self._slugs = tuple(self._index)
        self._decode = decode
        self._decoded: dict[str, Record] = {}

    @classmethod
    def of(cls, records: Collection[Record]) -> "RecordCollection":
        """A collection of records that exist already."""
        by_slug = {record.id: record for record in records}
        return cls({slug: entry_of(record) for slug, record in by_slug.items()}, by_slug.__getitem__)

    @property
    def slugs(self) -> tuple[str, ...]:
        return self._slugs

    def concerning(self, operation_types: Collection[str]) -> tuple[Record, ...]:
        """Records with a rule about the model or about one of these operations; what is withdrawn or superseded is not
        among them, for it never matches."""
        types = frozenset(operation_types)
        met = (slug for slug, entry in self._index.items() if entry.model or not types.isdisjoint(entry.operations))
        records = (self._record(slug) for slug in met)
        return tuple(record for record in records if record.status in (Status.OPEN, Status.FIXED))

    def named(self, name: str) -> Record | None:
        """The record of that slug or alias; None where there is none."""
        if name in self._index:
            return self._record(name)
        return next((self._record(slug) for slug in self._slugs if name in self._aliases(slug)), None)

    def _aliases(self, slug: str) -> tuple[str, ...]:
        known = self._index[slug].aliases
        return self._record(slug).aliases if known is None else known

    def _record(self, slug: str) -> Record:
        record = self._decoded.get(slug)
        if record is None:
            record = self._decoded[slug] = self._decode(slug)
        return record

    def __len__(self) -> int:
        return len(self._slugs)

    def __iter__(self) -> Iterator[Record]:
        return (self._record(slug) for slug in self._slugs)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Record, ...]: ...
    def __getitem__(self, index: int | slice) -> Record | tuple[Record, ...]:
        if isinstance(index, slice):
            return tuple(self._record(slug) for slug in self._slugs[index])
        return self._record(self._slugs[index])


def entry_of(record: Record) -> IndexEntry:
    return IndexEntry(
        operations=frozenset(operation for rule in record.rules for operation in rule.operations),
        model=any(rule.model for rule in record.rules),
        aliases=record.aliases,
    )
