"""Records as public JSON: one whole (`kb.record/1`), many in short (`kb.records/1`). Keys are added, never removed."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Final, TypedDict

from kb.records.record import EvidenceKind, Example, FrontEnd, Observation, Record, Rule, SourceModel, Status
from kb.reports.as_json_v1 import affects_v1, remedy_v1
from kb.reports.json_text import json_text
from kb.reports.json_v1_types import CATEGORIES, CONFIDENCES, PRECISIONS, SEVERITIES, AffectsV1, RemedyV1

SCHEMA: Final = "kb.record/1"
SCHEMA_OF_MANY: Final = "kb.records/1"
STATUSES: Final = tuple(status.value for status in Status)
FRONT_ENDS: Final = tuple(front_end.value for front_end in FrontEnd)
EVIDENCE_KINDS: Final = tuple(kind.value for kind in EvidenceKind)


class RuleV1(TypedDict):
    """Which operations (or the model as a whole), and the condition; an empty condition always holds."""

    operations: list[str]
    model: bool
    when: str
    precision: Annotated[str, PRECISIONS]
    affects: list[AffectsV1]


class ObservationV1(TypedDict):
    """Where somebody saw the issue (`affected`), or saw that it is absent. Empty: not told."""

    affected: bool
    os: str
    device: str
    chip: str
    compute_units: str
    target: str


class EvidenceV1(TypedDict):
    """Where facts come from, in our words; `read` is the day on which the source was read, `background` whether
    it tells of causes or remedies and not that the trouble exists."""

    url: str
    kind: Annotated[str, EVIDENCE_KINDS]
    says: str
    read: str
    observed: list[ObservationV1]
    background: bool


class SourceModelV1(TypedDict):
    """PyTorch code that has the issue once converted, or is refused, for these targets, traced or exported."""

    torch: str
    given: dict[str, str]
    python: str
    targets: list[str]
    by: list[Annotated[str, FRONT_ENDS]]


class ExamplesV1(TypedDict):
    """Small programs that the rules match, and do not match: operation → parameter → value, a chain as an array."""

    affected: list[dict[str, object] | list[dict[str, object]]]
    unaffected: list[dict[str, object] | list[dict[str, object]]]
    sources: list[SourceModelV1]


class ChangeV1(TypedDict):
    date: str
    change: str


class SummaryV1(TypedDict):
    id: str
    area: str
    title: str
    category: Annotated[str, CATEGORIES]
    severity: Annotated[str, SEVERITIES]
    status: Annotated[str, STATUSES]
    confidence: Annotated[str, CONFIDENCES]
    aliases: list[str]
    operations: list[str]


class RecordV1(TypedDict):
    """One record, whole. `confidence` follows from the evidence."""

    id: str
    area: str
    title: str
    category: Annotated[str, CATEGORIES]
    severity: Annotated[str, SEVERITIES]
    status: Annotated[str, STATUSES]
    superseded_by: str
    confidence: Annotated[str, CONFIDENCES]
    aliases: list[str]
    affects: list[AffectsV1]
    rules: list[RuleV1]
    what_happens: str
    messages: list[str]
    remedies: list[RemedyV1]
    evidence: list[EvidenceV1]
    examples: ExamplesV1
    known_false_positives: str
    related: list[str]
    history: list[ChangeV1]


class RecordDocumentV1(TypedDict):
    """What `kb show --format json` prints."""

    schema: str
    data_version: str
    record: RecordV1


class RecordsDocumentV1(TypedDict):
    """What `kb list --format json` prints."""

    schema: str
    data_version: str
    records: list[SummaryV1]


def render_record(record: Record, data_version: str) -> str:
    document: RecordDocumentV1 = {"schema": SCHEMA, "data_version": data_version, "record": record_v1(record)}
    return json_text(document)


def render_records(records: Iterable[Record], data_version: str) -> str:
    document: RecordsDocumentV1 = {
        "schema": SCHEMA_OF_MANY,
        "data_version": data_version,
        "records": [_summary(record) for record in records],
    }
    return json_text(document)


def _summary(record: Record) -> SummaryV1:
    return {
        "id": record.id,
        "area": record.area,
        "title": record.title,
        "category": record.category.value,
        "severity": record.severity.value,
        "status": record.status.value,
        "confidence": record.confidence.value,
        "aliases": list(record.aliases),
        "operations": sorted({operation for rule in record.rules for operation in rule.operations}),
    }


def record_v1(record: Record) -> RecordV1:
    return {
        "id": record.id,
        "area": record.area,
        "title": record.title,
        "category": record.category.value,
        "severity": record.severity.value,
        "status": record.status.value,
        "superseded_by": record.superseded_by,
        "confidence": record.confidence.value,
        "aliases": list(record.aliases),
        "affects": [affects_v1(affects) for affects in record.affects],
        "rules": [_rule(rule) for rule in record.rules],
        "what_happens": record.what_happens,
        "messages": list(record.messages),
        "remedies": [remedy_v1(remedy) for remedy in record.remedies],
        "evidence": [
            {
                "url": evidence.url,
                "kind": evidence.kind.value,
                "says": evidence.says,
                "read": evidence.read.isoformat(),
                "observed": [_observation(seen) for seen in evidence.observed],
                "background": evidence.background,
            }
            for evidence in record.evidence
        ],
        "examples": {
            "affected": [_example(example) for example in record.examples.affected],
            "unaffected": [_example(example) for example in record.examples.unaffected],
            "sources": [_source_model(source) for source in record.examples.sources],
        },
        "known_false_positives": record.known_false_positives,
        "related": list(record.related),
        "history": [{"date": change.date.isoformat(), "change": change.change} for change in record.history],
    }


def _source_model(source: SourceModel) -> SourceModelV1:
    return {
        "torch": source.torch,
        "given": dict(source.given),
        "python": source.python,
        "targets": list(source.targets),
        "by": [front_end.value for front_end in source.by],
    }


def _rule(rule: Rule) -> RuleV1:
    return {
        "operations": list(rule.operations),
        "model": rule.model,
        "when": rule.when,
        "precision": rule.precision.value,
        "affects": [affects_v1(affects) for affects in rule.affects],
    }


def _example(example: Example) -> dict[str, object] | list[dict[str, object]]:
    """One operation or model; a chain of operations as an array."""
    return dict(example) if isinstance(example, Mapping) else [dict(step) for step in example]


def _observation(seen: Observation) -> ObservationV1:
    return {
        "affected": seen.affected,
        "os": seen.os,
        "device": seen.device,
        "chip": seen.chip,
        "compute_units": seen.compute_units,
        "target": seen.target,
    }
