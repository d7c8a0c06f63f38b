"""A JSON document as text that harms nobody who reads it as text."""

import json
from collections.abc import Mapping


def json_text(document: object) -> str:
    """Only ASCII, so that nothing deceives a terminal; no `##[`, which a CI runner would obey. The values stay."""
    text = json.dumps(document, indent=1, ensure_ascii=True, default=_as_json)
    return text.replace("##[", "##\\u005b") + "\n"


def _as_json(value: object) -> object:
    """A record's example may hold any read-only mapping, or a date that YAML made of a text."""
    return dict(value) if isinstance(value, Mapping) else str(value)
