"""Mappings that decode when somebody looks: value by value, or as a whole."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

Key = TypeVar("Key")
Item = TypeVar("Item")
Place = TypeVar("Place")


class LazyMapping(Mapping[str, Item]):
    """`places` says where each value stands; `decode` makes the value of a key and its place, once."""

    __slots__ = ("_decode", "_decoded", "_places")

    def __init__(self, places: Mapping[str, Place], decode: Callable[[str, Place], Item]) -> None:
        self._places: Mapping[str, object] = places
        self._decode: Callable[..., Item] = decode
        self._decoded: dict[str, Item] = {}

    def __getitem__(self, key: str) -> Item:
        if key not in self._decoded:
            self._decoded[key] = self._decode(key, self._places[key])
        return self._decoded[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __repr__(self) -> str:
        return repr(dict(self))


class DeferredMapping(Mapping[Key, Item]):
    """A mapping that is made as a whole when it is first looked at."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Mapping[Key, Item]]) -> None:
        self._make = make
        self._made: Mapping[Key, Item] | None = None

    @property
    def _mapping(self) -> Mapping[Key, Item]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getitem__(self, key: Key) -> Item:
        return self._mapping[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._mapping)

    def __len__(self) -> int:
        return len(self._mapping)

    def __repr__(self) -> str:
        return repr(dict(self))
