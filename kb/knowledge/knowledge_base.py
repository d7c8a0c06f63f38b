"""Everything that is known, as one value."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property

from kb.availability.table import Availability
from kb.knowledge.record_collection import RecordCollection
from kb.platforms.platforms import Platforms
from kb.records.record import Record
from kb.rules.compiling import KnownRule, RuleCompiler


class KnowledgeBase:
    """Records, platforms and availability. Open one with `kb.knowledge.opening.open_knowledge()`.

    What is asked for is decoded, and nothing else: platforms may be given as a function that makes them.
    """

    def __init__(
        self,
        *,
        data_version: str,
        records: Sequence[Record],
        platforms: Platforms | Callable[[], Platforms],
        availability: Availability,
        rules_about: Callable[[str], Iterable[KnownRule]] | None = None,
    ) -> None:
        """`rules_about`: a subject's rules, for who knows them without their records."""
        self.data_version = data_version
        self.availability = availability
        self._collection = records if isinstance(records, RecordCollection) else RecordCollection.of(records)
        self._platforms = platforms
        self._rules_about = rules_about or self._collection.rules_about

    @cached_property
    def platforms(self) -> Platforms:
        return self._platforms if isinstance(self._platforms, Platforms) else self._platforms()

    @cached_property
    def compiler(self) -> RuleCompiler:
        """What compiles the rules that models meet."""
        return RuleCompiler(self.availability, self._rules_about)

    @property
    def records(self) -> Sequence[Record]:
        """Every record, withdrawn ones too, by slug. Going through all of them decodes all of them."""
        return self._collection

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every slug, withdrawn records' too; nothing is decoded."""
        return self._collection.slugs

    def records_for(self, operation_types: Collection[str]) -> tuple[Record, ...]:
        """The records that a model with these operation types can meet, by slug; nothing else is decoded."""
        return self._collection.concerning(operation_types)

    def record(self, name: str) -> Record | None:
        """The record of that slug or alias (an old slug, a thread's number); None where there is none."""
        return self._collection.named(name)
