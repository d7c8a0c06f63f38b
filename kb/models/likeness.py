"""Numbers for the values of a program: equal for values that differ in their names only.

So that what was found out about one operation holds for the thousand others that are alike. Told by the bytes of
types and constants, which cost a look into a table.
"""

from collections.abc import Callable, Hashable
from typing import Final

UNLIKE: Final = 0
"""The number of values of which it is not known what they are like."""

# Programs with more different values are rare, and so are larger types and constants.
_NUMBERS_LIMIT: Final = 100_000
_BYTES_LIMIT: Final = 2048


class Likenesses:
    """The numbers of one program's values."""

    __slots__ = ("_constants", "_numbers")

    def __init__(self) -> None:
        self._constants: dict[tuple[bytes, bytes], _Constants] = {}
        self._numbers: dict[Hashable, int] = {}

    def of_value(self, giver: bytes, type_bytes: bytes, constant: bytes | None) -> int:
        """`giver`: the type of the operation that gives it; `constant`: the bytes that say what it is, if it is one."""
        key = (giver, type_bytes, constant)
        number = self._numbers.get(key)
        if number is not None:
            return number
        if len(type_bytes) + len(constant or b"") > _BYTES_LIMIT or len(self._numbers) >= _NUMBERS_LIMIT:
            return UNLIKE
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def of_constants(self, giver: bytes, type_bytes: bytes) -> Callable[[bytes], int]:
        """The same for constants of one operation and one type, for who asks often."""
        key = (giver, type_bytes)
        if key not in self._constants:
            self._constants[key] = _Constants(self, giver, type_bytes)
        return self._constants[key].__getitem__


class _Constants(dict[bytes, int]):
    """What a constant is → the number of its value."""

    __slots__ = ("_all", "_giver", "_type_bytes")

    def __init__(self, all: Likenesses, giver: bytes, type_bytes: bytes) -> None:  # noqa: A002 — all of them
        super().__init__()
        self._all = all
        self._giver = giver
        self._type_bytes = type_bytes

    def __missing__(self, constant: bytes) -> int:
        number = self._all.of_value(self._giver, self._type_bytes, constant)
        if number != UNLIKE:
            self[constant] = number
        return number
