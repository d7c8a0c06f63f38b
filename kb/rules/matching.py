"""A model and the rules that it can meet → what matched, or could not be decided. Knows no target.

Only operations that a rule names are decoded, each once; those that differ in names only are decided once.
Raises UnreadableModel where an operation turns out to be damaged.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from kb.models.model import Function, Model, Operation
from kb.models.walking import all_models
from kb.rules.compiling import CompiledRule, RuleSet
from kb.rules.facts import MODEL
from kb.rules.match import Match, MatchedOperation
from kb.rules.scope import Scope
from kb.rules.signatures import key_of, signature_of, signature_of_model
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
        key = (rule.record.id, rule.index, verdict is not Verdict.MATCHED)
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


def _match_function(model: Model, function: Function, rules: RuleSet, found: _Found) -> None:
    wanted = [kind for kind in function.operation_types if kind in rules.by_type]
    if not wanted:
        return
    split = {kind: _Split.of(rules.by_type[kind]) for kind in wanted}
    known: dict[Hashable, tuple[_Outcome, ...]] = {}
    for operation in function.source.operations(wanted):
        scope = Scope(model=model, function=function, operation=operation)
        rules_here = split[operation.type]
        outcomes: tuple[_Outcome, ...] = ()
        if rules_here.local:
            key = key_of(operation)
            if key not in known:
                known[key] = tuple(_outcomes(rules_here.local, scope))
            outcomes = known[key]
        if rules_here.looking_around:
            outcomes = (*outcomes, *_outcomes(rules_here.looking_around, scope))
        for each in outcomes:
            found.add(each.rule, each.verdict, matched_operation(operation, each.why, each.signature))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    """The rules for one operation type."""

    local: tuple[CompiledRule, ...]
    """Those that see nothing but the operation, without its names: decided once for all operations alike."""
    looking_around: tuple[CompiledRule, ...]

    @classmethod
    def of(cls, rules: tuple[CompiledRule, ...]) -> "_Split":
        return cls(
            local=tuple(rule for rule in rules if rule.condition.is_local),
            looking_around=tuple(rule for rule in rules if not rule.condition.is_local),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """One rule that holds, or could not be decided, at an operation."""

    rule: CompiledRule
    verdict: Verdict
    why: str
    signature: str


def _outcomes(rules: tuple[CompiledRule, ...], scope: Scope) -> Iterator[_Outcome]:
    for rule in rules:
        verdict = rule.condition.verdict(scope)
        if verdict is not Verdict.UNMATCHED:
            why, signature = rule.condition.decide(scope).why, signature_of(scope.operation)
            yield _Outcome(rule=rule, verdict=verdict, why=why, signature=signature)


def matched_operation(operation: Operation, why: str, signature: str) -> MatchedOperation:
    return MatchedOperation(
        function=operation.function,
        name=operation.name,
        type=operation.type,
        location=operation.location,
        why=why,
        signature=signature,
    )
