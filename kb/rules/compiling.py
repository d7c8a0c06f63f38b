"""From records and what a model is made of to the rules that the model can meet, ready to be decided.

A condition comes from its text, or from the tree that the bundle carries: then nothing is parsed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kb.availability.table import Availability
from kb.errors import KbError
from kb.records.record import Record, Rule, Status
from kb.rules import tree
from kb.rules.deciding import Condition, condition_of
from kb.rules.errors import ConditionError
from kb.rules.facts import MODEL, Vocabulary, vocabulary_of
from kb.rules.tree_json import tree_from_json

NEVER_MATCHED = frozenset({Status.WITHDRAWN, Status.SUPERSEDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """One rule of a record for one operation type, or for the model."""

    record: Record
    index: int
    """Which of the record's rules, from 0."""
    condition: Condition

    @property
    def rule(self) -> Rule:
        return self.record.rules[self.index]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The rules that one model can meet."""

    by_type: Mapping[str, tuple[CompiledRule, ...]]
    """Operation or layer type → its rules."""
    about_model: tuple[CompiledRule, ...]


def compile_rules(
    records: Iterable[Record],
    availability: Availability,
    operation_types: Collection[str],
    trees: Mapping[str, object] | None = None,
) -> RuleSet:
    """The rules for a model that has these operation types.

    `trees`: a condition's text → what `tree_to_json` made of it. Such a condition was checked when the bundle was
    built. Any other is parsed and checked here, and ConditionError names its record.
    """
    compiler = _Compiler(availability, trees or {})
    by_type: dict[str, list[CompiledRule]] = {}
    about_model: list[CompiledRule] = []
    for record in records:
        if record.status in NEVER_MATCHED:
            continue
        for index, rule in enumerate(record.rules):
            if rule.model:
                about_model.append(compiler.compile(record, index, MODEL))
            for subject in dict.fromkeys(rule.operations):
                if subject in operation_types:
                    by_type.setdefault(subject, []).append(compiler.compile(record, index, subject))
    return RuleSet(by_type={key: tuple(rules) for key, rules in by_type.items()}, about_model=tuple(about_model))


class _Compiler:
    def __init__(self, availability: Availability, trees: Mapping[str, object]) -> None:
        self._availability = availability
        self._trees = trees
        self._vocabularies: dict[str, Vocabulary] = {}

    def compile(self, record: Record, index: int, subject: str) -> CompiledRule:
        try:
            condition = self._condition(record.rules[index].when, subject)
        except ConditionError as error:
            raise ConditionError(error.detail, where=f"record {record.id}, condition") from None
        except KbError as error:
            raise KbError(where=f"record {record.id}", what=error.what, hint=error.hint) from None
        return CompiledRule(record=record, index=index, condition=condition)

    def _condition(self, text: str, subject: str) -> Condition:
        vocabulary = self._vocabularies.get(subject)
        if vocabulary is None:
            vocabulary = self._vocabularies[subject] = vocabulary_of(subject, self._availability)
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
