"""`data/platforms/targets.yaml`: what is told of each target. It may not contradict `kb.platforms.targets`."""

from typing import Final

from kb.platforms.entries import Entry, File
from kb.platforms.platforms import Addition, TargetFacts
from kb.platforms.sources import Sources, evidence_of, read_sources
from kb.platforms.targets import TARGETS, Target

KINDS: Final = (
    "model", "model kind", "interface", "operation", "layer", "weights", "dtype", "opset", "format", "runtime", "API",
)  # fmt: skip
_BY_NAME: Final = {target.name: target for target in TARGETS}


def read_targets(file: File) -> dict[str, TargetFacts]:
    root = file.root("read sources targets")
    sources = read_sources(file, root)
    section = file.section(root, "targets")
    targets = dict(file.each(section.entries(), lambda entry: _target(entry, sources)))
    for name in _BY_NAME:
        if isinstance(section.value, dict) and name not in section.value:
            file.tell(section.misfit(f"there is nothing about {name}"))
    return targets


def _target(entry: Entry, sources: Sources) -> tuple[str, TargetFacts]:
    entry.keys(
        "specification_version core_ml opset first_os first_os_evidence coremltools_names added",
        "note",
    )
    name = str(entry.path[-1])
    if name not in _BY_NAME:
        raise entry.misfit("is no target", f"known: {', '.join(_BY_NAME)}")
    _insist_on_agreement(entry, _BY_NAME[name])
    evidence_of(entry.at("first_os_evidence"), sources)
    note = entry.get("note")
    return name, TargetFacts(
        core_ml=entry.at("core_ml").text(),
        coremltools_names=entry.at("coremltools_names").texts(),
        added=tuple(_addition(each, sources) for each in entry.at("added").elements()),
        note=note.text() if note else "",
    )


def _insist_on_agreement(entry: Entry, target: Target) -> None:
    known = {
        "specification_version": target.specification_version,
        "opset": target.opset,
        "first_os": dict(target.first_os),
    }
    for key, value in known.items():
        if entry.value[key] != value:
            raise entry.at(key).misfit(f"kb/platforms/targets.py has {value!r} here", "change both, with evidence")


def _addition(entry: Entry, sources: Sources) -> Addition:
    entry.keys("what kind evidence")
    return Addition(
        what=entry.at("what").text(),
        kind=entry.at("kind").text(*KINDS),
        evidence=evidence_of(entry.at("evidence"), sources),
    )
