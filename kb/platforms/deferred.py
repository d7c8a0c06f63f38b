"""A table that is made when somebody first looks at it: most checks need neither devices nor releases."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Deferred(Mapping[_Key, _Value]):
    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Mapping[_Key, _Value]]) -> None:
        self._make = make
        self._made: Mapping[_Key, _Value] | None = None

    def _table(self) -> Mapping[_Key, _Value]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getitem__(self, key: _Key) -> _Value:
        return self._table()[key]

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._table())

    def __len__(self) -> int:
        return len(self._table())
