"""Where the documentation site tells of a record."""

from typing import Final

from kb.records.record import Record

# `site_url` of mkdocs.yml; a test keeps them, and the pages' own addresses, equal.
_SITE: Final = "https://coreml-kb.github.io/"


def page_of(record: Record) -> str:
    return f"{_SITE}records/{record.id}.html"
