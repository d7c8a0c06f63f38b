"""From a Comparison to the JSON document `kb.compare/1`. Keys are added, never removed."""

import json
from typing import Final, TypedDict

from kb.advice.comparison import Comparison, InterfaceChange
from kb.reports.as_json_v1 import finding_v1, model_v1
from kb.reports.json_v1_types import FindingV1, ModelV1

SCHEMA: Final = "kb.compare/1"


class InterfaceChangeV1(TypedDict):
    """A feature that differs; empty on the side where it is absent. `role`: input, output, state, training input."""

    role: str
    name: str
    before: str
    after: str


class CountChangeV1(TypedDict):
    """An operation type that occurs another number of times."""

    type: str
    before: int
    after: int


class ComparisonDocumentV1(TypedDict):
    """What `kb compare --format json` prints. `interface` is null where a model does not say its own."""

    schema: str
    data_version: str
    before: ModelV1
    after: ModelV1
    interface: list[InterfaceChangeV1] | None
    operations: list[CountChangeV1]
    appeared: list[FindingV1]
    vanished: list[FindingV1]
    remained: list[FindingV1]


def render(comparison: Comparison, data_version: str) -> str:
    changes = comparison.interface
    document: ComparisonDocumentV1 = {
        "schema": SCHEMA,
        "data_version": data_version,
        "before": model_v1(comparison.before),
        "after": model_v1(comparison.after),
        "interface": None if changes is None else [_interface_change(each) for each in changes],
        "operations": [
            {"type": each.type, "before": each.before, "after": each.after} for each in comparison.operations
        ],
        "appeared": [finding_v1(finding) for finding in comparison.appeared],
        "vanished": [finding_v1(finding) for finding in comparison.vanished],
        "remained": [finding_v1(finding) for finding in comparison.remained],
    }
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"


def _interface_change(change: InterfaceChange) -> InterfaceChangeV1:
    return {"role": change.role, "name": change.name, "before": change.before, "after": change.after}
