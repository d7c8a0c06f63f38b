"""Chips, devices and OS releases as tables. Filled from `data/platforms/`."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from kb.platforms.os_releases import OSRelease


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    name: str
    """`A14 Bionic` is called `A14` here: the shortest name in use."""
    aliases: tuple[str, ...]
    neural_engine: bool | None
    """Whether Core ML can run third-party models on its Neural Engine; None: not settled."""
    introduced: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    name: str
    kind: str
    """iPhone, iPad, iPod, Mac, Apple Watch, Apple TV, Apple Vision."""
    identifiers: tuple[str, ...]
    chip: str
    os: str
    """OS family."""
    first_os: OSRelease | None
    last_os: OSRelease | None
    """The last release line that it runs: `iOS 15` means every 15.x; None where it still runs the newest known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platforms:
    chips: Mapping[str, Chip]
    devices: Mapping[str, Device]
    """By name."""
    releases: Mapping[OSRelease, datetime.date | None]
