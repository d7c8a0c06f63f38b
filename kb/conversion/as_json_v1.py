"""From a ConversionReport to the JSON document `kb.convert/1`. Keys are added, never removed."""

from typing import Final, TypedDict

from kb.conversion.report import BuiltModel, ConversionReport, Refusal
from kb.logs.explanation import Explanation
from kb.reports.as_json_v1 import model_v1
from kb.reports.json_text import json_text
from kb.reports.json_v1_types import BuildV1, ModelV1

SCHEMA: Final = "kb.convert/1"


class BuiltModelV1(TypedDict):
    """One target's build; `size` in bytes, weights included."""

    target: str
    size: int
    seconds: float
    model: ModelV1


class ExplainedByV1(TypedDict):
    """A record that knows the converter's message. `sureness`: sure, likely, possible."""

    record: str
    title: str
    sureness: str
    score: float


class RefusalV1(TypedDict):
    """A target for which there is no build, with the converter's own words."""

    target: str
    message: str
    explanations: list[ExplainedByV1]


class FeatureDifferenceV1(TypedDict):
    """An input, output or state that is not alike in every build: target → in words, empty where absent."""

    role: str
    name: str
    described: dict[str, str]


class OperationDifferenceV1(TypedDict):
    """An operation type that is not equally frequent in every build: target → how many."""

    type: str
    counts: dict[str, int]


class ChoiceV1(TypedDict):
    """What to ship: no build, one, or the smallest set; and for each target tried why, or why not."""

    builds: list[BuildV1]
    reasons: dict[str, list[str]]
    unserved: list[str]


class ConvertDocumentV1(TypedDict):
    """What `kb convert` writes."""

    schema: str
    version: str
    data_version: str
    converter: str
    builds: list[BuiltModelV1]
    refusals: list[RefusalV1]
    interface: list[FeatureDifferenceV1]
    operations: list[OperationDifferenceV1]
    choice: ChoiceV1


def render(report: ConversionReport) -> str:
    names = [each.target.name for each in report.builds]
    document: ConvertDocumentV1 = {
        "schema": SCHEMA,
        "version": report.version,
        "data_version": report.data_version,
        "converter": report.converter,
        "builds": [_build(each) for each in report.builds],
        "refusals": [refusal_v1(each) for each in report.refusals],
        "interface": [
            {"role": each.role, "name": each.name, "described": dict(zip(names, each.described, strict=True))}
            for each in report.interface
        ],
        "operations": [
            {"type": each.type, "counts": dict(zip(names, each.counts, strict=True))} for each in report.operations
        ],
        "choice": {
            "builds": [{"target": each.target.name, "serves": list(each.serves)} for each in report.choice.builds],
            "reasons": {target.name: list(reasons) for target, reasons in report.choice.reasons.items()},
            "unserved": list(report.choice.unserved),
        },
    }
    return json_text(document)


def _build(build: BuiltModel) -> BuiltModelV1:
    return {
        "target": build.target.name,
        "size": build.size,
        "seconds": round(build.seconds, 3),
        "model": model_v1(build.report),
    }


def refusal_v1(refusal: Refusal) -> RefusalV1:
    return {
        "target": refusal.target.name,
        "message": refusal.message,
        "explanations": [_explanation(each) for each in refusal.explanations],
    }


def _explanation(explanation: Explanation) -> ExplainedByV1:
    return {
        "record": explanation.record.id,
        "title": explanation.record.title,
        "sureness": explanation.sureness.value,
        "score": explanation.score,
    }
