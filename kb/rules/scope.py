"""Where a condition is decided: an operation in its function in its model, or the model alone."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, TypeAlias

from kb.bounds.between import Dimensions
from kb.models.model import Function, Model, Operation, TensorType

MAX_STEPS: Final = 200_000
"""Elements looked at in one decision. A condition that wants more is undecided."""

_NO_OPERATION: Final = Operation(type="model", name="", function="", location="", opset=None)
"""Stands in a rule about the model, whose vocabulary has no fact that looks at it."""


Bounds: TypeAlias = Callable[[str], Dimensions | None]
"""A value's name → between which sizes its dimensions lie; None where nothing is known of it."""


def no_bounds(_name: str) -> None:
    """Nothing is known beyond what types say."""


def bounds_in(model: Model, function: Function) -> Bounds:
    """What the flexible inputs of a function say of its values, worked out when it is first asked for; `no_bounds`
    where no input is flexible."""
    if not any(isinstance(value.type, TensorType) and value.type.is_open for value in function.inputs):
        return no_bounds

    @cache
    def known() -> Mapping[str, Dimensions]:
        from kb.bounds.functions import bounds_of  # noqa: PLC0415 — models whose shapes are fixed never ask

        return bounds_of(model, function)

    return lambda name: known().get(name)


class TooManySteps(Exception):  # noqa: N818 — it ends one decision, it is no error of anyone
    """The work of one decision has come to its limit."""


class Scope:
    """What one decision may look at, and how much work it has left. Made anew for every decision."""

    __slots__ = ("bounds", "function", "model", "operation", "steps", "variables")

    def __init__(
        self,
        *,
        model: Model | None,
        function: Function | None = None,
        operation: Operation = _NO_OPERATION,
        bounds: Bounds = no_bounds,
    ) -> None:
        self.model = model
        """None where an operation is looked at alone; then facts of the model are unknown."""
        self.function = function
        self.operation = operation
        self.bounds = bounds
        """Asked only for a value whose type leaves a dimension open."""
        self.variables: dict[str, object] = {}
        self.steps = MAX_STEPS

    def spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise TooManySteps
