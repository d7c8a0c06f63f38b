"""Severity follows consequence, and evidence bounds it.

* What is by design (`requirement`) is never an `error` by itself: a model that needs iOS 18 is not broken.
* Third-party measurements through private interfaces alone never carry `error`: what they mean for Core ML is inferred.
* `crash`, `load-failure` and `wrong-output` are no `note`, unless the rule only says "may".
"""

from collections.abc import Iterator
from typing import Final

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.records.record import Category, EvidenceKind, Precision, Severity, Status

_GRAVE: Final = {Category.CRASH, Category.LOAD_FAILURE, Category.WRONG_OUTPUT}


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    record = subject.record
    if record.category is Category.REQUIREMENT and record.severity is Severity.ERROR:
        yield subject.problem("severity", "a requirement is no error", "write `note`, or `warning` where people trip")
    kinds = {evidence.kind for evidence in record.evidence}
    if kinds == {EvidenceKind.THIRD_PARTY_MEASUREMENT} and record.severity is Severity.ERROR:
        what = "a measurement through private interfaces alone does not carry `error`"
        yield subject.problem("severity", what, "write `warning`, or add evidence from Core ML itself")
    exact = any(rule.precision is Precision.EXACT for rule in record.rules)
    stands = record.status in (Status.OPEN, Status.FIXED)
    if stands and record.category in _GRAVE and record.severity is Severity.NOTE and exact:
        what = f"a {record.category.value} with an exact rule is more than a note"
        yield subject.problem("severity", what, "write `error` or `warning`")
