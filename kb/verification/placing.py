"""Where a run was, in the words of the platform tables: one device, one OS release, one choice of compute units."""

from kb.advice.destinations import Place
from kb.platforms.coverage import Coverage
from kb.platforms.deployment import ComputeUnits
from kb.platforms.intervals import Interval
from kb.platforms.os_releases import OSRelease
from kb.platforms.platforms import Device, Platforms
from kb.platforms.resolving import chip_names, device_names
from kb.platforms.targets import TARGETS
from kb.verification.results import Ran

_EVERYTHING_RUNS = frozenset(TARGETS)


def place_of(ran: Ran, platforms: Platforms) -> Place:
    """What is not told, or not known, stays unknown: it rules nothing out."""
    release = OSRelease.parse(ran.os)
    device = known_device(ran.device, platforms)
    chip = chip_names(platforms).get(_folded(ran.chip), "") or (device.chip if device else "")
    return point(device, chip, release, units_of(ran.compute_units), platforms)


def point(
    device: Device | None, chip: str, release: OSRelease | None, units: ComputeUnits, platforms: Platforms
) -> Place:
    spans = {release.family: (Interval(low=release.version, high=release.version),)} if release else {}
    known = platforms.chips.get(chip)
    words = (device.name if device else chip, str(release) if release else "", units.value)
    return Place(
        name=", ".join(word for word in words if word),
        coverage=Coverage(
            # Where the release is not told every family may be meant.
            spans=spans or {target: (Interval(),) for target in ("iOS", "iPadOS", "macOS")},
            devices=(device,) if device else (),
            chips=frozenset({chip}) if chip else frozenset(),
            neural_engine=known.neural_engine if known else None,
            units=units.units,
            is_everything=False,
        ),
        loadable=_EVERYTHING_RUNS,
    )


def units_of(text: str) -> ComputeUnits:
    return ComputeUnits.__members__.get(text, ComputeUnits.ALL)


def known_device(name: str, platforms: Platforms) -> Device | None:
    """The device of a name or an identifier (`iPad13,4`, `MacBookPro18,3`); None for a kind, or for neither."""
    return platforms.devices.get(device_names(platforms).get(_folded(name), ""))


def _folded(name: str) -> str:
    return " ".join("".join(" " if letter in "()-_" else letter for letter in name.casefold()).split())
