"""A deployment in parts: what can be told apart, and may need a build of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from kb.frozen import frozen
from kb.platforms.coverage import Coverage, coverage_of, named_devices
from kb.platforms.deployment import Deployment
from kb.platforms.intervals import Interval
from kb.platforms.os_releases import OSRelease, version_of
from kb.platforms.platforms import Platforms
from kb.platforms.targets import TARGETS, Target


@frozen
class Place:
    """One destination: a named device, kind or chip, or the releases of an OS family from a floor on."""

    name: str
    coverage: Coverage
    loadable: frozenset[Target]
    """Targets that load on everything in it."""

    def at(self, target: Target) -> Coverage:
        """What is left of it once a model built for `target` loads on nothing older than that target."""
        floors = {family: version_of(text) for family, text in target.first_os.items()}
        spans = {
            family: tuple(
                meet
                for span in spans
                if not (meet := span.meet(Interval(low=floors[family])) if family in floors else span).is_empty
            )
            for family, spans in self.coverage.spans.items()
        }
        return replace(
            self.coverage, spans={family: kept for family, kept in spans.items() if kept}, is_everything=False
        )


def places_of(deployment: Deployment, platforms: Platforms) -> tuple[Place, ...]:
    """The parts of a resolved deployment, in the order in which the user named them. Never empty."""
    parts = tuple(_parts(deployment, platforms)) or (("any device", deployment),)
    return tuple(_place(name, part, platforms) for name, part in parts)


def _parts(deployment: Deployment, platforms: Platforms) -> Iterator[tuple[str, Deployment]]:
    covered = set()
    for word in deployment.devices:
        part = replace(deployment, devices=(word,), chips=())
        covered |= {device.os for device in named_devices(part, platforms)}
        yield word, part
    for chip in deployment.chips:
        part = replace(deployment, devices=(), chips=(chip,))
        covered |= {device.os for device in named_devices(part, platforms)}
        yield chip, part
    for release in deployment.min_os:
        if release.family not in covered and not (release.family == "iOS" and "iPadOS" in covered):
            yield f"{release} and later", replace(deployment, min_os=(release,), devices=(), chips=())


def _place(name: str, part: Deployment, platforms: Platforms) -> Place:
    named = named_devices(part, platforms)
    families = {device.os for device in named}
    floors = _floors(part)
    # A floor of another family says nothing about the devices that are named.
    relevant = tuple(r for r in part.min_os if not families or {r.family, *_SIBLING.get(r.family, ())} & families)
    coverage = coverage_of(replace(part, min_os=relevant), platforms)
    bounds = tuple(_bounds(coverage, floors))
    loadable = frozenset(t for t in TARGETS if all(_loads(t, family, bound) for family, bound in bounds))
    return Place(name=name, coverage=coverage, loadable=loadable)


_SIBLING = {"iOS": ("iPadOS",)}


def _floors(part: Deployment) -> Mapping[str, OSRelease]:
    floors = {release.family: release for release in part.min_os}
    if "iOS" in floors:
        floors.setdefault("iPadOS", replace(floors["iOS"], family="iPadOS"))
    return floors


def _bounds(coverage: Coverage, floors: Mapping[str, OSRelease]) -> Iterator[tuple[str, Interval]]:
    """OS family → the releases of which the oldest (with a floor) or the newest (without) must load the model."""
    if coverage.is_everything:
        return
    for family, spans in coverage.spans.items():
        for span in spans:
            if family in floors:
                # Promised from the floor on: the oldest release counts.
                yield family, Interval(high=max(floors[family].version, span.low or ()))
            else:
                # Nothing promised: a device can be brought to its newest release.
                yield family, Interval(high=span.high, includes_high=span.includes_high)


def _loads(target: Target, family: str, bound: Interval) -> bool:
    first = target.first_os.get(family)
    # A family that came later than the target loads it from its first release on.
    return first is None or version_of(first) in bound


def names_by_load(places: tuple[Place, ...], target: Target) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the places that load `target`, and of those that do not."""
    keyed = sorted(places, key=lambda place: target not in place.loadable)
    groups = {able: tuple(p.name for p in group) for able, group in groupby(keyed, lambda p: target in p.loadable)}
    return groups.get(True, ()), groups.get(False, ())
