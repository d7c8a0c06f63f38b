"""A KnowledgeBase ↔ one JSON document with a published schema, in which conditions stand as text and as checked trees.

    {"schema": "kb.bundle/1", "data_version": "2026.11.24", "coremltools": "9.0",
     "records": {slug: …}, "operations": {type: …}, "layers": {type: …}, "platforms": …}

Beside it lies an index: which bytes of the document hold which record, operation, layer or table, and which the rules
about an operation. With it a program reads the few rules that its model can meet, and leaves the rest as bytes.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from kb.availability.encoding import layer_from_plain, operation_from_plain
from kb.availability.table import Availability
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.record_collection import RecordCollection
from kb.lazy import LazyMapping
from kb.platforms.encoding import platforms_from_json
from kb.records.building import build_record
from kb.records.record import Record
from kb.rules.compiling import KnownRule

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

    records = _records(index, value)
    return KnowledgeBase(
        data_version=index["data_version"],
        records=records,
        platforms=lambda: platforms_from_json(LazyMapping(index["platforms"], lambda _, part: value(part))),
        availability=Availability(
            coremltools=index["coremltools"],
            operations=LazyMapping(index["operations"], lambda name, part: operation_from_plain(name, value(part))),
            layers=LazyMapping(index["layers"], lambda name, part: layer_from_plain(name, value(part))),
        ),
        rules_about=lambda subject: _rules(index["rules"].get(subject, ()), records, value),
    )


def _records(index: Mapping[str, Any], value: Callable[[_Part], Any]) -> RecordCollection:
    def decode(slug: str) -> Record:
        plain = value(index["records"][slug])
        record = build_record(plain, area=plain["area"])
        assert record is not None, "the bundle holds complete records"
        return record

    by_subject = LazyMapping(index["rules"], lambda _, places: dict.fromkeys(slug for slug, *_ in places))
    return RecordCollection(index["records"], by_subject, decode, aliases=index["aliases"])


def _rules(
    places: Iterable[tuple[str, int, int, int]], records: RecordCollection, value: Callable[[_Part], Any]
) -> Iterator[KnownRule]:
    """Rules read from their places; what else stands in their records is left as bytes."""
    for slug, number, start, end in places:
        plain = value((start, end))
        yield KnownRule(
            slug=slug,
            index=number,
            when=plain.get("when", ""),
            tree=plain.get("tree"),
            read=partial(records.at, slug),
        )
