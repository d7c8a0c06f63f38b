"""A KnowledgeBase ↔ one JSON document with a published schema, in which conditions stand as text and as checked trees.

    {"schema": "kb.bundle/1", "data_version": "2026.11.24", "coremltools": "9.0",
     "records": {slug: …}, "operations": {type: …}, "layers": {type: …}, "platforms": …}

Beside it lies an index: which bytes of the document hold which record, operation or layer, and which operations a
record is about. With it a program reads the few records that its model can meet, and leaves the rest as bytes.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from kb.availability.encoding import layer_from_plain, operation_from_plain
from kb.availability.table import Availability
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.record_collection import IndexEntry, RecordCollection
from kb.lazy import LazyMapping
from kb.platforms.encoding import platforms_from_json
from kb.records.building import build_record
from kb.records.record import Record

SCHEMA: Final = "kb.bundle/1"
BUNDLE: Final = "bundle.json"
INDEX: Final = "bundle.index.json"
VERSION: Final = "VERSION"
"""The data version alone: to compare two bundles, no index needs to be read."""

_Part = tuple[int, int]
"""Start and end of a value, in bytes of the document."""


def open_bundle(folder: Path) -> KnowledgeBase:
    """The knowledge that `bundle_files` wrote into `folder`. Raises KbError where it is not what this program reads."""
    index = json.loads((folder / INDEX).read_bytes())
    if index["schema"] != SCHEMA:
        what = f"the data has the form {index['schema']}, this program reads {SCHEMA}"
        raise KbError(where=str(folder), what=what, hint="install the program and its data together")
    document = (folder / BUNDLE).read_bytes()

    def value(part: _Part) -> Any:
        return json.loads(document[part[0] : part[1]])

    trees: dict[str, object] = {}
    return KnowledgeBase(
        data_version=index["data_version"],
        records=_records(index["records"], value, trees),
        platforms=lambda: platforms_from_json(value(index["platforms"])),
        availability=Availability(
            coremltools=index["coremltools"],
            operations=LazyMapping(index["operations"], lambda name, part: operation_from_plain(name, value(part))),
            layers=LazyMapping(index["layers"], lambda name, part: layer_from_plain(name, value(part))),
        ),
        trees=trees,
    )


def _records(index: Mapping[str, Any], value: Callable[[_Part], Any], trees: dict[str, object]) -> RecordCollection:
    def decode(slug: str) -> Record:
        start, end, *_ = index[slug]
        plain = value((start, end))
        for rule in plain.get("rules", ()):
            if "tree" in rule:
                trees[rule["when"]] = rule["tree"]
        record = build_record(plain, area=plain["area"])
        assert record is not None, "the bundle holds complete records"
        return record

    entries = {
        slug: IndexEntry(operations=frozenset(operations), model=model, aliases=tuple(aliases))
        for slug, (_, _, operations, model, aliases) in index.items()
    }
    return RecordCollection(entries, decode)
