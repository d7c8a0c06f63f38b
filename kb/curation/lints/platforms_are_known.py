"""Chips, devices and OS releases are spelt as `data/platforms` has them, and exist."""

from collections.abc import Iterator
from difflib import get_close_matches

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.platforms.os_releases import OSRelease
from kb.records.record import Affects, Observation

_Fault = tuple[str, str, str]


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    chips = frozenset(knowledge.platforms.chips)
    devices = frozenset(knowledge.platforms.devices) | {device.kind for device in knowledge.platforms.devices.values()}
    record = subject.record
    for path, affects in _all_affects(subject):
        for path_of_name, what, hint in _unknown_names(affects, path, chips, devices):
            yield subject.problem(path_of_name, what, hint)
    for number, evidence in enumerate(record.evidence):
        for index, observation in enumerate(evidence.observed):
            path = f"evidence.{number}.observed.{index}"
            yield from (subject.problem(*fault) for fault in _unknown_places(observation, path, chips, knowledge))


def _all_affects(subject: Subject) -> Iterator[tuple[str, Affects]]:
    for index, affects in enumerate(subject.record.affects):
        yield f"affects.{index}", affects
    for number, rule in enumerate(subject.record.rules):
        for index, affects in enumerate(rule.affects):
            yield f"rules.{number}.affects.{index}", affects


def _unknown_names(affects: Affects, path: str, chips: frozenset[str], devices: frozenset[str]) -> Iterator[_Fault]:
    for index, chip in enumerate(affects.chips):
        if chip not in chips:
            yield f"{path}.chips.{index}", f"no chip `{chip}`", _near(chip, chips)
    for index, device in enumerate(affects.devices):
        if device not in devices:
            yield f"{path}.devices.{index}", f"no device `{device}`", _near(device, devices)


def _unknown_places(
    observation: Observation, path: str, chips: frozenset[str], knowledge: KnowledgeBase
) -> Iterator[_Fault]:
    if observation.chip and observation.chip not in chips:
        yield f"{path}.chip", f"no chip `{observation.chip}`", _near(observation.chip, chips)
    if not observation.os:
        return
    release = OSRelease.parse(observation.os)
    if release is None:
        yield f"{path}.os", f"`{observation.os}` is no OS release", "write one, for example `iPadOS 16.5.1`"
    elif not _exists(release, knowledge):
        yield f"{path}.os", f"there was no {release}", "write the release as the source names it"


def _exists(release: OSRelease, knowledge: KnowledgeBase) -> bool:
    """Whether its major release exists: betas and small releases are many, and nobody lists all of them."""
    known = {(each.family, each.version[0]) for each in knowledge.platforms.releases}
    return (release.family, release.version[0]) in known


def _near(name: str, known: frozenset[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"did you mean `{close[0]}`?" if close else "`data/platforms` lists what there is"
