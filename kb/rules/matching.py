"""A model and the rules that it can meet → what matched, or could not be decided. Knows no target.

Of operations that are alike the first one is decoded and decided, and what holds for it holds for all of them. The
others are decoded where something matches, to name them, and where a condition looks at what they differ in.
Raises UnreadableModel where an operation turns out to be damaged.
"""

from collections.abc import Hashable, Iterable

from kb.frozen import frozen
from kb.models.model import Function, Model, Operation
from kb.models.walking import all_models
from kb.rules.compiling import CompiledRule, RuleSet
from kb.rules.facts import MODEL
from kb.rules.match import Match, MatchedOperation
from kb.rules.scope import Scope, bounds_in, no_bounds
from kb.rules.signatures import signature_of, signature_of_model
from kb.rules.verdict import Verdict


def match(model: Model, rules: RuleSet) -> tuple[Match, ...]:
    """Every rule that holds somewhere, or could not be decided: by record, by rule, what holds first."""
    found = _Found()
    for each in all_models(model):
        _match_model(each, location_in(model, each), rules, found)
        for function in each.functions:
            _match_function(each, function, rules, found)
    return found.matches()


class _Found:
    """Matched operations by record, rule and verdict."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, int, bool], tuple[CompiledRule, Verdict, list[MatchedOperation]]] = {}

    def add(self, rule: CompiledRule, verdict: Verdict, operation: MatchedOperation) -> None:
        key = (rule.slug, rule.index, verdict is not Verdict.MATCHED)
        if key not in self._groups:
            self._groups[key] = (rule, verdict, [])
        self._groups[key][2].append(operation)

    def matches(self) -> tuple[Match, ...]:
        return tuple(
            Match(
                record=rule.record,
                precision=rule.rule.precision,
                verdict=verdict,
                affects=rule.rule.affects or rule.record.affects,
                operations=tuple(operations),
            )
            for _key, (rule, verdict, operations) in sorted(self._groups.items(), key=lambda item: item[0])
        )


def location_in(model: Model, inner: Model) -> str:
    """Where a model stands in a pipeline: `2:detector`; "" for the model that the user named."""
    return inner.path.removeprefix(model.path).strip("/")


def _match_model(model: Model, location: str, rules: RuleSet, found: _Found) -> None:
    for rule in rules.about_model:
        scope = Scope(model=model)
        verdict = rule.condition.verdict(scope)
        if verdict is not Verdict.UNMATCHED:
            found.add(rule, verdict, matched_model(model, location, rule.condition.decide(scope).why))


def matched_model(model: Model, location: str, why: str) -> MatchedOperation:
    """The model itself, as what a rule about the model matched at."""
    signature = signature_of_model(model)
    return MatchedOperation(function="", name="", type=MODEL, location=location, why=why, signature=signature)


@frozen
class _Standing:
    """A rule that may hold for operations that are alike."""

    rule: CompiledRule
    verdict: Verdict
    why: str | None
    """None where each of the operations has to be decided for itself."""


@frozen
class _Alike:
    """What is known of operations that are alike: the rules that stand, and their common signature."""

    standing: tuple[_Standing, ...]
    signature: str


def _match_function(model: Model, function: Function, rules: RuleSet, found: _Found) -> None:
    wanted = [kind for kind in function.operation_types if kind in rules.by_type]
    known: dict[Hashable, _Alike] = {}
    bounds = bounds_in(model, function)
    for index, likeness in function.source.likenesses(wanted) if wanted else ():
        operation: Operation | None = None
        if likeness not in known:
            operation = function.source.operation(index)
            scope = Scope(model=model, function=function, operation=operation)
            known[likeness] = _decided(rules.by_type[operation.type], scope, has_bounds=bounds is not no_bounds)
        alike = known[likeness]
        if alike.standing:
            operation = operation or function.source.operation(index)
            _add(alike, Scope(model=model, function=function, operation=operation, bounds=bounds), found)


def _decided(rules: Iterable[CompiledRule], scope: Scope, *, has_bounds: bool) -> _Alike:
    """What the first operation of its likeness tells about all of them."""
    standing = []
    for rule in rules:
        verdict = rule.condition.verdict_for_alike(scope)
        if verdict is not Verdict.UNMATCHED:
            # What is open in the types of operations that are alike may be bounded for each of them differently.
            is_settled = rule.condition.holds_for_alike and (verdict is Verdict.MATCHED or not has_bounds)
            why = rule.condition.decide(scope).why if is_settled else None
            standing.append(_Standing(rule=rule, verdict=verdict, why=why))
    return _Alike(standing=tuple(standing), signature=signature_of(scope.operation) if standing else "")


def _add(alike: _Alike, scope: Scope, found: _Found) -> None:
    for each in alike.standing:
        verdict, why = each.verdict, each.why
        if why is None:
            verdict = each.rule.condition.verdict(scope)
            if verdict is Verdict.UNMATCHED:
                continue
            why = each.rule.condition.decide(scope).why
        found.add(each.rule, verdict, matched_operation(scope.operation, why, alike.signature))


def matched_operation(operation: Operation, why: str, signature: str) -> MatchedOperation:
    return MatchedOperation(
        function=operation.function,
        name=operation.name,
        type=operation.type,
        location=operation.location,
        why=why,
        signature=signature,
    )
