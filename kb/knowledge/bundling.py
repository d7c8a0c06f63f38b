"""Writes the bundle that `kb.knowledge.bundle` reads: apart from it, since only a build needs the condition parser."""

import json
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any

from kb.availability.encoding import availability_to_json
from kb.knowledge.bundle import BUNDLE, INDEX, SCHEMA, VERSION
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.platforms.encoding import platforms_to_json
from kb.records.encoding import record_to_plain
from kb.records.record import Record
from kb.rules.compiling import NEVER_MATCHED, rules_of
from kb.rules.facts import MODEL
from kb.rules.language import parse_condition
from kb.rules.tree_json import tree_to_json


def bundle_files(base: KnowledgeBase) -> dict[str, bytes]:
    """File name → content: the document, its index, its version. The same for the same knowledge, byte for byte."""
    parts: dict[str, dict[str, list[int]]] = {}
    document = bytearray()
    for text, path in _lines(base):
        encoded = text.encode()
        if path:
            section, _, name = path.partition(" ")
            # The value is what follows the key on its line, without the comma.
            start = len(document) + encoded.index(b": ") + 2
            parts.setdefault(section, {})[name] = [start, len(document) + len(encoded.rstrip(b",\n"))]
        document += encoded
    index = {
        "schema": SCHEMA,
        "data_version": base.data_version,
        "coremltools": base.availability.coremltools,
        "records": parts.get("records", {}),
        "aliases": {alias: record.id for record in reversed(base.records) for alias in record.aliases},
        "rules": _rules(base, document, parts.get("records", {})),
        "operations": parts.get("operations", {}),
        "layers": parts.get("layers", {}),
        "platforms": parts["platforms"],
    }
    return {BUNDLE: bytes(document), INDEX: _compact(index).encode(), VERSION: f"{base.data_version}\n".encode()}


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


def _rules(base: KnowledgeBase, document: bytearray, parts: Mapping[str, list[int]]) -> dict[str, list[list[Any]]]:
    """Operation or layer type, or `model` → the rules about it that can match: record, number, start and end."""
    found: dict[str, list[list[Any]]] = {}
    for record in base.records:
        if record.status in NEVER_MATCHED:
            continue
        start, end = parts[record.id]
        places = list(_rule_places(json.loads(document[start:end]), start))
        for subject in dict.fromkeys(each for rule in record.rules for each in (*rule.operations, MODEL)):
            for rule in rules_of(record, subject):
                found.setdefault(subject, []).append([record.id, rule.index, *places[rule.index]])
    return dict(sorted(found.items()))


def _rule_places(record: Mapping[str, Any], start: int) -> Iterator[tuple[int, int]]:
    """Where the rules of a record stand whose text starts at `start`."""
    before = dict(takewhile(lambda item: item[0] != "rules", record.items()))
    # A comma stands where the brace closes that which comes before.
    position = start + len(_compact(before).encode()) + len('"rules":[')
    for rule in record.get("rules", ()):
        end = position + len(_compact(rule).encode())
        yield position, end
        position = end + len(",")


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
        if not isinstance(value, dict):
            yield f"{json.dumps(key)}: {_compact(value)}{comma}\n", ""
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
