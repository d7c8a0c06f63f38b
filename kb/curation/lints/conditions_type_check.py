"""A condition uses only what the operation has: `strid`, or `strides > "3"`, is told with its place, never a silent
no-match."""

from collections.abc import Iterator

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.rules.type_checking import check_condition


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    availability = knowledge.availability
    known = {*availability.operations, *availability.layers}
    for index, rule in enumerate(subject.record.rules):
        if not rule.when:
            continue
        # What does not exist is told by `operations_exist`.
        operations = [operation for operation in rule.operations if operation in known]
        if rule.model or operations:
            for problem in check_condition(rule.when, operations=operations, availability=availability):
                place = f"condition {problem.line}:{problem.column}"
                yield subject.problem(f"rules.{index}.when", f"{place}: {problem.what}", problem.hint)
