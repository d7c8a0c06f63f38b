"""Defaults of an operation's parameters, asked of coremltools without building a program.

`default_inputs` is a method: some defaults depend on the rank or the dtype of `x`. It is called on
instances with made-up inputs that differ in both; what comes out the same each time is a default.
"""

import math
from typing import Any, Final, NamedTuple

from kb.availability.table import Default

_RANKS: Final = (5, 4, 3)
_DTYPES: Final = ("fp32", "fp16")


class _Input(NamedTuple):
    """As much of coremltools' Var as `default_inputs` looks at."""

    rank: int
    shape: tuple[int, ...]
    dtype: Any
    val: None = None


def defaults_of(operation_class: Any) -> dict[str, Default]:
    """Parameter → default, for the parameters whose default is the same for every input and is not None."""
    answers = [_ask(operation_class, rank, dtype) for rank in _RANKS for dtype in _DTYPES]
    first, *others = answers
    return {
        name: default
        for name, default in first.items()
        if default is not None and all(_same(default, other.get(name)) for other in others)
    }


def _ask(operation_class: Any, rank: int, dtype: str) -> dict[str, Default]:
    from coremltools.converters.mil.mil.types import string_to_builtin

    instance = object.__new__(operation_class)
    # Every size differs between ranks, so that a default made of sizes does too.
    given = _Input(rank, tuple(range(rank + 1, 2 * rank + 1)), string_to_builtin(dtype))
    for name in operation_class.input_spec.input_types:
        setattr(instance, name, given)
    return {name: _plain(value) for name, value in instance.default_inputs().items()}


def _plain(value: Any) -> Default:
    """numpy's scalars and arrays as Python's own; a list as a tuple."""
    if type(value).__name__ == "float32":
        # The shortest decimal that is this float32, not the float64 beside it.
        return float(str(value))
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple | range):
        return tuple(value)
    assert value is None or isinstance(value, bool | int | float | str), f"a default of type {type(value)}"
    return value


def _same(one: Default, other: Default) -> bool:
    """Equal, or as near as fp16 can say it."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=2**-10, abs_tol=2**-24)
    return one == other and type(one) is type(other)
