"""What keeps a new conversion of a model from a target, and what to do about it.

Not what keeps the file from it: the opset's name, for one, blocks no conversion. Equal obstacles at many places
are one blocker, so that the blockers are the things to change.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from kb.advice.blocking.features import feature_obstacles, has_states
from kb.advice.blocking.obstacle import Obstacle
from kb.advice.blocking.operations import operation_obstacles
from kb.advice.report import Blocker
from kb.advice.requirement import needs_of
from kb.availability.table import Availability
from kb.models.model import Model
from kb.platforms.targets import TARGET_OF_OPSET, TARGET_OF_SPECIFICATION, Target

_SHOWN_PLACES: Final = 3
_STATE_OPERATIONS: Final = frozenset({"read_state", "write_state"})
_FIRST_OF_ML_PROGRAMS: Final = TARGET_OF_OPSET["CoreML5"]


def blockers_at(model: Model, target: Target, availability: Availability) -> tuple[Blocker, ...]:
    """Obstacles first, then what a new conversion changes by itself; each in file order."""
    return blockers_at_each(model, (target,), availability)[target]


def blockers_at_each(
    model: Model, targets: Sequence[Target], availability: Availability
) -> Mapping[Target, tuple[Blocker, ...]]:
    """The blockers at several targets, for hardly more than those at one."""
    obstacles: dict[Target, list[Obstacle]] = {target: [] for target in targets}
    for target, obstacle in _obstacles(model, targets, availability, place=""):
        obstacles[target].append(obstacle)
    return {
        target: tuple(sorted(_grouped(found), key=lambda blocker: blocker.automatic))
        for target, found in obstacles.items()
    }


def _obstacles(
    model: Model, targets: Sequence[Target], availability: Availability, *, place: str
) -> Iterator[tuple[Target, Obstacle]]:
    own = _program_obstacles if model.kind == "mlProgram" else _need_obstacles
    for target, obstacle in own(model, targets, availability):
        # Locations of operations name the step of a pipeline already.
        within = not place or obstacle.where.startswith(place)
        yield target, obstacle if within else obstacle._replace(where=(place + obstacle.where).removesuffix("/"))
    for inner in model.submodels:
        step = inner.path.removeprefix(f"{model.path}/")
        yield from _obstacles(inner, targets, availability, place=f"{place}{step}/")


def _program_obstacles(
    model: Model, targets: Sequence[Target], availability: Availability
) -> Iterator[tuple[Target, Obstacle]]:
    for target in targets:
        yield from ((target, obstacle) for obstacle in feature_obstacles(model, target))
    programs = [target for target in targets if target >= _FIRST_OF_ML_PROGRAMS]
    told = _STATE_OPERATIONS if has_states(model) else ()
    for function in model.functions:
        yield from operation_obstacles(function, programs, availability, without=told)


def _need_obstacles(model: Model, targets: Sequence[Target], _: Availability) -> Iterator[tuple[Target, Obstacle]]:
    """What is no ML program is built of messages: what the file needs, a new conversion would need, too."""
    for need, target in product(needs_of(model), targets):
        if need.version > target.specification_version:
            since = TARGET_OF_SPECIFICATION[need.version]
            yield target, Obstacle(f"{need.what} begins at {since}", need.where)


def _grouped(obstacles: Iterable[Obstacle]) -> Iterator[Blocker]:
    groups: dict[tuple[str, str, bool], list[Obstacle]] = {}
    for obstacle in obstacles:
        groups.setdefault((obstacle.what, obstacle.alternative, obstacle.automatic), []).append(obstacle)
    for (what, alternative, automatic), places in groups.items():
        yield Blocker(what=what, where=_places(places), alternative=alternative, automatic=automatic)


def _places(obstacles: list[Obstacle]) -> str:
    shown = [each.where for each in obstacles[:_SHOWN_PLACES] if each.where]
    more = sum(each.places for each in obstacles) - len(shown)
    if any(each.sampled for each in obstacles):
        return ", ".join(shown) + " and more"
    return ", ".join(shown) + (f" and {more} more" if shown and more else "")
