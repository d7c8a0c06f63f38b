"""Where a condition is decided: an operation in its function in its model, or the model alone."""

from typing import Final

from kb.models.model import Function, Model, Operation

MAX_STEPS: Final = 200_000
"""Elements looked at in one decision. A condition that wants more is undecided."""

_NO_OPERATION: Final = Operation(type="model", name="", function="", location="", opset=None)
"""Stands in a rule about the model, whose vocabulary has no fact that looks at it."""


class TooManySteps(Exception):  # noqa: N818 — it ends one decision, it is no error of anyone
    """The work of one decision has come to its limit."""


class Scope:
    """What one decision may look at, and how much work it has left. Made anew for every decision."""

    __slots__ = ("function", "model", "operation", "steps", "variables")

    def __init__(
        self, *, model: Model | None, function: Function | None = None, operation: Operation = _NO_OPERATION
    ) -> None:
        self.model = model
        """None where an operation is looked at alone; then facts of the model are unknown."""
        self.function = function
        self.operation = operation
        self.variables: dict[str, object] = {}
        self.steps = MAX_STEPS

    def spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise TooManySteps
