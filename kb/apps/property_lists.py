"""An app's `Info.plist`: its name and the lowest OS release on which it promises to run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from kb.frozen import frozen
from kb.platforms.os_releases import OSRelease

# Bytes of a property list. Real ones have a few thousand.
PLIST_LIMIT: Final = 4 * 1024 * 1024
# Where a bundle keeps it: iOS at its top, macOS in Contents, a macOS framework among its resources.
_PLACES: Final = ("Info.plist", "Contents/Info.plist", "Resources/Info.plist", "Versions/A/Resources/Info.plist")
# Source: developer.apple.com, Bundle Resources: DTPlatformName and CFBundleSupportedPlatforms.
_FAMILIES: Final = {
    "iphoneos": "iOS",
    "iphonesimulator": "iOS",
    "macosx": "macOS",
    "watchos": "watchOS",
    "watchsimulator": "watchOS",
    "appletvos": "tvOS",
    "appletvsimulator": "tvOS",
    "xros": "visionOS",
    "xrsimulator": "visionOS",
}


@frozen
class App:
    path: Path
    name: str
    min_os: tuple[OSRelease, ...]
    """What it promises; empty where it says nothing that can be read."""


def app_in(folder: Path) -> App | None:
    """The app or framework that a bundle's folder holds; None where it has no property list that can be read."""
    for place in _PLACES:
        said = _property_list(folder / place)
        if said is not None:
            name = said.get("CFBundleDisplayName") or said.get("CFBundleName") or folder.stem
            return App(path=folder, name=str(name), min_os=tuple(_promises(said)))
    return None


def _property_list(path: Path) -> Mapping[str, Any] | None:
    # XML's parser takes 3 ms to load, and most models stand in no app.
    import plistlib  # noqa: PLC0415
    from xml.parsers.expat import ExpatError  # noqa: PLC0415

    # AttributeError: a date that is none.
    damaged = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError, ExpatError)
    try:
        if not path.is_file() or path.stat().st_size > PLIST_LIMIT:
            return None
        said = plistlib.loads(path.read_bytes())
    except (OSError, MemoryError, *damaged):
        # plistlib raises all of these for damaged files; an app without a promise can still be checked.
        return None
    return said if isinstance(said, dict) else None


def _promises(said: Mapping[str, Any]) -> list[OSRelease]:
    promises = []
    if isinstance(said.get("MinimumOSVersion"), str):
        promises.append(OSRelease.parse(f"{_family(said) or 'iOS'} {said['MinimumOSVersion']}"))
    if isinstance(said.get("LSMinimumSystemVersion"), str):
        promises.append(OSRelease.parse(f"macOS {said['LSMinimumSystemVersion']}"))
    return [each for each in promises if each is not None]


def _family(said: Mapping[str, Any]) -> str | None:
    supported = said.get("CFBundleSupportedPlatforms")
    names = [said.get("DTPlatformName"), *(supported if isinstance(supported, list) else ())]
    return next((_FAMILIES[str(name).lower()] for name in names if str(name).lower() in _FAMILIES), None)
