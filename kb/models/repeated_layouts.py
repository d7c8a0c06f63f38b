"""Operations that are laid out alike: the same bytes at the same places, but for names and constants.

A writer lays ten thousand convolutions out in a few ways, which differ in how long the names are. Once one of them
has been walked field by field, `struct` takes the others apart in one call: where the bytes between the holes are the
same, the holes hold the names and the constant.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import itemgetter
from struct import Struct
from typing import Final, TypeAlias

from kb.models.program_parts import ATTRIBUTES, FIRST, INPUTS, OUTPUTS, SECOND
from kb.models.usual_layouts import Place, fields, inside, pair
from kb.models.wire import LENGTH

# Larger operations are rare, and what is rare is not laid out alike.
_BYTES_LIMIT: Final = 2048
_LAYOUTS_LIMIT: Final = 4096
# Layouts of one length and beginning that are tried in turn.
_TRIED_LIMIT: Final = 16
# As many first bytes as tell types of operations apart.
_BEGINNING: Final = 12

Picked: TypeAlias = Callable[[Sequence[bytes]], Sequence[bytes]]

# The way from `Value` to a text: immediateValue, tensor, strings, values.
NAME_TAGS: Final = (3 << 3 | LENGTH, 1 << 3 | LENGTH, 4 << 3 | LENGTH, 1 << 3 | LENGTH)


# Tags of `Value`: what type it has, and where in the weight file it stands.
_TYPE: Final = 2 << 3 | LENGTH
_IN_WEIGHT_FILE: Final = 5 << 3 | LENGTH
# No constant that is written in place begins so: 0 is no tag.
_WEIGHTS: Final = b"\x00"


class Layout:
    """One way to lay an operation out. Holes are numbered from 0, in the order in which they stand."""

    __slots__ = (
        "between",
        "constant",
        "inputs",
        "kind",
        "outputs",
        "places",
        "sizes",
        "struct",
        "taken",
        "type_name",
        "weights",
    )

    def __init__(self) -> None:
        self.type_name = b""
        self.kind = 0
        """Equal for layouts of operations that are alike but for what they take and what their constant is."""
        self.places: list[Place] = []
        """Where the holes stand in the operation that was walked."""
        self.inputs: list[int] = []
        """The holes that hold the names of what it takes."""
        self.taken: Picked = picked(())
        """From the holes to these names."""
        self.outputs: list[tuple[int, bytes]] = []
        """The holes that hold the names of what it gives, each with the bytes that say its type."""
        self.constant: int | None = None
        """The hole that holds what a constant is."""
        self.weights: bytes | None = None
        """What says that it is a constant in the weight file; one place there is like another."""
        self.sizes: list[int] = []
        """Bytes before the first hole, in it, between it and the next one, …, behind the last one."""
        self.struct = Struct("")
        self.between: tuple[bytes, ...] = ()

    def holes(self, buffer: bytes, start: int) -> tuple[bytes, ...] | None:
        """What stands in the holes of the operation at `start`; None where it is laid out otherwise."""
        parts = self.struct.unpack_from(buffer, start)
        return parts[1::2] if parts[::2] == self.between else None

    def measure(self, buffer: bytes, start: int, end: int) -> None:
        """What stands in `buffer[start:end]` outside of the holes is what all operations of this layout have there."""
        self.taken = picked(self.inputs)
        position = start
        for a, b in self.places:
            self.sizes += [a - position, b - a]
            position = b
        self.sizes.append(end - position)
        self.struct = struct_of(self.sizes)
        self.between = self.struct.unpack_from(buffer, start)[::2]

    def add_hole(self, place: Place) -> int:
        self.places.append(place)
        return len(self.places) - 1


class Layouts:
    """The layouts of one program's operations."""

    __slots__ = ("_by_beginning", "_kinds", "all")

    def __init__(self) -> None:
        self.all: list[Layout] = []
        self._kinds: dict[Hashable, int] = {}
        self._by_beginning: dict[tuple[int, bytes], list[int]] = {}

    def find(self, buffer: bytes, start: int, end: int) -> tuple[int, tuple[bytes, ...]] | None:
        """The number of the layout that the operation in `buffer[start:end]` has, and what stands in its holes."""
        key = (end - start, buffer[start : start + _BEGINNING])
        tried = self._by_beginning.get(key)
        for number in tried or ():
            holes = self.all[number].holes(buffer, start)
            if holes is not None:
                return number, holes
        if end - start > _BYTES_LIMIT or len(self.all) >= _LAYOUTS_LIMIT or len(tried or ()) >= _TRIED_LIMIT:
            return None
        found = _layout_of(buffer, start, end)
        if found is None:
            return None
        layout, kind = found
        layout.kind = self._kinds.setdefault(kind, len(self._kinds))
        holes = layout.struct.unpack_from(buffer, start)[1::2]
        self._by_beginning.setdefault(key, []).append(len(self.all))
        self.all.append(layout)
        return len(self.all) - 1, holes


def picked(places: Sequence[int]) -> Picked:
    """What takes the holes at these places out of all."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda holes: [holes[place] for place in places]


def struct_of(sizes: Iterable[int]) -> Struct:
    """What takes so many bytes, and so many, … apart."""
    return Struct("<" + "".join([f"{size}s" for size in sizes]))


def _layout_of(buffer: bytes, start: int, end: int) -> tuple[Layout, Hashable] | None:
    """The layout, and its kind. None where the operation is laid out in an unusual way, or holds blocks."""
    layout = Layout()
    parts: list[Hashable] = []
    for tag, a, b in fields(buffer, start, end) or ():
        if tag == FIRST:
            layout.type_name = buffer[a:b]
            continue
        told = _add_entry(layout, buffer, tag, (a, b))
        if told is None:
            return None
        parts += told
    layout.measure(buffer, start, end)
    return layout, (layout.type_name, *parts)


def _add_entry(layout: Layout, buffer: bytes, tag: int, field: Place) -> list[Hashable] | None:
    """One input, output or attribute: its holes, and what it is beside them; None where it is unusual."""
    entry = pair(buffer, *field) if tag in (INPUTS, OUTPUTS, ATTRIBUTES) else None
    if entry is None:
        return None
    key, place = entry
    if tag == INPUTS:
        bound = _add_arguments(layout, buffer, place)
        return None if bound is None else [tag, key, bound]
    if tag == OUTPUTS:
        # The name is the first field, behind its tag and its length.
        hole = layout.add_hole((field[0] + 2, field[0] + 2 + len(key)))
        layout.outputs.append((hole, buffer[place[0] : place[1]]))
        return [tag, b"", buffer[place[0] : place[1]]]
    if key == b"name":
        text = inside(buffer, *place, NAME_TAGS)
        if text is None:
            return None
        layout.add_hole(text)
        return []
    if key == b"val":
        _add_value(layout, buffer, place)
        return [tag, key, layout.weights]
    return [tag, key, buffer[place[0] : place[1]]]


def _add_value(layout: Layout, buffer: bytes, place: Place) -> None:
    """A hole for what a constant is; of weights, which are not read, for the place where they stand."""
    found = fields(buffer, *place)
    if found and found[-1][0] == _IN_WEIGHT_FILE:
        types = [buffer[a:b] for tag, a, b in found if tag == _TYPE]
        layout.weights = _WEIGHTS + (types[-1] if types else b"")
        layout.add_hole(found[-1][1:])
    else:
        layout.constant = layout.add_hole(place)


def _add_arguments(layout: Layout, buffer: bytes, place: Place) -> tuple[Hashable, ...] | None:
    """What a parameter is bound to: a hole for each name, and the bytes of what is written in place."""
    bound: list[Hashable] = []
    for outer, a, b in fields(buffer, *place) or ():
        binding = fields(buffer, a, b) if outer == FIRST else None
        if not binding or len(binding) > 1 or binding[0][0] not in (FIRST, SECOND):
            return None
        ((tag, x, y),) = binding
        if tag == FIRST:
            layout.inputs.append(layout.add_hole((x, y)))
        bound.append(tag if tag == FIRST else buffer[x:y])
    return tuple(bound) or None
