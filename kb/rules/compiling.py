"""From records and what a model is made of to the rules that the model can meet, ready to be decided.

A condition comes from its text, or from the tree that the bundle carries: then nothing is parsed.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from kb.availability.table import Availability
from kb.errors import KbError
from kb.frozen import frozen
from kb.records.record import Record, Rule, Status
from kb.rules import tree
from kb.rules.deciding import Condition, condition_of
from kb.rules.errors import ConditionError
from kb.rules.facts import MODEL, Vocabularies, Vocabulary
from kb.rules.tree_json import tree_from_json

NEVER_MATCHED = frozenset({Status.WITHDRAWN, Status.SUPERSEDED})


@frozen
class CompiledRule:
    """One rule of a record for one operation type, or for the model."""

    record: Record
    index: int
    """Which of the record's rules, from 0."""
    condition: Condition

    @property
    def rule(self) -> Rule:
        return self.record.rules[self.index]


@frozen
class RuleSet:
    """The rules that one model can meet."""

    by_type: Mapping[str, tuple[CompiledRule, ...]]
    """Operation or layer type → its rules."""
    about_model: tuple[CompiledRule, ...]


class Knowledge(Protocol):
    """The part of `kb.knowledge.knowledge_base.KnowledgeBase` that is needed here."""

    @property
    def availability(self) -> Availability: ...

    @property
    def trees(self) -> Mapping[str, object]:
        """A condition's text → what `tree_to_json` made of it when it was checked; empty where nothing did."""
        ...

    def records_for(self, operation_types: Collection[str]) -> tuple[Record, ...]: ...


def compile_rules(knowledge: Knowledge, operation_types: Collection[str]) -> RuleSet:
    """The rules for a model that has these operation types.

    A condition whose tree is not at hand is parsed and checked here; ConditionError names its record.
    """
    records = (each for each in knowledge.records_for(operation_types) if each.status not in NEVER_MATCHED)
    return _rule_set(records, knowledge, operation_types)


def compile_record(record: Record, knowledge: Knowledge, operation_types: Collection[str]) -> RuleSet:
    """One record's rules, whatever its status: for who asks why it matches, or why not."""
    return _rule_set((record,), knowledge, operation_types)


def _rule_set(records: Iterable[Record], knowledge: Knowledge, operation_types: Collection[str]) -> RuleSet:
    compiler = _Compiler(knowledge)
    by_type: dict[str, list[CompiledRule]] = {}
    about_model: list[CompiledRule] = []
    for record in records:
        for index, rule in enumerate(record.rules):
            if rule.model:
                about_model.append(compiler.compile(record, index, MODEL))
            for subject in dict.fromkeys(rule.operations):
                if subject in operation_types:
                    by_type.setdefault(subject, []).append(compiler.compile(record, index, subject))
    return RuleSet(by_type={key: tuple(rules) for key, rules in by_type.items()}, about_model=tuple(about_model))


class _Compiler:
    def __init__(self, knowledge: Knowledge) -> None:
        self._trees = knowledge.trees
        self._vocabularies = Vocabularies(knowledge.availability)

    def compile(self, record: Record, index: int, subject: str) -> CompiledRule:
        try:
            condition = self._condition(record.rules[index].when, subject)
        except ConditionError as error:
            raise ConditionError(error.detail, where=f"record {record.id}, condition") from None
        except KbError as error:
            raise KbError(where=f"record {record.id}", what=error.what, hint=error.hint) from None
        return CompiledRule(record=record, index=index, condition=condition)

    def _condition(self, text: str, subject: str) -> Condition:
        vocabulary = self._vocabularies.of(subject)
        if not text:
            return condition_of(None, vocabulary)
        if text in self._trees:
            return condition_of(tree_from_json(self._trees[text]), vocabulary)
        return condition_of(_parsed_and_checked(text, vocabulary), vocabulary)


def _parsed_and_checked(text: str, vocabulary: Vocabulary) -> tree.Node:
    # Not at the top: with conditions from the bundle nothing is parsed, and `ast` costs every start-up.
    from kb.rules.language import parse_condition  # noqa: PLC0415 — see above
    from kb.rules.type_checking import check_tree  # noqa: PLC0415 — see above

    parsed = parse_condition(text)
    problems = check_tree(parsed, vocabulary)
    if problems:
        raise ConditionError(problems[0])
    return parsed
