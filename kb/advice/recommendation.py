"""Which target to build for, and why: a pure function of the assessments.

The target with the fewest errors, then warnings, that every part of the deployment can load; ties keep the
model's own target, then the lowest. Where no target does for all parts, the smallest set of builds that does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from kb.advice.report import Assessment, Build, Recommendation
from kb.frozen import frozen
from kb.platforms.targets import Target


@frozen
class Tally:
    """The records that stand at one target, by severity; what is undecided or suppressed is not counted."""

    errors: frozenset[str] = frozenset()
    warnings: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()

    @property
    def cost(self) -> tuple[int, int]:
        return len(self.errors), len(self.warnings)

    @classmethod
    def union(cls, tallies: Iterable["Tally"]) -> "Tally":
        every = tuple(tallies)
        return cls(
            errors=frozenset[str]().union(*(tally.errors for tally in every)),
            warnings=frozenset[str]().union(*(tally.warnings for tally in every)),
            notes=frozenset[str]().union(*(tally.notes for tally in every)),
        )


@frozen
class Destination:
    """One part of a deployment (a device, a chip, an OS family's minimum), and what awaits it there."""

    name: str
    tallies: Mapping[Target, Tally]
    """Only targets that it can load."""


def recommend(
    own: Target, kind: str, assessments: Sequence[Assessment], destinations: Sequence[Destination]
) -> Recommendation | None:
    """Recommend a target for all destinations, or builds for each; None where nothing can be served.

    `own` is the target that the model is built for, `kind` the model's kind: it decides which targets a
    converter can be asked for. `assessments` are those of the candidates.
    """
    choices = {each.target: each for each in assessments if each.reachable and _can_be_built(own, kind, each.target)}
    served = tuple(d for d in destinations if any(target in choices for target in d.tallies))
    if not served:
        return None
    common = [target for target in choices if all(target in d.tallies for d in served)]
    best = min(common, key=lambda target: (_cost(target, served), target != own, target), default=None)
    builds = () if best is not None and _serves(best, served, choices) else _builds(own, choices, served)
    if len(builds) > 1:
        target = builds[0].target
    elif best is not None:
        target, builds = best, ()
    else:
        return None
    return Recommendation(
        target=target,
        reasons=tuple(_reasons(own, target, builds, choices, destinations, served)),
        price=tuple(_price(own, choices[target])),
        snippet="" if target == own and not builds else _snippet(kind, target, builds),
        builds=builds,
    )


def _can_be_built(own: Target, kind: str, target: Target) -> bool:
    """Whether a converter can be asked for this target: ML programs begin at iOS15, neural networks end at iOS14."""
    if target == own:
        return True
    if kind == "mlProgram":
        return target.opset is not None
    return kind.startswith("neuralNetwork") and 4 <= target.specification_version <= 5


def _cost(target: Target, destinations: Sequence[Destination]) -> tuple[int, int]:
    return Tally.union(d.tallies[target] for d in destinations).cost


def _least_errors(destination: Destination, choices: Mapping[Target, Assessment]) -> int:
    return min(len(tally.errors) for target, tally in destination.tallies.items() if target in choices)


def _serves(target: Target, destinations: Sequence[Destination], choices: Mapping[Target, Assessment]) -> bool:
    """Whether no destination would have fewer errors with a build of its own."""
    return all(len(d.tallies[target].errors) == _least_errors(d, choices) for d in destinations)


def _builds(
    own: Target, choices: Mapping[Target, Assessment], destinations: Sequence[Destination]
) -> tuple[Build, ...]:
    """The smallest set of targets in which each destination finds its fewest errors, the own target preferred."""
    options = [
        {
            target: tally.cost
            for target, tally in d.tallies.items()
            if target in choices and len(tally.errors) == _least_errors(d, choices)
        }
        for d in destinations
    ]
    for size in range(1, len(choices) + 1):
        covers = [set(c) for c in combinations(sorted(choices), size) if all(set(c) & set(o) for o in options)]
        if covers:
            chosen = min(covers, key=lambda cover: _cover_cost(cover, options, own))
            return _assign(chosen, options, destinations, own)
    return ()


def _cover_cost(
    cover: set[Target], options: Sequence[Mapping[Target, tuple[int, int]]], own: Target
) -> tuple[list[tuple[int, int]], bool, list[Target]]:
    costs = sorted((min(option[target] for target in cover & set(option)) for option in options), reverse=True)
    return costs, own not in cover, sorted(cover)


def _assign(
    chosen: set[Target],
    options: Sequence[Mapping[Target, tuple[int, int]]],
    destinations: Sequence[Destination],
    own: Target,
) -> tuple[Build, ...]:
    serves: dict[Target, list[str]] = {}
    for option, destination in zip(options, destinations, strict=True):
        target = min(chosen & set(option), key=lambda t: (option[t], t != own, t))
        serves.setdefault(target, []).append(destination.name)
    builds = (Build(target=target, serves=tuple(names)) for target, names in serves.items())
    return tuple(sorted(builds, key=lambda build: (-len(build.serves), build.target)))


def _reasons(
    own: Target,
    target: Target,
    builds: Sequence[Build],
    choices: Mapping[Target, Assessment],
    destinations: Sequence[Destination],
    served: Sequence[Destination],
) -> Iterator[str]:
    if builds:
        yield "No single target serves every part of the deployment:"
        for build in builds:
            yield f"{build.target} serves {', '.join(build.serves)}"
    else:
        yield from _reasons_for_one(own, target, choices, served)
    for destination in destinations:
        if destination not in served:
            yield f"{destination.name} can load no target that this model can be built for"


def _reasons_for_one(
    own: Target, target: Target, choices: Mapping[Target, Assessment], served: Sequence[Destination]
) -> Iterator[str]:
    there = Tally.union(d.tallies[target] for d in served)
    if target == own:
        if any(there.cost):
            yield f"no other target that the deployment can load has fewer known issues than {own}"
        else:
            yield f"no known error or warning stands at {own}, the target that the model is built for"
        return
    unable = [d.name for d in served if own not in d.tallies]
    if unable:
        yield f"a model built for {own} does not load on {', '.join(unable)}; one built for {target} does"
    here = Tally.union(d.tallies[own] for d in served if own in d.tallies)
    gone = sorted(here.errors - there.errors) + sorted(here.warnings - there.warnings)
    if gone:
        yield f"at {own} {_list(gone)} {'stands' if len(gone) == 1 else 'stand'}; at {target} not"
    if any(there.cost):
        yield f"at {target} there remain: {_list(sorted(there.errors | there.warnings))}"
    others = [t for t in choices if t != target and all(t in d.tallies for d in served)]
    if any(_cost(t, served) == there.cost for t in others if t != own):
        yield f"of the targets with as few known issues, {target} is the lowest: it reaches the most devices"


def _list(names: Sequence[str]) -> str:
    shown = 3
    return ", ".join(names[:shown]) + (f" and {len(names) - shown} more" if len(names) > shown else "")


def _price(own: Target, assessment: Assessment) -> Iterator[str]:
    for blocker in assessment.blockers:
        yield f"{blocker.what}: {blocker.alternative}" if blocker.alternative else blocker.what
    if assessment.target > own:
        first = assessment.target.first_os
        yield f"devices below {', '.join(f'{family} {first[family]}' for family in ('iOS', 'macOS'))} are left behind"


def _snippet(kind: str, target: Target, builds: Sequence[Build]) -> str:
    form = "mlprogram" if kind == "mlProgram" else "neuralnetwork"
    targets = [build.target for build in builds] or [target]
    return "\n".join(
        f'ct.convert(source, convert_to="{form}", minimum_deployment_target=ct.target.{each})' for each in targets
    )
