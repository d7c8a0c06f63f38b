"""Targets, devices and chips as public JSON: `kb.targets/1` and `kb.devices/1`. Keys are added, never removed."""

from collections.abc import Iterable
from typing import Final, TypedDict

from kb.platforms.adoption import Share, newest_figures, share_that_loads
from kb.platforms.os_releases import OSRelease
from kb.platforms.platforms import Chip, Device, Platforms, TargetFacts
from kb.platforms.targets import Target
from kb.reports.json_text import json_text

SCHEMA: Final = "kb.targets/1"
SCHEMA_OF_DEVICES: Final = "kb.devices/1"


class AdditionV1(TypedDict):
    """Something that the target brought."""

    what: str
    kind: str
    evidence: list[str]


class ShareV1(TypedDict):
    """How many of a population can load what is built for the target. `at_least`: some were not counted one by one."""

    percent: float
    at_least: bool
    measured: str
    population: str
    evidence: list[str]


class TargetV1(TypedDict):
    """`first_os`: OS family → the first release that loads it. `coremltools_names` is empty where coremltools cannot
    convert for it; `share` is null where nothing is known."""

    target: str
    specification_version: int
    core_ml: str
    opset: str | None
    first_os: dict[str, str]
    coremltools_names: list[str]
    added: list[AdditionV1]
    note: str
    share: ShareV1 | None


class TargetsDocumentV1(TypedDict):
    """What `kb targets --format json` prints."""

    schema: str
    data_version: str
    targets: list[TargetV1]


class ChipV1(TypedDict):
    """`neural_engine`: whether Core ML can run an app's models on its Neural Engine; null where that is not settled."""

    chip: str
    aliases: list[str]
    neural_engine: bool | None
    introduced: int | None


class DeviceV1(TypedDict):
    """`last_os`: the last release line that it runs (`iOS 15`: every 15.x); null where it still runs the newest."""

    device: str
    kind: str
    identifiers: list[str]
    chip: str
    first_os: str | None
    last_os: str | None


class DevicesDocumentV1(TypedDict):
    """What `kb targets --devices --format json` prints."""

    schema: str
    data_version: str
    chips: list[ChipV1]
    devices: list[DeviceV1]


def render_targets(targets: Iterable[Target], platforms: Platforms, *, data_version: str) -> str:
    document: TargetsDocumentV1 = {
        "schema": SCHEMA,
        "data_version": data_version,
        "targets": [_target(target, platforms) for target in targets],
    }
    return json_text(document)


def _target(target: Target, platforms: Platforms) -> TargetV1:
    facts = platforms.targets.get(target.name) or TargetFacts(core_ml="", coremltools_names=(), added=())
    figures = newest_figures(platforms.adoption)
    return {
        "target": target.name,
        "specification_version": target.specification_version,
        "core_ml": facts.core_ml,
        "opset": target.opset,
        "first_os": dict(target.first_os),
        "coremltools_names": list(facts.coremltools_names),
        "added": [{"what": each.what, "kind": each.kind, "evidence": list(each.evidence)} for each in facts.added],
        "note": facts.note,
        "share": _share(share_that_loads(target, figures)) if figures else None,
    }


def _share(share: Share) -> ShareV1:
    return {
        "percent": share.percent,
        "at_least": share.at_least,
        "measured": share.measured,
        "population": share.population,
        "evidence": list(share.evidence),
    }


def render_devices(devices: Iterable[Device], chips: Iterable[Chip], *, data_version: str) -> str:
    document: DevicesDocumentV1 = {
        "schema": SCHEMA_OF_DEVICES,
        "data_version": data_version,
        "chips": [
            {
                "chip": chip.name,
                "aliases": list(chip.aliases),
                "neural_engine": chip.neural_engine,
                "introduced": chip.introduced,
            }
            for chip in chips
        ],
        "devices": [
            {
                "device": device.name,
                "kind": device.kind,
                "identifiers": list(device.identifiers),
                "chip": device.chip,
                "first_os": _release(device.first_os),
                "last_os": _release(device.last_os),
            }
            for device in devices
        ],
    }
    return json_text(document)


def _release(release: OSRelease | None) -> str | None:
    return str(release) if release else None
