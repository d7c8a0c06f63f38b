"""Why a record matches a model, or how near it comes, as the JSON document `kb.why/1`."""

import json
from collections.abc import Sequence
from typing import Annotated, Final, TypedDict

from kb.records.record import Record
from kb.rules.nearest import NearRule
from kb.rules.verdict import Verdict

SCHEMA: Final = "kb.why/1"
VERDICTS: Final = tuple(verdict.value for verdict in Verdict)


class PartV1(TypedDict):
    """One of the parts that an `and` joins, and the values seen."""

    text: str
    verdict: Annotated[str, VERDICTS]
    why: str


class NearOperationV1(TypedDict):
    """An operation that matches the rule, or comes nearest to it."""

    function: str
    name: str
    type: str
    location: str
    verdict: Annotated[str, VERDICTS]
    parts: list[PartV1]


class NearRuleV1(TypedDict):
    """One rule of the record. `absent`: operation types that it names and the model does not have."""

    when: str
    absent: list[str]
    looked_at: int
    nearest: list[NearOperationV1]


class WhyDocumentV1(TypedDict):
    """What `kb why --format json` prints."""

    schema: str
    data_version: str
    record: str
    model: str
    rules: list[NearRuleV1]


def render(record: Record, path: str, rules: Sequence[NearRule], data_version: str) -> str:
    document: WhyDocumentV1 = {
        "schema": SCHEMA,
        "data_version": data_version,
        "record": record.id,
        "model": path,
        "rules": [_rule(rule) for rule in rules],
    }
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"


def _rule(rule: NearRule) -> NearRuleV1:
    return {
        "when": rule.when,
        "absent": list(rule.absent),
        "looked_at": rule.looked_at,
        "nearest": [
            {
                "function": near.operation.function,
                "name": near.operation.name,
                "type": near.operation.type,
                "location": near.operation.location,
                "verdict": near.verdict.value,
                "parts": [{"text": p.text, "verdict": p.verdict.value, "why": p.why} for p in near.parts],
            }
            for near in rule.nearest
        ],
    }
