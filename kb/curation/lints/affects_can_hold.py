"""`affects` can hold somewhere: an OS release in it loads a target in it, and a rule's operation exists at a target in
it. A record that can concern nobody is a mistake of its ranges."""

from collections.abc import Iterator

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.platforms.intervals import Interval
from kb.platforms.os_releases import version_of
from kb.platforms.specifiers import parse_os_specifier, parse_target_specifier
from kb.platforms.targets import TARGETS, Target
from kb.records.record import Affects, Rule


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    record = subject.record
    for index, affects in enumerate(record.affects):
        yield from _families_out_of_reach(subject, affects, f"affects.{index}")
    for number, rule in enumerate(record.rules):
        for index, affects in enumerate(rule.affects):
            yield from _families_out_of_reach(subject, affects, f"rules.{number}.affects.{index}")
        yield from _operations_out_of_reach(subject, rule, number, knowledge)


def _families_out_of_reach(subject: Subject, affects: Affects, path: str) -> Iterator[Problem]:
    targets = parse_target_specifier(affects.targets)
    for family, text in affects.os.items():
        lowest = [target.first_os[family] for target in targets if family in target.first_os]
        specifier = parse_os_specifier(text)
        if not any(specifier.meets(Interval(low=version_of(version))) for version in lowest):
            what = f"no release in `{text}` of {family} loads a model for {affects.targets}"
            yield subject.problem(f"{path}.os.{family}", what, "one of the two ranges is wrong")


def _operations_out_of_reach(subject: Subject, rule: Rule, number: int, knowledge: KnowledgeBase) -> Iterator[Problem]:
    targets = _targets(rule.affects or subject.record.affects)
    for index, operation in enumerate(rule.operations):
        available_from = _available_from(operation, knowledge)
        if available_from is not None and all(target < available_from for target in targets):
            what = f"`{operation}` exists from {available_from} on, `affects` ends before"
            yield subject.problem(f"rules.{number}.operations.{index}", what, "one of the two is wrong")


def _targets(affects: tuple[Affects, ...]) -> frozenset[Target]:
    if not affects:
        return frozenset(TARGETS)
    return frozenset().union(*(parse_target_specifier(entry.targets) for entry in affects))


def _available_from(operation: str, knowledge: KnowledgeBase) -> Target | None:
    availability = knowledge.availability
    if operation in availability.operations:
        return availability.operations[operation].available_from
    return availability.layers[operation].available_from if operation in availability.layers else None
