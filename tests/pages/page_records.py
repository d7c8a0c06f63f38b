"""Records for tests of pages."""

import datetime
from typing import Any

from kb.records.record import Affects, Category, Change, Confidence, Evidence, EvidenceKind, Record, Severity

DAY = datetime.date(2026, 11, 24)


def record(**changed: Any) -> Record:
    values: dict[str, Any] = {
        "id": "softmax-goes-wrong",
        "area": "operations/attention",
        "title": "Softmax goes wrong",
        "category": Category.WRONG_OUTPUT,
        "severity": Severity.ERROR,
        "affects": (Affects(targets=">=iOS16"),),
        "what_happens": "It answers wrongly.",
        "evidence": (Evidence(url="https://example.org/1", kind=EvidenceKind.REPORT, says="It was seen.", read=DAY),),
        "history": (Change(date=DAY, change="First version."),),
        "confidence": Confidence.REPORTED,
    }
    return Record(**{**values, **changed})
