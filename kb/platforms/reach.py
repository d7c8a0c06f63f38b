"""Whether what `affects` says can concern a deployment or a target. Three answers: nobody may know."""

from collections.abc import Iterable, Mapping
from enum import Enum

from kb.platforms.coverage import Coverage
from kb.platforms.equals import is_outside
from kb.platforms.specifiers import OSSpecifier, parse_os_specifier, parse_target_specifier
from kb.platforms.targets import Target


class Reach(Enum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def any_reach(answers: Iterable[Reach]) -> Reach:
    """Of alternatives: YES if one is, else UNKNOWN if one is, else NO."""
    seen = set(answers)
    return next((answer for answer in (Reach.YES, Reach.UNKNOWN) if answer in seen), Reach.NO)


def all_reach(answers: Iterable[Reach]) -> Reach:
    """Of conditions that must hold together: NO if one is, else UNKNOWN if one is, else YES."""
    seen = set(answers)
    return next((answer for answer in (Reach.NO, Reach.UNKNOWN) if answer in seen), Reach.YES)


def os_reach(affects_os: Mapping[str, str], coverage: Coverage) -> Reach:
    """Whether one of the OS releases covered is one that `affects.os` speaks of.

    A range answers YES or NO. `==` alone says where it was seen: YES there, UNKNOWN elsewhere. A
    covered family of which nothing is said is UNKNOWN, but NO beyond the ranges of the families that
    are named, by their equals; iOS and iPadOS stand for each other where only one of them is named.
    Raises KbError where a specifier cannot be read.
    """
    if not affects_os or coverage.is_everything:
        return Reach.YES
    specifiers = {family: parse_os_specifier(text) for family, text in affects_os.items()}
    return any_reach(_family_reach(family, specifiers, coverage) for family in coverage.families)


_SIBLINGS = {"iOS": "iPadOS", "iPadOS": "iOS"}


def _family_reach(family: str, specifiers: Mapping[str, OSSpecifier], coverage: Coverage) -> Reach:
    specifier = specifiers.get(family) or specifiers.get(_SIBLINGS.get(family, ""))
    if specifier is None:
        return Reach.NO if is_outside(family, coverage.spans[family], specifiers) else Reach.UNKNOWN
    if any(specifier.meets(span) for span in coverage.spans[family]):
        return Reach.YES
    return Reach.UNKNOWN if specifier.seen_only else Reach.NO


def target_reach(specifier: str, target: Target) -> bool:
    """Whether a model built for `target` is one that `affects.targets` speaks of. Raises KbError."""
    return target in parse_target_specifier(specifier)


def device_reach(affects_devices: Iterable[str], coverage: Coverage) -> Reach:
    """Whether a covered device is listed, by name or by kind (`iPad`). No device listed: YES."""
    listed = {name.casefold() for name in affects_devices}
    if not listed or coverage.is_everything or not coverage.devices:
        return Reach.YES
    covered = {word.casefold() for device in coverage.devices for word in (device.name, device.kind)}
    return Reach.YES if listed & covered else Reach.NO


def chip_reach(affects_chips: Iterable[str], coverage: Coverage) -> Reach:
    """Whether a covered device has one of the chips. No chip listed: YES. Nothing known of chips: UNKNOWN."""
    listed = set(affects_chips)
    if not listed or coverage.is_everything:
        return Reach.YES
    if not coverage.chips:
        return Reach.UNKNOWN
    return Reach.YES if listed & coverage.chips else Reach.NO


def unit_reach(affects_units: Iterable[str], coverage: Coverage) -> Reach:
    """Whether a unit listed (`NE`) may run the model. A Neural Engine of which nothing is known: UNKNOWN."""
    listed = set(affects_units)
    if not listed or listed & (coverage.units - {"NE"}):
        return Reach.YES
    if "NE" not in listed & coverage.units:
        return Reach.NO
    return {True: Reach.YES, False: Reach.NO, None: Reach.UNKNOWN}[coverage.neural_engine]
