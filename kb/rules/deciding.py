"""A compiled condition and a place in a model → a verdict, and why.

The verdict is cheap and asked everywhere; the reason is told only where somebody will read it.
"""

from collections.abc import Mapping
from dataclasses import field

from kb.frozen import frozen
from kb.rules import tree
from kb.rules.evaluating import Evaluate, compile_condition
from kb.rules.explaining import explain
from kb.rules.facts import MODEL, Vocabulary
from kb.rules.scope import MAX_STEPS, Scope, TooManySteps
from kb.rules.types import Fact
from kb.rules.verdict import Decision, Verdict

_VERDICTS: Mapping[object, Verdict] = {True: Verdict.MATCHED, False: Verdict.UNMATCHED}


@frozen
class Condition:
    """A condition for one operation type, or for the model; compiled once, decided often."""

    node: tree.Node | None
    """None: it always holds."""
    vocabulary: Vocabulary
    evaluate: Evaluate = field(repr=False, compare=False)
    evaluate_alike: Evaluate = field(repr=False, compare=False)
    """The same where what alike operations may differ in is unknown: names, and who takes what they give."""
    holds_for_alike: bool
    """It looks at nothing in which alike operations may differ, so that what holds for one holds for all of them."""

    @property
    def is_about_model(self) -> bool:
        return self.vocabulary.subject == MODEL

    def verdict(self, scope: Scope) -> Verdict:
        return _verdict(self.evaluate, scope)

    def verdict_for_alike(self, scope: Scope) -> Verdict:
        """What can be said of every operation that is alike to this one; UNDECIDED where they may differ."""
        return _verdict(self.evaluate_alike, scope)

    def decide(self, scope: Scope) -> Decision:
        """The verdict and the sub-expressions that led to it."""
        verdict = self.verdict(scope)
        if self.node is None:
            return Decision(verdict=verdict, why=f"this holds for every {self.vocabulary.subject}")
        return Decision(verdict=verdict, why=explain(self.node, verdict, self.vocabulary, scope))


def condition_of(node: tree.Node | None, vocabulary: Vocabulary) -> Condition:
    """A tree compiled for one operation type or the model. Raises ConditionError where a name does not exist."""
    evaluate, facts = (_always, ()) if node is None else compile_condition(node, vocabulary)
    differing = any(map(_may_differ, facts))
    return Condition(
        node=node,
        vocabulary=vocabulary,
        evaluate=evaluate,
        evaluate_alike=compile_condition(node, vocabulary, hidden=_may_differ)[0] if node and differing else evaluate,
        holds_for_alike=not differing,
    )


def _may_differ(fact: Fact) -> bool:
    """Whether operations of equal likeness (`OperationSource.likenesses`) may differ in the fact."""
    return fact.names or fact.takers


def _verdict(evaluate: Evaluate, scope: Scope) -> Verdict:
    scope.steps = MAX_STEPS
    try:
        value = evaluate(scope)
    except TooManySteps:
        return Verdict.UNDECIDED
    return _VERDICTS[value] if isinstance(value, bool) else Verdict.UNDECIDED


def _always(_scope: Scope) -> object:
    return True
