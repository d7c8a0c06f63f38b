"""Platforms ↔ plain values (what JSON knows), for the bundle. Decoding trusts its input and does it late."""

import datetime
from collections.abc import Mapping
from typing import Any, TypeAlias

from kb.lazy import DeferredMapping, DeferredSequence
from kb.platforms.os_releases import OSRelease, version_of
from kb.platforms.platforms import Addition, Adoption, Chip, Device, Platforms, TargetFacts

Plain: TypeAlias = Any
"""str, int, float, bool, None, and lists and string-keyed dictionaries of them."""


def platforms_to_json(platforms: Platforms) -> dict[str, Plain]:
    releases: dict[str, dict[str, str | None]] = {}
    for release, date in platforms.releases.items():
        releases.setdefault(release.family, {})[release.version_text] = date.isoformat() if date else None
    return {
        "chips": {name: _chip_to_plain(chip) for name, chip in platforms.chips.items()},
        "devices": {name: _device_to_plain(device) for name, device in platforms.devices.items()},
        "releases": releases,
        "targets": {name: _facts_to_plain(facts) for name, facts in platforms.targets.items()},
        "adoption": [_adoption_to_plain(adoption) for adoption in platforms.adoption],
    }


def platforms_from_json(value: Mapping[str, Plain]) -> Platforms:
    return Platforms(
        chips=DeferredMapping(lambda: {name: _chip(name, plain) for name, plain in value["chips"].items()}),
        devices=DeferredMapping(lambda: {name: _device(name, plain) for name, plain in value["devices"].items()}),
        releases=DeferredMapping(lambda: _releases(value["releases"])),
        targets=DeferredMapping(lambda: {name: _facts(plain) for name, plain in value["targets"].items()}),
        adoption=DeferredSequence(lambda: tuple(_adoption(plain) for plain in value["adoption"])),
    )


def _chip_to_plain(chip: Chip) -> Plain:
    return {"aliases": list(chip.aliases), "neural_engine": chip.neural_engine, "introduced": chip.introduced}


def _chip(name: str, plain: Plain) -> Chip:
    return Chip(
        name=name,
        aliases=tuple(plain["aliases"]),
        neural_engine=plain["neural_engine"],
        introduced=plain["introduced"],
    )


def _device_to_plain(device: Device) -> Plain:
    return {
        "kind": device.kind,
        "identifiers": list(device.identifiers),
        "chip": device.chip,
        "os": device.os,
        "first_os": device.first_os.version_text if device.first_os else None,
        "last_os": device.last_os.version_text if device.last_os else None,
    }


def _device(name: str, plain: Plain) -> Device:
    def release(text: str | None) -> OSRelease | None:
        return OSRelease(family=plain["os"], version=version_of(text)) if text else None

    return Device(
        name=name,
        kind=plain["kind"],
        identifiers=tuple(plain["identifiers"]),
        chip=plain["chip"],
        os=plain["os"],
        first_os=release(plain["first_os"]),
        last_os=release(plain["last_os"]),
    )


def _releases(plain: Plain) -> dict[OSRelease, datetime.date | None]:
    return {
        OSRelease(family=family, version=version_of(version)): datetime.date.fromisoformat(date) if date else None
        for family, releases in plain.items()
        for version, date in releases.items()
    }


def _facts_to_plain(facts: TargetFacts) -> Plain:
    return {
        "core_ml": facts.core_ml,
        "coremltools_names": list(facts.coremltools_names),
        "added": [{"what": each.what, "kind": each.kind, "evidence": list(each.evidence)} for each in facts.added],
        "note": facts.note,
    }


def _facts(plain: Plain) -> TargetFacts:
    added = (Addition(what=e["what"], kind=e["kind"], evidence=tuple(e["evidence"])) for e in plain["added"])
    return TargetFacts(
        core_ml=plain["core_ml"],
        coremltools_names=tuple(plain["coremltools_names"]),
        added=tuple(added),
        note=plain["note"],
    )


def _adoption_to_plain(adoption: Adoption) -> Plain:
    return {
        "measured": adoption.measured,
        "by": adoption.by,
        "os": adoption.os,
        "population": adoption.population,
        "percent": dict(adoption.percent),
        "evidence": list(adoption.evidence),
        "note": adoption.note,
    }


def _adoption(plain: Plain) -> Adoption:
    return Adoption(**{**plain, "evidence": tuple(plain["evidence"])})
