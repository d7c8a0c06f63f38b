"""One file of the site: a page in Markdown, or a document that is published as it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    path: str
    """Below the site's root, with slashes: `records/conv-stride-interleave-factors.md`, `api/v1/records.json`."""
    text: str
