"""The whole answer as one pure function: the page to read first.

A model and the knowledge come in; what the model needs, what is known against it, what awaits it at each
target and which one to build for goes out. Each step takes values that exist and gives a new one.
"""

from collections.abc import Callable, Iterator, Sequence

from kb.advice.assessment import assess, candidates_of, lowest_loading, own_target
from kb.advice.destinations import Place, places_of
from kb.advice.findings import findings_of, judge, tally_of
from kb.advice.recommendation import Destination, recommend
from kb.advice.report import Assessment, Blocker, ModelReport, Requirement
from kb.advice.requirement import requirement_of
from kb.advice.vocabulary import unlisted_operations
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.models.model import Metadata, Model
from kb.models.walking import all_models, conversion_of, operation_types
from kb.platforms.deployment import Deployment
from kb.platforms.resolving import resolve
from kb.platforms.targets import Target
from kb.records.record import Record
from kb.rules.compiling import compile_rules
from kb.rules.match import Match, MatchedOperation
from kb.rules.matching import match

EVERYWHERE = Deployment()


def check_model(
    model: Model,
    base: KnowledgeBase,
    deployment: Deployment = EVERYWHERE,
    candidates: Sequence[Target] = (),
    *,
    keep: Callable[[Record], bool] = lambda _: True,
    suppressed: Callable[[Record, MatchedOperation], bool] = lambda _record, _operation: False,
) -> ModelReport:
    """Answer for one model. No file is opened but the model's own, as its operations are asked for.

    `candidates` are the targets to judge; none means all that a model of this kind can be built for.
    `keep` says which records to look at; what is `suppressed` is found, but counts for no target.
    Raises KbError where the deployment names an unknown device.
    """
    places = places_of(resolve(deployment, base.platforms), base.platforms)
    types = operation_types(model)
    requirement = requirement_of(model)
    matches = tuple(each for each in match(model, compile_rules(base, types)) if keep(each.record))
    targets = tuple(candidates) or candidates_of(model, requirement)
    own, conversion = own_target(model), conversion_of(model)
    judged = {target: judge(matches, target, places, conversion) for target in {own, *targets}}
    tallies = {target: tally_of(judged[target], suppressed) for target in targets}
    assessments = assess(model, requirement, base.availability, tallies)
    destinations = tuple(_destination(place, matches, targets, conversion, suppressed) for place in places)
    unable = tuple(place for place in places if lowest_loading(model, requirement) not in place.loadable)
    return ModelReport(
        path=model.path,
        kind=model.kind,
        format=model.format,
        specification_version=model.specification_version,
        target=own,
        opsets={
            function.name: function.opset for each in all_models(model) for function in each.functions if function.opset
        },
        operations=sum(types.values()),
        operation_types=types,
        coremltools=conversion.coremltools,
        source=conversion.source,
        requirement=requirement,
        findings=findings_of(judged[own], {target: judged[target] for target in targets}),
        left_out=len(judged[own].left_out),
        assessments=assessments,
        recommendation=recommend(own, model.kind, assessments, destinations),
        notes=(
            *(note for each in all_models(model) for note in each.notes),
            *unlisted_operations(model, base.availability),
        ),
        errors=tuple(_cannot_load(model, requirement, unable, assessments)),
        cannot_load_on=tuple(place.name for place in unable),
    )


def _destination(
    place: Place,
    matches: Sequence[Match],
    targets: Sequence[Target],
    conversion: Metadata,
    suppressed: Callable[[Record, MatchedOperation], bool],
) -> Destination:
    return Destination(
        name=place.name,
        tallies={
            target: tally_of(judge(matches, target, (place,), conversion), suppressed)
            for target in targets
            if target in place.loadable
        },
    )


def _cannot_load(
    model: Model, requirement: Requirement, unable: Sequence[Place], assessments: Sequence[Assessment]
) -> Iterator[Problem]:
    """The error of a model that cannot load on what it is shipped to, with the witness and the way out."""
    lowest = lowest_loading(model, requirement)
    for place in unable:
        yield Problem(
            where=model.path,
            what=f"cannot load on {place.name}: it needs {lowest}{_witness(requirement, lowest)}",
            hint=_way_out(place, assessments),
        )


def _witness(requirement: Requirement, lowest: Target) -> str:
    if not requirement.reasons or requirement.target < lowest:
        return ", the target of its specification version"
    first = requirement.reasons[0]
    return f", because of {first.what}" + (f" at {first.where}" if first.where else "")


def _way_out(place: Place, assessments: Sequence[Assessment]) -> str:
    within = [each for each in assessments if each.target in place.loadable]
    reachable = [each.target for each in within if each.reachable]
    if reachable:
        return f"convert again for {max(reachable)}"
    if within:
        nearest = max(within, key=lambda each: each.target)
        obstacles = [blocker for blocker in nearest.blockers if not blocker.automatic]
        return f"a new conversion reaches {nearest.target} once this is changed: {_changes(obstacles[:3])}"
    return ""


def _changes(obstacles: Sequence[Blocker]) -> str:
    return "; ".join(f"{each.what} ({each.alternative})" if each.alternative else each.what for each in obstacles)
