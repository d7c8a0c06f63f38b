"""Why a record matches a model, or how near it comes: its conditions part by part, with the values seen."""

from collections.abc import Iterator
from dataclasses import dataclass

from kb.models.model import Model
from kb.models.walking import all_models, operation_types
from kb.records.record import Record
from kb.rules import tree
from kb.rules.compiling import CompiledRule, Knowledge, compile_record
from kb.rules.deciding import Condition, condition_of
from kb.rules.match import MatchedOperation
from kb.rules.matching import location_in, matched_model, matched_operation
from kb.rules.printing import text_of
from kb.rules.scope import Scope, bounds_in
from kb.rules.signatures import signature_of
from kb.rules.verdict import Verdict

SHOWN = 5
"""Operations for each rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the parts that an `and` joins; the whole condition where there is no `and`."""

    text: str
    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NearOperation:
    """An operation (or the model), with what each part of the condition says of it."""

    operation: MatchedOperation
    verdict: Verdict
    parts: tuple[Part, ...]
    """Empty for a rule that has no condition."""

    @property
    def distance(self) -> tuple[int, int]:
        """Parts that fail, then parts that are undecided."""
        verdicts = [part.verdict for part in self.parts]
        return verdicts.count(Verdict.UNMATCHED), verdicts.count(Verdict.UNDECIDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class NearRule:
    """One rule of the record against the whole model."""

    index: int
    """Which of the record's rules, from 0."""
    when: str
    absent: tuple[str, ...]
    """Operation types that the rule names and the model does not have."""
    looked_at: int
    """How many operations were decided."""
    nearest: tuple[NearOperation, ...]
    """Those that match, or come nearest to it, first; equal ones in file order."""


def explain_nearest(record: Record, model: Model, knowledge: Knowledge, *, shown: int = SHOWN) -> tuple[NearRule, ...]:
    """Each rule of the record, with the operations of the model that match it or come nearest."""
    types = operation_types(model)
    rules = compile_record(record, knowledge, types)
    compiled = [*rules.about_model, *(rule for each in rules.by_type.values() for rule in each)]
    explained = []
    for index, rule in enumerate(record.rules):
        own = [each for each in compiled if each.index == index]
        found = [near for each in all_models(model) for near in _near(each, location_in(model, each), own)]
        explained.append(
            NearRule(
                index=index,
                when=rule.when,
                absent=tuple(each for each in rule.operations if each not in types),
                looked_at=len(found),
                nearest=tuple(sorted(found, key=lambda near: near.distance)[:shown]),
            )
        )
    return tuple(explained)


def _near(model: Model, location: str, rules: list[CompiledRule]) -> Iterator[NearOperation]:
    for rule in rules:
        if rule.condition.is_about_model:
            scope = Scope(model=model)
            yield _described(rule.condition, scope, matched_model(model, location, rule.condition.decide(scope).why))
    by_type = {rule.condition.vocabulary.subject: rule.condition for rule in rules if not rule.condition.is_about_model}
    for function in model.functions:
        wanted = [each for each in function.operation_types if each in by_type]
        bounds = bounds_in(model, function)
        for operation in function.source.operations(wanted) if wanted else ():
            condition = by_type[operation.type]
            scope = Scope(model=model, function=function, operation=operation, bounds=bounds)
            why = condition.decide(scope).why
            yield _described(condition, scope, matched_operation(operation, why, signature_of(operation)))


def _described(condition: Condition, scope: Scope, operation: MatchedOperation) -> NearOperation:
    return NearOperation(operation=operation, verdict=condition.verdict(scope), parts=_parts(condition, scope))


def _parts(condition: Condition, scope: Scope) -> tuple[Part, ...]:
    if condition.node is None:
        return ()
    nodes = condition.node.parts if isinstance(condition.node, tree.And) else (condition.node,)
    decided = [(text_of(node), condition_of(node, condition.vocabulary).decide(scope)) for node in nodes]
    return tuple(Part(text=text, verdict=decision.verdict, why=decision.why) for text, decision in decided)
