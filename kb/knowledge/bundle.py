"""A KnowledgeBase ↔ one JSON document with a published schema, in which conditions stand as text and as checked trees.

    {"schema": "kb.bundle/1", "data_version": "2026.11.24", "coremltools": "9.0",
     "records": {slug: …}, "operations": {type: …}, "layers": {type: …}, "platforms": …}

Beside it lies an index: which bytes of the document hold which record, operation or layer, and which operations a
record is about. With it a program reads the few records that its model can meet, and leaves the rest as bytes.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from kb.availability.encoding import Lazy, availability_to_json, layer_from_plain, operation_from_plain
from kb.availability.table import Availability
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.record_collection import IndexEntry, RecordCollection, entry_of
from kb.platforms.encoding import platforms_from_json, platforms_to_json
from kb.records.building import build_record
from kb.records.encoding import record_to_plain
from kb.records.record import Record
from kb.rules.language import parse_condition
from kb.rules.tree_json import tree_to_json

SCHEMA: Final = "kb.bundle/1"
BUNDLE: Final = "bundle.json"
INDEX: Final = "bundle.index.json"

_Part = tuple[int, int]
"""Start and end of a value, in bytes of the document."""


def bundle_files(base: KnowledgeBase) -> dict[str, bytes]:
    """File name → content: the document and its index. The same for the same knowledge, byte for byte."""
    parts: dict[str, Any] = {}
    document = bytearray()
    for text, path in _lines(base):
        encoded = text.encode()
        if path:
            section, _, name = path.partition(" ")
            # The value is what follows the key on its line, without the comma.
            start = len(document) + encoded.index(b": ") + 2
            part = [start, len(document) + len(encoded.rstrip(b",\n"))]
            if name:
                parts.setdefault(section, {})[name] = part
            else:
                parts[section] = part
        document += encoded
    index = {
        "schema": SCHEMA,
        "data_version": base.data_version,
        "coremltools": base.availability.coremltools,
        "records": {
            record.id: [*parts["records"][record.id], *_entry_to_plain(entry_of(record))] for record in base.records
        },
        "operations": parts.get("operations", {}),
        "layers": parts.get("layers", {}),
        "platforms": parts["platforms"],
    }
    return {BUNDLE: bytes(document), INDEX: _compact(index).encode()}


def bundle_document(base: KnowledgeBase) -> dict[str, Any]:
    """The document as plain values."""
    availability = availability_to_json(base.availability)
    return {
        "schema": SCHEMA,
        "data_version": base.data_version,
        "coremltools": availability["coremltools"],
        "records": {record.id: _record_to_plain(record) for record in base.records},
        "operations": availability["operations"],
        "layers": availability["layers"],
        "platforms": platforms_to_json(base.platforms),
    }


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
            operations=Lazy(index["operations"], lambda name, part: operation_from_plain(name, value(part))),
            layers=Lazy(index["layers"], lambda name, part: layer_from_plain(name, value(part))),
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


def _entry_to_plain(entry: IndexEntry) -> list[Any]:
    return [sorted(entry.operations), entry.model, list(entry.aliases or ())]


def _record_to_plain(record: Record) -> dict[str, Any]:
    plain = record_to_plain(record)
    for rule in plain.get("rules", ()):
        if "when" in rule:
            rule["tree"] = tree_to_json(parse_condition(rule["when"]))
    # `confidence` follows from the evidence; it stands here for programs that do not want to know how.
    return {"area": record.area, **plain, "confidence": record.confidence.value}


def _lines(base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """The document's text line by line, each with the path of the value that it holds, or ""."""
    document = bundle_document(base)
    yield "{\n", ""
    last_key = next(reversed(document))
    for key, value in document.items():
        comma = "" if key == last_key else ","
        if key not in ("records", "operations", "layers"):
            yield f"{json.dumps(key)}: {_compact(value)}{comma}\n", key
            continue
        yield f"{json.dumps(key)}: {{\n", ""
        names = list(value)
        for name in names:
            inner = "" if name == names[-1] else ","
            yield f"{json.dumps(name)}: {_compact(value[name])}{inner}\n", f"{key} {name}"
        yield f"}}{comma}\n", ""
    yield "}\n", ""


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
