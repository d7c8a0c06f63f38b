"""A remedy that names a target or a choice of compute units leads out of `affects`, and its target exists."""

from collections.abc import Iterator

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.platforms.deployment import ComputeUnits
from kb.platforms.specifiers import parse_target_specifier
from kb.platforms.targets import Target, target_named
from kb.records.record import Record


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    for index, remedy in enumerate(subject.record.remedies):
        if remedy.target:
            yield from _check_target(subject, remedy.target.removeprefix("<"), f"remedies.{index}.target")
        if remedy.compute_units and _all_units_affected(subject.record, remedy.compute_units):
            what = f"`{remedy.compute_units}` is among the compute units that are affected"
            yield subject.problem(f"remedies.{index}.compute_units", what, "narrow `affects`, or drop the remedy")


def _check_target(subject: Subject, name: str, path: str) -> Iterator[Problem]:
    target = target_named(name)
    if target is None:
        yield subject.problem(path, f"there is no target `{name}`", "write it as coremltools does: `iOS16`")
    elif _is_affected(subject.record, target) and not subject.parsed.places.get(path.replace("target", "text")):
        what = f"the record's `affects` holds for {target} as well"
        yield subject.problem(path, what, "give `affects.targets`, or say in `text` what else has to change")


def _is_affected(record: Record, target: Target) -> bool:
    return not record.affects or any(target in parse_target_specifier(entry.targets) for entry in record.affects)


def _all_units_affected(record: Record, choice: str) -> bool:
    """Whether every unit of the choice is one on which it happens: then the remedy changes nothing."""
    units = ComputeUnits(choice).units
    return any(entry.compute_units and units <= frozenset(entry.compute_units) for entry in record.affects)
