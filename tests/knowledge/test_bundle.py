"""The bundle is one document with a published schema; its index points at what it says."""

import json
from pathlib import Path

import jsonschema

from kb.knowledge.bundle_schema import bundle_schema
from kb.knowledge.bundling import bundle_document, bundle_files
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.rules.language import parse_condition
from kb.rules.tree_json import tree_from_json


def test_the_document_is_valid_by_its_schema(compiled: KnowledgeBase) -> None:
    jsonschema.validate(json.loads(json.dumps(bundle_document(compiled))), bundle_schema())


def test_the_bundle_is_the_same_at_every_build(compiled: KnowledgeBase) -> None:
    assert bundle_files(compiled) == bundle_files(compiled)


def test_every_condition_stands_as_text_and_as_the_tree_of_that_text(compiled: KnowledgeBase) -> None:
    conditions = [
        rule
        for record in bundle_document(compiled)["records"].values()
        for rule in record.get("rules", ())
        if "when" in rule
    ]
    assert conditions
    for rule in conditions:
        assert tree_from_json(rule["tree"]) == parse_condition(rule["when"])


def test_the_index_points_at_each_value_of_the_document(bundled: Path) -> None:
    document = (bundled / "bundle.json").read_bytes()
    whole = json.loads(document)
    index = json.loads((bundled / "bundle.index.json").read_bytes())
    for section in ("records", "operations", "layers", "platforms"):
        assert list(index[section]) == list(whole[section])
        for name, (start, end) in index[section].items():
            assert json.loads(document[start:end]) == whole[section][name]


def test_the_index_points_at_every_rule_that_can_match_by_what_it_is_about(bundled: Path) -> None:
    document = (bundled / "bundle.json").read_bytes()
    records = json.loads(document)["records"]
    index = json.loads((bundled / "bundle.index.json").read_bytes())
    expected = {
        (subject, slug, number)
        for slug, record in records.items()
        if record.get("status", "open") in ("open", "fixed")
        for number, rule in enumerate(record.get("rules", ()))
        for subject in (*rule.get("operations", ()), *(("model",) if rule.get("model") else ()))
    }
    found = {(subject, slug, number) for subject, places in index["rules"].items() for slug, number, *_ in places}
    assert found == expected
    for places in index["rules"].values():
        for slug, number, start, end in places:
            assert json.loads(document[start:end]) == records[slug]["rules"][number]


def test_the_document_tells_what_follows_from_the_evidence(compiled: KnowledgeBase) -> None:
    document = bundle_document(compiled)
    for record in compiled.records:
        written = document["records"][record.id]
        assert (written["confidence"], written["area"]) == (record.confidence.value, record.area)
