"""A compiled condition and a place in a model → a verdict, and why.

The verdict is cheap and asked everywhere; the reason is told only where somebody will read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.rules import tree
from kb.rules.evaluating import Evaluate, compile_condition
from kb.rules.explaining import explain
from kb.rules.facts import MODEL, Vocabulary
from kb.rules.scope import MAX_STEPS, Scope, TooManySteps
from kb.rules.verdict import Decision, Verdict

_VERDICTS: Mapping[object, Verdict] = {True: Verdict.MATCHED, False: Verdict.UNMATCHED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition for one operation type, or for the model; compiled once, decided often."""

    node: tree.Node | None
    """None: it always holds."""
    vocabulary: Vocabulary
    evaluate: Evaluate = field(repr=False, compare=False)
    is_local: bool
    """It looks at the operation alone and at no name in it, beside facts of the function and the model."""

    @property
    def is_about_model(self) -> bool:
        return self.vocabulary.subject == MODEL

    def verdict(self, scope: Scope) -> Verdict:
        scope.steps = MAX_STEPS
        try:
            value = self.evaluate(scope)
        except TooManySteps:
            return Verdict.UNDECIDED
        return _VERDICTS[value] if isinstance(value, bool) else Verdict.UNDECIDED

    def decide(self, scope: Scope) -> Decision:
        """The verdict and the sub-expressions that led to it."""
        verdict = self.verdict(scope)
        if self.node is None:
            return Decision(verdict=verdict, why=f"this holds for every {self.vocabulary.subject}")
        return Decision(verdict=verdict, why=explain(self.node, verdict, self.vocabulary, scope))


def condition_of(node: tree.Node | None, vocabulary: Vocabulary) -> Condition:
    """A tree compiled for one operation type or the model. Raises ConditionError where a name does not exist."""
    evaluate, facts = (_always, ()) if node is None else compile_condition(node, vocabulary)
    return Condition(
        node=node,
        vocabulary=vocabulary,
        evaluate=evaluate,
        is_local=not any(fact.names or fact.neighbours for fact in facts),
    )


def _always(_scope: Scope) -> object:
    return True
