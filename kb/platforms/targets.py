"""Deployment targets: what a model is built for. Never to be mixed up with OS releases.

A target is Core ML's specification version under the name that coremltools gives it.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Final

from kb.frozen import ordered
from kb.platforms.os_releases import OSRelease, version_of


@ordered
class Target:
    """A deployment target. Targets order by their specification version."""

    specification_version: int
    name: str = field(compare=False)
    """As coremltools writes it: `iOS16`."""
    opset: str | None = field(compare=False)
    """The opset of an ML program built for it; None before ML programs."""
    first_os: Mapping[str, str] = field(compare=False, hash=False, repr=False)
    """OS family → the first OS release that loads it: `{"iOS": "16", "macOS": "13", …}`."""

    def __str__(self) -> str:
        return self.name


def _target(version: int, name: str, opset: str | None, **first_os: str) -> Target:
    return Target(specification_version=version, name=name, opset=opset, first_os=first_os)


# Source: apple/coremltools, mlmodel/format/Model.proto (specification versions and their OS releases)
# and coremltools.target / _deployment_compatibility.py (names). iOS27 has no target of its own.
# fmt: off
TARGETS: Final[tuple[Target, ...]] = (
    _target(1, "iOS11", None, iOS="11", iPadOS="11", macOS="10.13", tvOS="11", watchOS="4"),
    _target(2, "iOS11.2", None, iOS="11.2", iPadOS="11.2", macOS="10.13.2", tvOS="11.2", watchOS="4.2"),
    _target(3, "iOS12", None, iOS="12", iPadOS="12", macOS="10.14", tvOS="12", watchOS="5"),
    _target(4, "iOS13", None, iOS="13", iPadOS="13", macOS="10.15", tvOS="13", watchOS="6"),
    _target(5, "iOS14", None, iOS="14", iPadOS="14", macOS="11", tvOS="14", watchOS="7"),
    _target(6, "iOS15", "CoreML5", iOS="15", iPadOS="15", macOS="12", tvOS="15", watchOS="8"),
    _target(7, "iOS16", "CoreML6", iOS="16", iPadOS="16", macOS="13", tvOS="16", watchOS="9"),
    _target(8, "iOS17", "CoreML7", iOS="17", iPadOS="17", macOS="14", tvOS="17", watchOS="10", visionOS="1"),
    _target(9, "iOS18", "CoreML8", iOS="18", iPadOS="18", macOS="15", tvOS="18", watchOS="11", visionOS="2"),
    _target(10, "iOS26", "CoreML9", iOS="26", iPadOS="26", macOS="26", tvOS="26", watchOS="26", visionOS="26"),
)
# fmt: on

TARGET_OF_SPECIFICATION: Final[Mapping[int, Target]] = {t.specification_version: t for t in TARGETS}
TARGET_OF_OPSET: Final[Mapping[str, Target]] = {t.opset: t for t in TARGETS if t.opset}


def newest_target_of(release: OSRelease) -> Target | None:
    """The newest target that an OS release loads: `iOS 16.2` → iOS16, `macOS 27` → iOS26; None before Core ML."""
    loaded = [
        target
        for target in TARGETS
        if release.family in target.first_os and version_of(target.first_os[release.family]) <= release.version
    ]
    return loaded[-1] if loaded else None


def target_named(text: str) -> Target | None:
    """The target that a name stands for, in any OS family and spelling: `iOS16`, `ios16.0`, `macOS13`, `macOS10_15`.

    None where the text is no target: `iOS16.2` is an OS release, not a target.
    """
    release = OSRelease.parse(text.replace("_", "."))
    if release is None:
        return None
    # coremltools knows macOS 11 by its first name, too.
    version = (11,) if release.family == "macOS" and release.version == (10, 16) else release.version
    for target in TARGETS:
        if release.family in target.first_os and version_of(target.first_os[release.family]) == version:
            return target
    return None
