"""Numbers for the values of a program: equal for values that differ in their names only.

So that what was found out about one operation holds for the thousand others that are alike. Told by the bytes of
types and constants, which cost a look into a table; what is laid out in an unusual way is like nothing else.
"""

from collections.abc import Callable, Hashable
from typing import Final

from kb.models.program_parts import ATTRIBUTES, FIRST, INPUTS, OUTPUTS, SECOND
from kb.models.usual_layouts import fields, only_name, pair
from kb.models.wire import LENGTH, varint

UNLIKE: Final = 0
"""The number of values of which it is not known what they are like."""

# Larger types and constants are rare, and so are programs with more different ones.
_BYTES_LIMIT: Final = 512
_NUMBERS_LIMIT: Final = 100_000

_ENTRIES: Final = frozenset({INPUTS, OUTPUTS, ATTRIBUTES})
# The attribute that no two operations have in common.
_NAME: Final = b"name"

# Tags of `MILSpec.Value`.
_TYPE: Final = 2 << 3 | LENGTH
_IN_WEIGHT_FILE: Final = 5 << 3 | LENGTH


class Likenesses:
    """The numbers of one program's values."""

    __slots__ = ("_numbers",)

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}

    def of_value(self, giver: bytes, type_bytes: bytes, value: bytes) -> int:
        """`giver`: the type of the operation that gives it; `value`: the bytes that say what a constant is."""
        key = (giver, type_bytes, value)
        number = self._numbers.get(key)
        return self._of_new(key) if number is None else number

    def _of_new(self, key: tuple[bytes, bytes, bytes]) -> int:
        giver, type_bytes, value = key
        if len(type_bytes) + len(value) > _BYTES_LIMIT:
            return UNLIKE
        weights = _type_of_weights(value)
        # Weights are not read, so one place in the weight file is like another.
        known: Hashable = key if weights is None else (giver, type_bytes, weights, "weights")
        if known not in self._numbers and len(self._numbers) >= _NUMBERS_LIMIT:
            return UNLIKE
        return self._numbers.setdefault(known, len(self._numbers) + 1)


def _type_of_weights(value: bytes) -> bytes | None:
    """The type in a constant whose numbers stand in the weight file; None of any other."""
    try:
        start = varint(value, 1)[1]
    except (IndexError, ValueError):
        return None
    found = fields(value, start, len(value))
    if not found or found[-1][0] != _IN_WEIGHT_FILE:
        return None
    types = [value[a:b] for tag, a, b in found if tag == _TYPE]
    return types[-1] if types else b""


def likeness_of_operation(
    buffer: bytes, start: int, end: int, of_value: Callable[[bytes], Hashable]
) -> tuple[Hashable, ...] | None:
    """What the operation in `buffer[start:end]` is apart from names; None where that is not known.

    `of_value`: a value's name → its number, or what else it is alike to; None where that is not known.
    """
    parts: list[Hashable] = []
    for tag, a, b in fields(buffer, start, end) or ():
        if tag == FIRST:
            parts += (tag, buffer[a:b])
            continue
        entry = pair(buffer, a, b) if tag in _ENTRIES else None
        if entry is None:
            return None
        if tag == INPUTS:
            name = only_name(buffer, *entry[1])
            value = _of_arguments(buffer, *entry[1], of_value) if name is None else of_value(name)
            if value is None:
                return None
            parts += (tag, entry[0], value)
        elif tag == OUTPUTS or entry[0] != _NAME:
            parts += (tag, b"" if tag == OUTPUTS else entry[0], buffer[entry[1][0] : entry[1][1]])
    return tuple(parts) or None


def _of_arguments(buffer: bytes, start: int, end: int, of_value: Callable[[bytes], Hashable]) -> Hashable:
    """The same of several values that one parameter is bound to, or of one that is written in place."""
    bound: list[Hashable] = []
    for outer, a, b in fields(buffer, start, end) or ():
        inner = fields(buffer, a, b) if outer == FIRST else None
        if not inner or len(inner) > 1:
            return None
        ((tag, x, y),) = inner
        value = of_value(buffer[x:y]) if tag == FIRST else buffer[x:y] if tag == SECOND else None
        if value is None:
            return None
        bound.append(value)
    return tuple(bound) or None
