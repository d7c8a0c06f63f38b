"""A site of a few records and nothing else."""

from kb.availability.table import Availability
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.pages.site import Site, site_of
from kb.platforms.platforms import Platforms
from kb.records.record import Record


def bare_site(*records: Record) -> Site:
    return site_of(
        KnowledgeBase(
            data_version="2026.11.24",
            records=records,
            platforms=Platforms(chips={}, devices={}, releases={}),
            availability=Availability(coremltools="9.0", operations={}, layers={}),
        )
    )
