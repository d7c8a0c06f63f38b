"""Checks a deployment against the tables: device and chip names as they are spelt there, or KbError."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kb.errors import KbError
from kb.platforms.coverage import named_devices, span_of
from kb.platforms.deployment import Deployment
from kb.platforms.os_releases import OSRelease
from kb.platforms.platforms import Device, Platforms


def resolve(deployment: Deployment, platforms: Platforms) -> Deployment:
    """The same deployment with names as the tables spell them. Raises KbError for a name that nobody knows.

    Devices may be given by name, identifier (`iPhone13,2`) or kind (`iPad`), chips by any name in use.
    Raises KbError, too, where a floor excludes every device that is named.
    """
    resolved = replace(
        deployment,
        min_os=_lowest_of_each_family(deployment.min_os),
        # Tables of every way to write a name take longer than all the rest of a check: not where nothing is named.
        devices=_each(deployment.devices, device_names(platforms), "device") if deployment.devices else (),
        chips=_each(deployment.chips, chip_names(platforms), "chip") if deployment.chips else (),
    )
    if resolved.devices or resolved.chips:
        _refuse_devices_below_the_floor(resolved, platforms)
    return resolved


def device_names(platforms: Platforms) -> Mapping[str, str]:
    """Every way to write a device or a kind of device, folded → as the tables spell it."""
    names: dict[str, str] = {}
    for device in platforms.devices.values():
        names[_folded(device.kind)] = device.kind
        names |= {_folded(identifier): device.name for identifier in device.identifiers}
    # A device's own name wins over the kind of the same name.
    return names | {_folded(name): name for name in platforms.devices}


def chip_names(platforms: Platforms) -> Mapping[str, str]:
    """Every way to write a chip, folded → as the tables spell it: `a14 bionic`, `apple m1`."""
    names = {
        _folded(f"{maker}{spelling}"): chip.name
        for chip in platforms.chips.values()
        for spelling in (*chip.aliases, chip.name)
        for maker in ("Apple ", "")
    }
    # A chip's own name wins over an alias that another one has.
    return names | {_folded(name): name for name in platforms.chips}


def _folded(name: str) -> str:
    """`iPhone SE (2nd generation)` and `iphone se 2nd generation` are one."""
    return " ".join("".join(" " if letter in "()-_" else letter for letter in name.casefold()).split())


def _each(names: Iterable[str], known: Mapping[str, str], what: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_spelt(name, known, what) for name in names))


def _spelt(name: str, known: Mapping[str, str], what: str) -> str:
    folded = _folded(name)
    if folded in known:
        return known[folded]
    longer = [spelling for key, spelling in known.items() if folded and key.startswith(folded)]
    close = [known[key] for key in difflib.get_close_matches(folded, known, n=5, cutoff=0.6)]
    guesses = list(dict.fromkeys([*longer, *close]))[:5]
    hint = f"did you mean {' or '.join(guesses)}?" if guesses else "`kb targets --devices` lists them"
    raise KbError(where=name, what=f"no such {what} is known", hint=hint)


def _lowest_of_each_family(releases: Iterable[OSRelease]) -> tuple[OSRelease, ...]:
    lowest: dict[str, OSRelease] = {}
    for release in releases:
        known = lowest.get(release.family)
        lowest[release.family] = release if known is None else min(known, release)
    return tuple(lowest.values())


def _refuse_devices_below_the_floor(deployment: Deployment, platforms: Platforms) -> None:
    floors = {release.family: release for release in deployment.min_os}
    if "iOS" in floors:
        floors.setdefault("iPadOS", replace(floors["iOS"], family="iPadOS"))
    named = named_devices(deployment, platforms)
    for word in (*deployment.devices, *deployment.chips):
        meant = [device for device in named if word in (device.name, device.kind, device.chip)]
        fitting = [device for device in meant if not _ends_below(device, floors)]
        if meant and not fitting:
            last, floor = meant[0].last_os, floors[meant[0].os]
            raise KbError(
                where=word,
                what=f"runs {last} at most, below {floor}" if last else f"runs no {floor}",
                hint="leave one of the two out",
            )


def _ends_below(device: Device, floors: Mapping[str, OSRelease]) -> bool:
    floor = floors.get(device.os)
    return floor is not None and span_of(device, floor.version).is_empty
