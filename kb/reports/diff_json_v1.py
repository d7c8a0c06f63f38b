"""From a DataDiff to the JSON document `kb.data-diff/1`. Keys are added, never removed."""

from collections.abc import Sequence
from typing import Final, TypedDict

from kb.knowledge.diffing import DataDiff
from kb.knowledge.moving import MovedAnswer
from kb.records.record import Record
from kb.reports.json_text import json_text

SCHEMA: Final = "kb.data-diff/1"


class RecordInShortV1(TypedDict):
    record: str
    title: str
    category: str
    severity: str
    confidence: str


class ChangeV1(TypedDict):
    """`kind`: widened, narrowed, condition, precision, affects, severity, category, status, confidence, remedies,
    evidence, messages, examples, text."""

    kind: str
    what: str


class ChangedRecordV1(TypedDict):
    record: str
    changes: list[ChangeV1]


class MovedAnswerV1(TypedDict):
    """A model of the corpus whose answer is another one; `moves` in words."""

    model: str
    moves: list[str]


class DataDiffDocumentV1(TypedDict):
    """What `kb data diff --format json` prints. `tables`: operations, devices and the like, in words."""

    schema: str
    old_version: str
    new_version: str
    added: list[RecordInShortV1]
    withdrawn: list[RecordInShortV1]
    removed: list[RecordInShortV1]
    changed: list[ChangedRecordV1]
    tables: list[str]
    answers: list[MovedAnswerV1]


def render(found: DataDiff, answers: Sequence[MovedAnswer]) -> str:
    document: DataDiffDocumentV1 = {
        "schema": SCHEMA,
        "old_version": found.old_version,
        "new_version": found.new_version,
        "added": [_in_short(record) for record in found.added],
        "withdrawn": [_in_short(record) for record in found.withdrawn],
        "removed": [_in_short(record) for record in found.removed],
        "changed": [
            {"record": each.record.id, "changes": [{"kind": one.kind, "what": one.what} for one in each.changes]}
            for each in found.changed
        ],
        "tables": list(found.tables),
        "answers": [{"model": each.model, "moves": list(each.moves)} for each in answers],
    }
    return json_text(document)


def _in_short(record: Record) -> RecordInShortV1:
    return {
        "record": record.id,
        "title": record.title,
        "category": record.category.value,
        "severity": record.severity.value,
        "confidence": record.confidence.value,
    }
