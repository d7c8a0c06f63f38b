"""Everything that is known, as one value."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from kb.availability.table import Availability
from kb.knowledge.record_collection import RecordCollection
from kb.platforms.platforms import Platforms
from kb.records.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeBase:
    """Records, platforms and availability. Open one with `kb.knowledge.opening.open_knowledge()`."""

    data_version: str
    records: Sequence[Record]
    """Every record, withdrawn ones too, by slug. Going through all of them decodes all of them."""
    platforms: Platforms
    availability: Availability
    trees: Mapping[str, object] = field(default_factory=dict)
    """A condition's text → its checked tree as a JSON value (`kb.rules.tree_json`), where a bundle carries it."""

    def records_for(self, operation_types: Collection[str]) -> tuple[Record, ...]:
        """The records that a model with these operation types can meet, by slug; nothing else is decoded."""
        return self._collection.concerning(operation_types)

    def record(self, name: str) -> Record | None:
        """The record of that slug or alias (an old slug, a thread's number); None where there is none."""
        return self._collection.named(name)

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every slug, withdrawn records' too; nothing is decoded."""
        return self._collection.slugs

    @property
    def _collection(self) -> RecordCollection:
        return self.records if isinstance(self.records, RecordCollection) else RecordCollection.of(self.records)
