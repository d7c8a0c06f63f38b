"""Where somebody saw the issue, `affects` holds: a place in `observed` that the ranges shut out is a mistake of one of
the two."""

from collections.abc import Iterator

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.platforms.intervals import Interval
from kb.platforms.os_releases import OSRelease
from kb.platforms.specifiers import parse_os_specifier, parse_target_specifier
from kb.platforms.targets import target_named
from kb.records.record import Affects, Observation

# An iPad was once said to run iOS: the two count as one where only one of them is named.
_TWINS = {"iOS": "iPadOS", "iPadOS": "iOS"}


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    record = subject.record
    alternatives = [*record.affects, *(entry for rule in record.rules for entry in rule.affects)]
    for number, evidence in enumerate(record.evidence):
        for index, observation in enumerate(evidence.observed):
            if not observation.affected or not alternatives:
                continue
            if not any(_may_hold(affects, observation) for affects in alternatives):
                what = f"it was seen at {_place(observation)}, which `affects` shuts out"
                yield subject.problem(f"evidence.{number}.observed.{index}", what, "one of the two is wrong")


def _may_hold(affects: Affects, observation: Observation) -> bool:
    target = target_named(observation.target) if observation.target else None
    if target is not None and affects.targets and target not in parse_target_specifier(affects.targets):
        return False
    release = OSRelease.parse(observation.os) if observation.os else None
    if release is None or not affects.os:
        return True
    text = affects.os.get(release.family) or affects.os.get(_TWINS.get(release.family, ""), "")
    specifier = parse_os_specifier(text) if text else None
    return (
        specifier is None or specifier.seen_only or specifier.meets(Interval(low=release.version, high=release.version))
    )


def _place(observation: Observation) -> str:
    parts = (observation.os, observation.device, observation.chip, observation.target)
    return ", ".join(part for part in parts if part)
