"""What a log tells, as the JSON document `kb.explain/1`. Keys are added, never removed."""

from collections.abc import Sequence
from typing import Annotated, Final, TypedDict

from kb.logs.explanation import Explanation, Sighting, Sureness
from kb.reports.addresses import page_of
from kb.reports.as_json_v1 import remedy_v1
from kb.reports.json_text import json_text
from kb.reports.json_v1_types import CATEGORIES, CONFIDENCES, SEVERITIES, RemedyV1
from kb.reports.wording import sources_of, url_of
from kb.rules.verdict import Verdict

SCHEMA: Final = "kb.explain/1"
SURENESSES: Final = tuple(sureness.value for sureness in Sureness)
IN_MODEL: Final = (Verdict.MATCHED.value, Verdict.UNDECIDED.value, "")


class SightingV1(TypedDict):
    """One message of the record in the log: the line where it begins first (from 1), and how often it stands there."""

    line: int
    text: str
    message: str
    times: int
    score: float


class ExplanationV1(TypedDict):
    """One record that the log names. `line` and `message` are those of its best sighting; `in_model` is empty where
    no model was given or where the model has nothing of it. `names_no_cause`: its lines are printed whatever the
    cause is; `carries` is what stands behind such a line and may name it, where no record has that. `page` is the
    record's page on the documentation site; `url` is the first of `evidence`."""

    record: str
    title: str
    category: Annotated[str, CATEGORIES]
    severity: Annotated[str, SEVERITIES]
    confidence: Annotated[str, CONFIDENCES]
    page: str
    evidence: list[str]
    url: str
    line: int
    message: str
    score: float
    sureness: Annotated[str, SURENESSES]
    in_model: Annotated[str, IN_MODEL]
    names_no_cause: bool
    carries: str
    sightings: list[SightingV1]
    remedies: list[RemedyV1]


class ExplainDocumentV1(TypedDict):
    """What `kb explain --format json` prints; the likeliest record first."""

    schema: str
    data_version: str
    model: str
    matches: list[ExplanationV1]


def render(explanations: Sequence[Explanation], data_version: str, *, model: str = "") -> str:
    document: ExplainDocumentV1 = {
        "schema": SCHEMA,
        "data_version": data_version,
        "model": model,
        "matches": [_explanation(each) for each in explanations],
    }
    return json_text(document)


def _explanation(explanation: Explanation) -> ExplanationV1:
    record, best = explanation.record, explanation.best
    return {
        "record": record.id,
        "title": record.title,
        "category": record.category.value,
        "severity": record.severity.value,
        "confidence": record.confidence.value,
        "page": page_of(record),
        "evidence": sources_of(record),
        "url": url_of(record),
        "line": best.line,
        "message": best.message,
        "score": explanation.score,
        "sureness": explanation.sureness.value,
        "in_model": explanation.in_model.value if explanation.in_model else "",
        "names_no_cause": explanation.names_no_cause,
        "carries": explanation.carries,
        "sightings": [_sighting(each) for each in explanation.sightings],
        "remedies": [remedy_v1(remedy) for remedy in record.remedies],
    }


def _sighting(sighting: Sighting) -> SightingV1:
    return {
        "line": sighting.line,
        "text": sighting.text,
        "message": sighting.message,
        "times": sighting.times,
        "score": sighting.score,
    }
