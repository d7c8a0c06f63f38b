"""Stretches of a program that repeat themselves: the same layouts in the same order, over and over.

Where a writer has laid out a convolution with its constants and its activation twice in a row, the third time `struct`
takes all of them apart in one call. Bytes are compared as with one layout, so that nothing is taken on trust: what is
laid out otherwise is met operation by operation, as it was.
"""

from array import array
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple, TypeAlias

from kb.models.likeness import UNLIKE, Likenesses
from kb.models.repeated_layouts import Layout, Picked, picked, struct_of
from kb.models.wire import LENGTH

# Operations and bytes of one stretch. Windows are eight times as large.
STRETCH_LIMIT: Final = 256
_BYTES_LIMIT: Final = 32 * 1024

# Combinations of likenesses that are remembered of one stretch.
_REMEMBERED: Final = 256

_OPERATIONS_TAG: Final = 3 << 3 | LENGTH


Number: TypeAlias = Callable[[Hashable], int]
"""Likeness of an operation → its number, from 1."""


class Given(NamedTuple):
    """The values that a stretch gives."""

    names: tuple[bytes, ...]
    likenesses: tuple[int, ...]


class Stretch:
    """Operations in a row, their heads included, each laid out in a known way. Places count from its first byte."""

    __slots__ = (
        "_alike",
        "_between",
        "_constants",
        "_given",
        "_likenesses",
        "_operations",
        "_places",
        "_struct",
        "_taken",
        "content",
        "givers",
        "layouts",
        "names",
        "size",
        "sizes",
        "starts",
        "types",
    )

    def __init__(self, types: "array[int]", layouts: "array[int]", sizes: "array[int]") -> None:
        self.types = types
        self.layouts = layouts
        self.sizes = sizes
        self.size = 0
        """Bytes of the whole."""
        self.content = sum(sizes)
        """Bytes of the operations without their heads."""
        self.starts: list[int] = []
        self.names: Picked = picked(())
        """From the holes to the names of the values given, in order."""
        self.givers: list[int] = []
        """Which of its operations, from 0, gives each of them."""
        self._likenesses: list[int] = []
        """Of each value given; 0 for constants, which differ from one place to the next."""
        self._constants: list[tuple[int, int, Callable[[bytes], int]]] = []
        """Which of the values they are, the hole that holds what each is, and what gives its likeness."""
        self._struct = struct_of(())
        self._between: tuple[bytes, ...] = ()
        self._operations: list[tuple[Layout, int]] = []
        """Each with the number of its first hole."""
        self._taken = picked(())
        """From the holes to the names that its operations take, in order."""
        self._given: Picked | None = None
        """The same names, as the stretch before and this one give them; None until that is known."""
        self._places: list[int] = []
        """Which of the values given there each of them is."""
        self._alike: dict[tuple[int, ...], array[int]] = {}

    def take(
        self, operations: Sequence[tuple[Layout, int, int]], buffer: bytes, start: int, likenesses: Likenesses
    ) -> bool:
        """The operations (layout, start, size) that stand at `start` in the buffer and behind each other.

        False, and nothing to be used, where anything else stands there, or too much of it.
        """
        names: list[int] = []
        taken: list[int] = []
        pieces, hole, position = [0], 0, start
        for layout, first, size in operations:
            if buffer[position:first] != _head(size) or first + size - start > _BYTES_LIMIT:
                return False
            for output, type_bytes in layout.outputs:
                if layout.constant is None:
                    self._likenesses.append(likenesses.of_value(layout.type_name, type_bytes, layout.weights))
                else:
                    of_constant = likenesses.of_constants(layout.type_name, type_bytes)
                    self._constants.append((len(names), hole + layout.constant, of_constant))
                    self._likenesses.append(0)
                names.append(hole + output)
                self.givers.append(len(self.starts))
            self.starts.append(first - start)
            self._operations.append((layout, hole))
            taken += [hole + each for each in layout.inputs]
            # What stands between the last hole of one operation and the first one of the next is one piece.
            pieces[-1] += first - position + layout.sizes[0]
            pieces += layout.sizes[1:]
            hole += len(layout.places)
            position = first + size
        self.names, self._taken = picked(names), picked(taken)
        self.size = position - start
        self._struct = struct_of(pieces)
        if position <= len(buffer):
            self._between = self._struct.unpack_from(buffer, start)[::2]
        return bool(self._between)

    def holes(self, buffer: bytes, start: int) -> tuple[bytes, ...] | None:
        """What stands in the holes of the stretch at `start`; None where something else stands there."""
        parts = self._struct.unpack_from(buffer, start)
        return parts[1::2] if parts[::2] == self._between else None

    def alike(self, holes: tuple[bytes, ...], before: "Given", given: "Given", number: Number) -> "array[int] | None":
        """For each operation a number that is equal for those that are alike, 0 where it has to be looked at itself.

        `before`: what the stretch before it gives. Where its operations take from it and from each other what they took
        the last time, and values of the same likenesses, they are like those. None where they do not.
        """
        taken = self._taken(holes)
        if self._given is None and not self._relate(taken, (*before.names, *given.names)):
            return None
        if self._given is None or self._given((*before.names, *given.names)) != taken:
            return None
        key = before.likenesses + given.likenesses
        if key not in self._alike and len(self._alike) < _REMEMBERED:
            self._alike[key] = array("I", self._numbers(holes, key, len(before.likenesses), number))
        return self._alike.get(key)

    def _relate(self, taken: Sequence[bytes], names: Sequence[bytes]) -> bool:
        """Find out which of the values given are those that are taken; false where some come from elsewhere."""
        places = {name: place for place, name in enumerate(names)}
        self._places = [places[name] for name in taken if name in places]
        self._given = picked(self._places) if len(self._places) == len(taken) else None
        return self._given is not None

    def _numbers(self, holes: tuple[bytes, ...], key: tuple[int, ...], own: int, number: Number) -> Iterator[int]:
        places = iter(self._places)
        unlike = {giver for giver, likeness in zip(self.givers, key[own:], strict=True) if likeness == UNLIKE}
        # The constant of an operation that gives nothing stands in no likeness.
        unlike |= {
            index for index, (each, _) in enumerate(self._operations) if each.constant is not None and not each.outputs
        }
        for index, (layout, hole) in enumerate(self._operations):
            taken = tuple([key[place] for place in islice(places, len(layout.inputs))])
            constant = None if layout.constant is None else holes[hole + layout.constant]
            yield 0 if UNLIKE in taken or index in unlike else number((layout.kind, constant, taken))

    def likenesses(self, holes: tuple[bytes, ...]) -> list[int]:
        """The likenesses of the values that are given where these are the holes."""
        found = self._likenesses.copy()
        for value, hole, of_constant in self._constants:
            found[value] = of_constant(holes[hole])
        return found


def _head(size: int) -> bytes:
    """Tag and length of an operation of so many bytes in its block."""
    head = bytearray([_OPERATIONS_TAG])
    while size > 127:
        head.append(size & 127 | 128)
        size >>= 7
    head.append(size)
    return bytes(head)


class Stretches:
    """Which stretch came after which layout, the last time that one repeated itself."""

    __slots__ = ("_after", "_last")

    def __init__(self) -> None:
        self._after: dict[int, Stretch] = {}
        self._last: dict[int, int] = {}

    def after(self, layout: int) -> Stretch | None:
        """What is likely to follow an operation of that layout. It ends with such an operation."""
        return self._after.get(layout)

    def keep(self, layout: int, stretch: Stretch) -> None:
        self._after[layout] = stretch

    def forget(self, layout: int) -> None:
        """Something else followed."""
        del self._after[layout]

    def repeats(self, layouts: "array[int]") -> int:
        """How many operations up to the last one repeat those before them; 0 where they do not.

        To be told of each operation that was met on its own; `layouts` has all of them, whole stretches included.
        """
        now = len(layouts) - 1
        before = self._last.get(layouts[now], now)
        self._last[layouts[now]] = now
        period = now - before
        if not 0 < period <= min(STRETCH_LIMIT, before + 1):
            return 0
        return period if layouts[before + 1 : now + 1] == layouts[before + 1 - period : before + 1] else 0
