"""What to run where: the values of a verification plan."""

from dataclasses import dataclass

from kb.errors import Problem
from kb.platforms.deployment import ComputeUnits, Deployment
from kb.platforms.os_releases import OSRelease


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReason:
    """Something that a line of the plan exercises."""

    model: str
    what: str
    """In words."""
    record: str = ""
    """The finding's; empty for a boundary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    device: str
    chip: str
    os: OSRelease
    compute_units: ComputeUnits
    reasons: tuple[PlanReason, ...]
    """What no earlier line exercises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    deployment: Deployment
    lines: tuple[PlanLine, ...]
    is_smallest: bool
    """False where the search for a smaller set was given up: there may be one."""
    out_of_reach: tuple[Problem, ...]
    """What nothing in the deployment exercises for certain, and why."""
