"""What a plan has to exercise: each finding of each model, and the edges of what each target loads on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.advice.assessment import lowest_loading
from kb.advice.report import Finding, ModelReport
from kb.advice.requirement import requirement_of
from kb.models.model import Model
from kb.platforms.coverage import Coverage
from kb.platforms.deployment import ComputeUnits
from kb.platforms.os_releases import OSRelease, version_of
from kb.platforms.platforms import Device, Platforms
from kb.platforms.reach import Reach, chip_reach, device_reach, os_reach
from kb.platforms.targets import Target
from kb.records.record import Affects, Category
from kb.reports.wording import concerns
from kb.verification.placing import point
from kb.verification.plan import PlanReason

# Nothing on a device can show them.
_ELSEWHERE = frozenset({Category.REQUIREMENT, Category.CONVERSION_FAILURE, Category.TOOLING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One way to exercise a goal: all three must hold."""

    goal: int
    runs_on: Callable[[OSRelease], bool]
    fits: Callable[[Device], bool]
    forced_by: Callable[[ComputeUnits], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    reasons: tuple[PlanReason, ...]
    """By the goal's number."""
    where: tuple[str, ...]
    """By the goal's number: where it could be exercised, in words."""
    arms: tuple[Arm, ...]
    seen_on: tuple[frozenset[str], ...]
    """By the goal's number: OS releases on which it was seen."""


def goals_of(
    models: Sequence[tuple[Model, ModelReport]],
    releases: Mapping[str, Sequence[OSRelease]],
    own: ComputeUnits,
    platforms: Platforms,
) -> Goals:
    """`releases`: family → the releases shipped to, oldest first. `own`: what the model is loaded with."""
    reasons: list[PlanReason] = []
    where: list[str] = []
    arms: list[Arm] = []
    seen: list[frozenset[str]] = []
    for model, report in models:
        needs = lowest_loading(model, requirement_of(model))
        for finding in report.findings:
            if finding.record.category not in _ELSEWHERE:
                alternatives = finding.affects or (Affects(),)
                arms += [_finding_arm(len(reasons), each, needs, own, platforms) for each in alternatives]
                reasons.append(_reason(model, finding))
                where.append("; ".join(concerns(alternatives)))
                seen.append(_seen_on(finding))
        for release, what in _edges(needs, releases):
            arms.append(_edge_arm(len(reasons), release, own))
            reasons.append(PlanReason(model=model.path, what=what))
            where.append(str(release))
            seen.append(frozenset())
    return Goals(reasons=tuple(reasons), where=tuple(where), arms=tuple(arms), seen_on=tuple(seen))


def _reason(model: Model, finding: Finding) -> PlanReason:
    record = finding.record
    return PlanReason(model=model.path, what=f"{record.severity.value} {record.id}", record=record.id)


def _seen_on(finding: Finding) -> frozenset[str]:
    evidence = finding.record.evidence
    return frozenset(seen.os for each in evidence for seen in each.observed if seen.affected and seen.os)


def _finding_arm(goal: int, affects: Affects, needs: Target, own: ComputeUnits, platforms: Platforms) -> Arm:
    def runs_on(release: OSRelease) -> bool:
        return loads(needs, release) and os_reach(affects.os, _at(release, None, platforms)) is Reach.YES

    def fits(device: Device) -> bool:
        coverage = _at(None, device, platforms)
        able = device_reach(affects.devices, coverage) is Reach.YES and chip_reach(affects.chips, coverage) is Reach.YES
        only_ne = set(affects.compute_units) == {"NE"}
        return able and not (only_ne and coverage.neural_engine is not True)

    return Arm(goal=goal, runs_on=runs_on, fits=fits, forced_by=lambda units: _forces(units, affects, own))


def _at(release: OSRelease | None, device: Device | None, platforms: Platforms) -> Coverage:
    return point(device, device.chip if device else "", release, ComputeUnits.ALL, platforms).coverage


def _forces(units: ComputeUnits, affects: Affects, own: ComputeUnits) -> bool:
    """Whether the operation runs on an affected unit, as surely as a choice of units can make it.

    Under ALL Core ML decides; CPU_AND_NE leaves it the CPU only. What the app itself will not choose proves little,
    unless it is part of what the app allows.
    """
    wanted = set(affects.compute_units)
    if not wanted:
        return units is own
    if not units.units <= own.units:
        return False
    return bool(wanted & units.units) and units.units - {"CPU"} <= wanted


def _edge_arm(goal: int, release: OSRelease, own: ComputeUnits) -> Arm:
    return Arm(
        goal=goal,
        runs_on=lambda each: each == release,
        fits=lambda device: device.os == release.family,
        forced_by=lambda units: units is own,
    )


def _edges(needs: Target, releases: Mapping[str, Sequence[OSRelease]]) -> Iterator[tuple[OSRelease, str]]:
    """The lowest release of each family on which it has to load, and the newest."""
    for known in releases.values():
        able = [release for release in known if loads(needs, release)]
        if able:
            yield able[0], f"the lowest release shipped to that loads {needs}: {able[0]}"
        if len(able) > 1:
            yield able[-1], f"the newest release known: {able[-1]}"


def loads(target: Target, release: OSRelease) -> bool:
    first = target.first_os.get(release.family)
    return first is None or version_of(first) <= release.version
