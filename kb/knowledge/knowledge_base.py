"""Everything that is known, as one value."""

from dataclasses import dataclass

from kb.availability.table import Availability
from kb.platforms.platforms import Platforms
from kb.records.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeBase:
    """Records, platforms and availability. Open one with `kb.knowledge.opening.open_knowledge()`."""

    data_version: str
    records: tuple[Record, ...]
    """Every record, withdrawn ones too, by slug."""
    platforms: Platforms
    availability: Availability
