"""Rules name operations that coremltools' registry knows, and layers that Core ML's format has."""

from collections.abc import Iterator
from difflib import get_close_matches

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    known = {*knowledge.availability.operations, *knowledge.availability.layers}
    for index, rule in enumerate(subject.record.rules):
        for position, operation in enumerate(rule.operations):
            if operation not in known:
                close = get_close_matches(operation, known, n=1)
                hint = f"did you mean `{close[0]}`?" if close else "`kb ops` lists what there is"
                yield subject.problem(f"rules.{index}.operations.{position}", f"no operation `{operation}`", hint)
