"""From what is known and what a model is made of to the rules that the model can meet, ready to be decided.

A condition comes from its text, or from the tree that the bundle carries: then nothing is parsed. A rule's record is
read where somebody asks for it: where the rule holds.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import field
from typing import Final, Protocol

from kb.availability.table import Availability
from kb.errors import KbError
from kb.frozen import frozen
from kb.records.record import Record, Rule, Status
from kb.rules import tree
from kb.rules.deciding import Condition, condition_of
from kb.rules.errors import ConditionError
from kb.rules.facts import MODEL, Vocabularies, Vocabulary
from kb.rules.tree_json import tree_from_json

NEVER_MATCHED: Final = frozenset({Status.WITHDRAWN, Status.SUPERSEDED})


@frozen
class KnownRule:
    """A rule as it is at hand before its record is read."""

    slug: str
    index: int
    """Which of the record's rules, from 0."""
    when: str
    tree: object = None
    """What `tree_to_json` made of the condition when it was checked; None where nothing did."""
    read: Callable[[], Record] = field(repr=False, compare=False)


@frozen
class CompiledRule:
    """One rule of a record for one operation type, or for the model."""

    slug: str
    index: int
    condition: Condition
    read: Callable[[], Record] = field(repr=False, compare=False)

    @property
    def record(self) -> Record:
        return self.read()

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
    def compiler(self) -> "RuleCompiler": ...


class RuleCompiler:
    """The rules of one knowledge base, each compiled when a model first meets its subject, and kept for the next."""

    def __init__(self, availability: Availability, rules_about: Callable[[str], Iterable[KnownRule]]) -> None:
        """`rules_about`: an operation or layer type, or `model` → the rules about it that can match."""
        self._vocabularies = Vocabularies(availability)
        self._rules_about = rules_about
        self._compiled: dict[str, tuple[CompiledRule, ...]] = {}

    def about(self, subject: str) -> tuple[CompiledRule, ...]:
        """A condition whose tree is not at hand is parsed and checked here; ConditionError names its record."""
        if subject not in self._compiled:
            self._compiled[subject] = tuple([self.compile(rule, subject) for rule in self._rules_about(subject)])
        return self._compiled[subject]

    def compile(self, rule: KnownRule, subject: str) -> CompiledRule:
        try:
            condition = self._condition(rule, subject)
        except ConditionError as error:
            raise ConditionError(error.detail, where=f"record {rule.slug}, condition") from None
        except KbError as error:
            raise KbError(where=f"record {rule.slug}", what=error.what, hint=error.hint) from None
        return CompiledRule(slug=rule.slug, index=rule.index, condition=condition, read=rule.read)

    def _condition(self, rule: KnownRule, subject: str) -> Condition:
        vocabulary = self._vocabularies.of(subject)
        if not rule.when:
            return condition_of(None, vocabulary)
        if rule.tree is not None:
            return condition_of(tree_from_json(rule.tree), vocabulary)
        return condition_of(_parsed_and_checked(rule.when, vocabulary), vocabulary)


def compile_rules(knowledge: Knowledge, operation_types: Collection[str]) -> RuleSet:
    """The rules for a model that has these operation types. Raises ConditionError for a condition that is none."""
    return _rule_set(knowledge.compiler.about, operation_types)


def compile_record(record: Record, knowledge: Knowledge, operation_types: Collection[str]) -> RuleSet:
    """One record's rules, whatever its status: for who asks why it matches, or why not."""

    def about(subject: str) -> tuple[CompiledRule, ...]:
        return tuple(knowledge.compiler.compile(rule, subject) for rule in rules_of(record, subject))

    return _rule_set(about, operation_types)


def _rule_set(about: Callable[[str], tuple[CompiledRule, ...]], operation_types: Collection[str]) -> RuleSet:
    by_type = {each: rules for each in operation_types if (rules := about(each))}
    return RuleSet(by_type=by_type, about_model=about(MODEL))


def rules_of(record: Record, subject: str) -> Iterator[KnownRule]:
    """The rules of a record that is at hand about an operation or layer type, or about the model."""
    for index, rule in enumerate(record.rules):
        if rule.model if subject == MODEL else subject in rule.operations:
            yield KnownRule(slug=record.id, index=index, when=rule.when, read=lambda: record)


def _parsed_and_checked(text: str, vocabulary: Vocabulary) -> tree.Node:
    # Not at the top: with conditions from the bundle nothing is parsed, and `ast` costs every start-up.
    from kb.rules.language import parse_condition  # noqa: PLC0415 — see above
    from kb.rules.type_checking import check_tree  # noqa: PLC0415 — see above

    parsed = parse_condition(text)
    problems = check_tree(parsed, vocabulary)
    if problems:
        raise ConditionError(problems[0])
    return parsed
