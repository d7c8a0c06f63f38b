"""Mappings and sequences that decode when somebody looks: value by value, or as a whole."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar, overload

Key = TypeVar("Key")
Item = TypeVar("Item")
Element_co = TypeVar("Element_co", covariant=True)
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


class DeferredSequence(Sequence[Element_co]):
    """A sequence that is made as a whole when it is first looked at. Equal to a tuple of the same."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], tuple[Element_co, ...]]) -> None:
        self._make = make
        self._made: tuple[Element_co, ...] | None = None

    @property
    def _elements(self) -> tuple[Element_co, ...]:
        if self._made is None:
            self._made = self._make()
        return self._made

    @overload
    def __getitem__(self, index: int) -> Element_co: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Element_co, ...]: ...
    def __getitem__(self, index: int | slice) -> Element_co | tuple[Element_co, ...]:
        return self._elements[index]

    def __len__(self) -> int:
        return len(self._elements)

    def __eq__(self, other: object) -> bool:
        return self._elements == (other._elements if isinstance(other, DeferredSequence) else other)

    def __hash__(self) -> int:
        return hash(self._elements)

    def __repr__(self) -> str:
        return repr(self._elements)
