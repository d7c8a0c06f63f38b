"""Chips, devices, OS releases, what targets brought, and adoption, as tables. Filled from `data/platforms/`."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import field

from kb.frozen import frozen
from kb.platforms.os_releases import OSRelease


@frozen
class Chip:
    name: str
    """`A14 Bionic` is called `A14` here: the shortest name in use."""
    aliases: tuple[str, ...]
    neural_engine: bool | None
    """Whether Core ML can run third-party models on its Neural Engine; None: not settled."""
    introduced: int | None


@frozen
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


@frozen
class Addition:
    """Something that a target brought."""

    what: str
    kind: str
    """`model`, `interface`, `operation`, `layer`, `weights`, `dtype`, `format`, `API`, …"""
    evidence: tuple[str, ...]
    """Addresses."""


@frozen
class TargetFacts:
    """What is told about a target; what is computed with stands in `kb.platforms.targets`."""

    core_ml: str
    """Core ML's own version: `8` of iOS18."""
    coremltools_names: tuple[str, ...]
    """How coremltools writes it, the iOS name first; empty where coremltools cannot convert for it."""
    added: tuple[Addition, ...]
    note: str = ""


@frozen
class Adoption:
    """How much of a population ran which major release, at one time."""

    measured: str
    """A day or a month: `2026-06-07`, `2026-05`."""
    by: str
    """What was counted: `App Store` (devices) or `web pages` (views). Never to be mixed."""
    os: str
    population: str
    percent: Mapping[str, float]
    """Major release → percent; `earlier` for the rest."""
    evidence: tuple[str, ...]
    note: str = ""


@frozen
class Platforms:
    chips: Mapping[str, Chip]
    devices: Mapping[str, Device]
    """By name."""
    releases: Mapping[OSRelease, datetime.date | None]
    targets: Mapping[str, TargetFacts] = field(default_factory=dict)
    """By the target's name: `iOS16`."""
    adoption: Sequence[Adoption] = ()
