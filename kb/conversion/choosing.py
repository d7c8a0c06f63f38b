"""Which of the builds to ship, and why: a pure function of the models that were really built.

`kb check` has one model and estimates the other targets; here every target's own file was checked, so that what a
conversion changes (fp16 arrays, fused operations) counts as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.advice.assessment import lowest_loading
from kb.advice.destinations import Place, places_of
from kb.advice.findings import Judged, judge, tally_of
from kb.advice.recommendation import Destination, Tally, recommend
from kb.advice.report import Assessment, Build, Recommendation
from kb.advice.requirement import requirement_of
from kb.conversion.report import Choice
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.models.model import Model
from kb.models.walking import conversion_of, operation_types
from kb.platforms.deployment import Deployment
from kb.platforms.resolving import resolve
from kb.platforms.targets import TARGETS, Target
from kb.records.record import Severity
from kb.rules.compiling import compile_rules
from kb.rules.matching import match
from kb.rules.verdict import Verdict

_NEURAL_NETWORKS = tuple(target for target in TARGETS if 4 <= target.specification_version <= 5)
_ML_PROGRAMS = tuple(target for target in TARGETS if target.opset is not None)


def worth_building(deployment: Deployment, base: KnowledgeBase, *, neural_network: bool = False) -> tuple[Target, ...]:
    """The targets that some part of the deployment can load, of those that can be converted for.

    Raises KbError for an unknown device.
    """
    places = places_of(resolve(deployment, base.platforms), base.platforms)
    buildable = _NEURAL_NETWORKS if neural_network else _ML_PROGRAMS
    return tuple(target for target in buildable if any(target in place.loadable for place in places))


def choose(models: Mapping[Target, Model], base: KnowledgeBase, deployment: Deployment) -> Choice:
    """Choose among models built for these targets. Fewest errors, then warnings, at what is shipped to;
    then fewest errors of which it is not known whether they stand there.

    All of `models` are of one kind. On a tie a deployment that is stated gets the newest target that all of it loads:
    nobody gains by an older one. Where none is stated the lowest: it reaches the most devices.
    """
    places = places_of(resolve(deployment, base.platforms), base.platforms)
    tried = tuple(sorted(models))
    needs = {target: lowest_loading(models[target], requirement_of(models[target])) for target in tried}
    loads = {place.name: frozenset(t for t in tried if needs[t] in place.loadable) for place in places}
    judged = _judged(models, base, places, loads)
    destinations = [
        Destination(name=name, tallies={target: tally_of(each) for target, each in at.items()})
        for name, at in judged.items()
    ]
    unserved = tuple(each.name for each in destinations if not each.tallies)
    if not tried:
        return Choice(builds=(), reasons={}, unserved=())
    if len(unserved) == len(destinations):
        return Choice(builds=(), reasons={t: tuple(_unloadable(t, destinations)) for t in tried}, unserved=unserved)
    served = [each for each in destinations if each.tallies]
    stated = any(not place.coverage.is_everything for place in places)
    doubts = {target: _doubts(judged, target) for target in tried}
    preferred = _preferred(tried, served, doubts, newest=stated)
    advice = _advice(models, preferred, served)
    builds = advice.builds or (Build(target=advice.target, serves=tuple(each.name for each in served)),)
    setting = _Setting(
        builds=builds, tried=tried, destinations=tuple(destinations), doubts=doubts, preferred=preferred, stated=stated
    )
    return Choice(builds=builds, reasons={t: tuple(_reasons(t, setting)) for t in tried}, unserved=unserved)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    builds: tuple[Build, ...]
    tried: tuple[Target, ...]
    destinations: tuple[Destination, ...]
    doubts: Mapping[Target, frozenset[str]]
    preferred: Target
    stated: bool

    @property
    def chosen(self) -> frozenset[Target]:
        return frozenset(build.target for build in self.builds)


def _judged(
    models: Mapping[Target, Model],
    base: KnowledgeBase,
    places: Sequence[Place],
    loads: Mapping[str, frozenset[Target]],
) -> Mapping[str, Mapping[Target, Judged]]:
    """Place → target that it can load → what is known against that target's own build there."""
    matches = {target: match(model, compile_rules(base, operation_types(model))) for target, model in models.items()}
    return {
        place.name: {
            target: judge(matches[target], target, (place,), conversion_of(models[target]))
            for target in sorted(loads[place.name])
        }
        for place in places
    }


def _doubts(judged: Mapping[str, Mapping[Target, Judged]], target: Target) -> frozenset[str]:
    """Errors that may stand at a target, for all that is known."""
    standings = (each for at in judged.values() if target in at for each in at[target].standing)
    return frozenset(
        each.match.record.id
        for each in standings
        if each.verdict is Verdict.UNDECIDED and each.match.record.severity is Severity.ERROR
    )


def _preferred(
    tried: Sequence[Target],
    served: Sequence[Destination],
    doubts: Mapping[Target, frozenset[str]],
    *,
    newest: bool,
) -> Target:
    """Of the builds that all of the deployment loads the one with the fewest known issues; ties as `choose` says."""
    common = [target for target in tried if all(target in each.tallies for each in served)]
    later_first = -1 if newest else 1
    return min(common or tried, key=lambda t: (_cost(t, served), len(doubts[t]), later_first * t.specification_version))


def _cost(target: Target, destinations: Sequence[Destination]) -> tuple[int, int]:
    return Tally.union(each.tallies[target] for each in destinations if target in each.tallies).cost


def _advice(models: Mapping[Target, Model], preferred: Target, served: Sequence[Destination]) -> Recommendation:
    assessments = [
        # All of them exist, so none is blocked; what stands there is in the destinations' tallies.
        Assessment(target=target, loads=True, reconvert=False, blockers=(), errors=0, warnings=0, notes=0)
        for target in sorted(models)
    ]
    advice = recommend(preferred, models[preferred].kind, assessments, served)
    # Each place that counts as served loads a target that exists, so that there is always an answer.
    assert advice is not None
    return advice


def _reasons(target: Target, setting: _Setting) -> Iterator[str]:
    if target in setting.chosen:
        yield from _why_chosen(target, setting)
    else:
        yield from _why_not(target, setting)


def _why_chosen(target: Target, setting: _Setting) -> Iterator[str]:
    build = next(each for each in setting.builds if each.target == target)
    here = [each for each in setting.destinations if each.name in build.serves]
    standing = Tally.union(each.tallies[target] for each in here)
    where = ", ".join(build.serves)
    if any(standing.cost):
        yield f"loads on {where}; there stand {_named(standing)}, and no other build has fewer"
    else:
        yield f"loads on {where}, and no known error or warning stands there"
    if len(setting.builds) > 1:
        yield "no single build serves every part of the deployment as well"
    rivals = [t for t in setting.tried if t != target and _equal(t, target, here, setting.doubts)]
    if rivals and target == setting.preferred:
        which = "the newest" if setting.stated else "the lowest: it reaches the most devices"
        yield f"of the builds with as few known issues ({', '.join(map(str, sorted((*rivals, target))))}) it is {which}"


def _equal(
    one: Target, two: Target, destinations: Sequence[Destination], doubts: Mapping[Target, frozenset[str]]
) -> bool:
    alike = all(one in d.tallies and d.tallies[one].cost == d.tallies[two].cost for d in destinations)
    return alike and len(doubts[one]) == len(doubts[two])


def _why_not(target: Target, setting: _Setting) -> Iterator[str]:
    yield from _unloadable(target, setting.destinations)
    able = [each for each in setting.destinations if target in each.tallies]
    standing = Tally.union(each.tallies[target] for each in able)
    chosen_there = Tally.union(
        each.tallies[t]
        for each in able
        for t in sorted(setting.chosen)
        if t in each.tallies and _serves(each, t, setting)
    )
    worse = Tally(errors=standing.errors - chosen_there.errors, warnings=standing.warnings - chosen_there.warnings)
    if any(worse.cost):
        yield f"{_named(worse)} would stand on {', '.join(each.name for each in able)}"
    elif doubts := setting.doubts[target].difference(*(setting.doubts[each] for each in setting.chosen)):
        yield f"whether {', '.join(sorted(doubts))} stands there is not known; with the choice it does not"
    elif able and len(able) == len(setting.destinations):
        chosen = " and ".join(map(str, sorted(setting.chosen)))
        better = "newer" if setting.stated else "lower, reaches more devices"
        yield f"nothing speaks against it, but {chosen} is {better} and has no more known issues"


def _serves(destination: Destination, target: Target, setting: _Setting) -> bool:
    return any(build.target == target and destination.name in build.serves for build in setting.builds)


def _unloadable(target: Target, destinations: Sequence[Destination]) -> Iterator[str]:
    unable = [each.name for each in destinations if target not in each.tallies]
    if unable:
        yield f"does not load on {', '.join(unable)}"


def _named(tally: Tally) -> str:
    parts = [f"error {slug}" for slug in sorted(tally.errors)] + [f"warning {slug}" for slug in sorted(tally.warnings)]
    return ", ".join(parts)
