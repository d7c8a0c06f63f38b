"""Each candidate target, judged: does the file load there, can a new conversion get there, what awaits it."""

from collections.abc import Mapping, Sequence

from kb.advice.blockers import blockers_at_each
from kb.advice.recommendation import Tally
from kb.advice.report import Assessment, Blocker, Requirement
from kb.availability.table import Availability
from kb.models.model import Model
from kb.platforms.targets import TARGET_OF_SPECIFICATION, TARGETS, Target

_FIRST_OF_ML_PROGRAMS = TARGET_OF_SPECIFICATION[6]
_FIRST_THAT_CONVERTS = TARGET_OF_SPECIFICATION[4]


def own_target(model: Model) -> Target:
    """The target of the file's specification version: what an OS looks at first.

    A version newer than every known target counts as the newest.
    """
    return TARGET_OF_SPECIFICATION.get(model.specification_version, TARGETS[-1])


def lowest_loading(model: Model, requirement: Requirement) -> Target:
    """The lowest target whose OS releases accept the file: neither its label nor its content is newer."""
    return max(own_target(model), requirement.target)


def candidates_of(model: Model, requirement: Requirement) -> tuple[Target, ...]:
    """The targets worth judging where the user names none: every one that a model of this kind can be built for."""
    lowest = _FIRST_OF_ML_PROGRAMS if model.kind == "mlProgram" else _FIRST_THAT_CONVERTS
    floor = min(lowest, requirement.target, own_target(model))
    return tuple(target for target in TARGETS if target >= floor)


def assess(
    model: Model,
    requirement: Requirement,
    availability: Availability,
    tallies: Mapping[Target, Tally],
) -> tuple[Assessment, ...]:
    """One assessment for each target of `tallies`, lowest first."""
    loads_from = lowest_loading(model, requirement)
    blockers = blockers_at_each(model, [target for target in tallies if target < loads_from], availability)
    return tuple(
        _assessment(target, loads_from, blockers.get(target, ()), tally) for target, tally in sorted(tallies.items())
    )


def _assessment(target: Target, loads_from: Target, blockers: Sequence[Blocker], tally: Tally) -> Assessment:
    return Assessment(
        target=target,
        loads=target >= loads_from,
        reconvert=target < loads_from,
        blockers=tuple(blockers),
        errors=len(tally.errors),
        warnings=len(tally.warnings),
        notes=len(tally.notes),
    )
