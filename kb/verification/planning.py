"""The smallest set of (device, OS release, compute units) that exercises every goal. Pure.

Each candidate is a set of goals; equal ones are one, and a set inside another is dropped. What remains is few, so that
the smallest cover is found by trying; where it is not, the best next one is taken, and the plan says so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Final

from kb.advice.report import ModelReport
from kb.errors import Problem
from kb.models.model import Model
from kb.platforms.coverage import Coverage, coverage_of, span_of
from kb.platforms.deployment import ComputeUnits, Deployment
from kb.platforms.os_releases import OSRelease
from kb.platforms.platforms import Device, Platforms
from kb.verification.goals import Goals, goals_of
from kb.verification.plan import Plan, PlanLine

_TRIES: Final = 200_000


def plan(models: Sequence[tuple[Model, ModelReport]], deployment: Deployment, platforms: Platforms) -> Plan:
    """`models` with what `check_model` says of them; `deployment` is resolved."""
    coverage = coverage_of(deployment, platforms)
    releases = _releases(coverage, platforms)
    goals = goals_of(models, releases, deployment.compute_units, platforms)
    candidates = _candidates(goals, coverage.devices, releases, deployment.compute_units)
    reachable = frozenset[int]().union(*candidates)
    chosen, is_smallest = _cover(reachable, [each for each in candidates if each])
    return Plan(
        deployment=deployment,
        lines=tuple(_lines(chosen, candidates, goals, deployment.compute_units)),
        is_smallest=is_smallest,
        out_of_reach=tuple(_out_of_reach(goals, reachable)),
    )


def _releases(coverage: Coverage, platforms: Platforms) -> Mapping[str, tuple[OSRelease, ...]]:
    """Family → known releases that are shipped to and that a device shipped to runs, oldest first."""
    known: dict[str, list[OSRelease]] = {}
    for release in sorted(platforms.releases):
        spans = coverage.spans.get(release.family, ())
        devices = (each for each in coverage.devices if each.os == release.family)
        if any(release.version in span for span in spans) and any(release.version in span_of(d) for d in devices):
            known.setdefault(release.family, []).append(release)
    return {family: tuple(found) for family, found in known.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    device: Device
    release: OSRelease
    units: ComputeUnits


def _candidates(
    goals: Goals, devices: Iterable[Device], releases: Mapping[str, Sequence[OSRelease]], own: ComputeUnits
) -> Mapping[frozenset[int], tuple[_Spot, ...]]:
    """Goals → the spots that exercise just these. Arms are bits: three masks say what a spot exercises."""
    everywhere = [release for family in releases.values() for release in family]
    on = {release: _mask(arm.runs_on(release) for arm in goals.arms) for release in everywhere}
    under = {
        units: _mask(arm.forced_by(units) for arm in goals.arms) for units in ComputeUnits if units.units <= own.units
    }
    spots: dict[int, list[_Spot]] = {}
    for device in devices:
        fits, span = _mask(arm.fits(device) for arm in goals.arms), span_of(device)
        for release in releases.get(device.os, ()):
            if release.version in span:
                for units, mask in under.items():
                    spot = _Spot(device=device, release=release, units=units)
                    spots.setdefault(fits & on[release] & mask, []).append(spot)
    found: dict[frozenset[int], list[_Spot]] = {}
    for mask, there in spots.items():
        reached = frozenset(arm.goal for bit, arm in enumerate(goals.arms) if mask >> bit & 1)
        found.setdefault(reached, []).extend(there)
    return {reached: tuple(there) for reached, there in found.items()}


def _mask(bits: Iterable[bool]) -> int:
    return sum(1 << index for index, bit in enumerate(bits) if bit)


def _cover(wanted: frozenset[int], sets: Sequence[frozenset[int]]) -> tuple[list[frozenset[int]], bool]:
    """The fewest sets that hold all of `wanted`, the larger ones first; and whether fewer are impossible."""
    largest = [each for each in sets if not any(each < other for other in sets)]
    largest.sort(key=lambda each: (-len(each), sorted(each)))
    tries = 0
    for size in range(len(largest) + 1):
        tries += comb(len(largest), size)
        if tries > _TRIES:
            return _greedy(wanted, largest), False
        for cover in combinations(largest, size):
            if frozenset[int]().union(*cover) >= wanted:
                return list(cover), True
    return [], True


def _greedy(wanted: frozenset[int], sets: Sequence[frozenset[int]]) -> list[frozenset[int]]:
    chosen: list[frozenset[int]] = []
    left = wanted
    while left:
        best = max(sets, key=lambda each: len(each & left))
        chosen.append(best)
        left -= best
    return chosen


def _lines(
    chosen: Sequence[frozenset[int]],
    candidates: Mapping[frozenset[int], Sequence[_Spot]],
    goals: Goals,
    own: ComputeUnits,
) -> Iterator[PlanLine]:
    told: frozenset[int] = frozenset()
    at_hand: set[tuple[str, OSRelease]] = set()
    for reached in chosen:
        spot = max(candidates[reached], key=lambda each: _merit(each, reached, goals, own, at_hand))
        at_hand.add((spot.device.name, spot.release))
        yield PlanLine(
            device=spot.device.name,
            chip=spot.device.chip,
            os=spot.release,
            compute_units=spot.units,
            reasons=tuple(goals.reasons[goal] for goal in sorted(reached - told)),
        )
        told |= reached


def _merit(
    spot: _Spot, reached: frozenset[int], goals: Goals, own: ComputeUnits, at_hand: set[tuple[str, OSRelease]]
) -> tuple[object, ...]:
    """Where it was seen already, on a device that another line has, as the app loads it, on the newest."""
    return (
        sum(str(spot.release) in goals.seen_on[goal] for goal in reached),
        (spot.device.name, spot.release) in at_hand,
        spot.units is own,
        spot.device.first_os.version if spot.device.first_os else (),
        spot.release.version,
        spot.device.name,
    )


def _out_of_reach(goals: Goals, reachable: frozenset[int]) -> Iterator[Problem]:
    for goal, reason in enumerate(goals.reasons):
        if goal not in reachable:
            what = f"{reason.what} cannot be exercised for certain within the deployment"
            yield Problem(where=reason.model, what=what, hint=f"it concerns {goals.where[goal]}")
