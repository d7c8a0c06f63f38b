"""Where the operations of an ML program's function stand: type, place and block of each, and who gives which value.

One pass over the bytes, without decoding an operation. Blocks inside operations are indexed too, right after the
operation that holds them, so that the order is the file's.
"""

from array import array
from collections import Counter
from collections.abc import Generator, Hashable, Mapping
from typing import Final, TypeAlias

from kb.models.likeness import UNLIKE, Likenesses
from kb.models.message import Message
from kb.models.repeated_layouts import Layouts
from kb.models.repeated_stretches import STRETCH_LIMIT, Given, Stretch, Stretches
from kb.models.sources import Source, unreadable
from kb.models.wire import LENGTH, Span, Window, varint, windows

# Operations of one function, and values that they give. The largest public programs have some ten thousands.
OPERATIONS_LIMIT: Final = 500_000
VALUES_LIMIT: Final = 1_000_000
# Bytes of all operations that are small enough to be read whole; what is larger holds weights.
BYTES_LIMIT: Final = 512 * 1024 * 1024
# Bytes of a type's or value's name.
NAME_LIMIT: Final = 4096

# What one block takes, and what it returns.
PARTS_LIMIT: Final = 100_000

# Tags of the fields of `MILSpec.Block`, of `MILSpec.Operation` and of `NamedValueType`.
_BLOCK_INPUTS: Final = 1 << 3 | LENGTH
_BLOCK_OUTPUTS: Final = 2 << 3 | LENGTH
_OPERATIONS: Final = 3 << 3 | LENGTH
_TYPE: Final = 1 << 3 | LENGTH
_INPUTS: Final = 2 << 3 | LENGTH
_OUTPUTS: Final = 3 << 3 | LENGTH
_BLOCKS: Final = 4 << 3 | LENGTH
_ATTRIBUTES: Final = 5 << 3 | LENGTH
_NAME: Final = 1 << 3 | LENGTH
# Of an operation that has no layout in `Layouts`.
NO_LAYOUT: Final = -1
# A stretch that was met so often in a row is taken for a part of one that is so many times as long, up to so many
# operations: calls take longer than what they do, and larger ones fit less often.
_GROWS_AFTER: Final = 8
_GROWS_BY: Final = 4
_GROWS_TO: Final = 64


class Block:
    """A block: what it takes and returns, and the values that its own operations give."""

    __slots__ = ("given", "inputs", "label", "outputs", "owner", "values")

    def __init__(self, *, owner: int, label: str) -> None:
        self.owner = owner
        """The operation that holds it; -1 of a function's block."""
        self.label = label
        """`block0`, `block1`, … in the operation that holds it."""
        self.inputs: list[Message] = []
        self.outputs: list[bytes] = []
        self.values: dict[bytes, int] = {}
        """Name → number of the value."""
        self.given = 0
        """How many values there are: more than there are names where one is given twice."""


class _Numbers(dict[Hashable, int]):
    """Each key has a number of its own, from 1."""

    def __missing__(self, key: Hashable) -> int:
        return self.setdefault(key, len(self) + 1)


_Head: TypeAlias = tuple[bytes, list[tuple[bytes, int]], bool]
"""What is kept of an operation: its type, names and likenesses of the values that it gives, whether it holds blocks."""


class ProgramIndex:
    """Operations are numbered in file order, and so are the values that they give."""

    __slots__ = (
        "_bytes",
        "_likenesses",
        "_stretches",
        "_type_numbers",
        "alike_of",
        "block_of",
        "blocks",
        "giver_of",
        "layout_of",
        "layouts",
        "likeness_of",
        "number_of",
        "sizes",
        "starts",
        "type_of",
    )

    def __init__(self, block: Message) -> None:
        self.starts = array("Q")
        self.sizes = array("Q")
        self.type_of = array("I")
        self.block_of = array("I")
        self.layouts = Layouts()
        self.layout_of = array("i")
        self.alike_of = array("I")
        """Operation → a number that is equal for those that are alike; 0 where it was not worked out."""
        self.giver_of = array("I")
        """Value → the operation that gives it."""
        self.likeness_of = array("I")
        """Value → a number that is equal for values of one type from one type of operation, and for equal constants."""
        self.blocks: list[Block] = []
        self._bytes = 0
        self._type_numbers: dict[bytes, int] = {}
        self._likenesses = Likenesses()
        self._stretches = Stretches()
        self.number_of = _Numbers().__getitem__
        """Likeness of an operation → its number, from 1."""
        self._add_block(block, owner=-1, label="")

    def end_of(self, index: int) -> int:
        """Where an operation ends."""
        return self.starts[index] + self.sizes[index]

    @property
    def types(self) -> tuple[str, ...]:
        """Type number → type."""
        return tuple(name.decode(errors="replace") for name in self._type_numbers)

    def counts(self) -> Mapping[str, int]:
        """Type → how many operations, in order of first appearance."""
        counted = Counter(self.type_of)
        return {name: counted[number] for number, name in enumerate(self.types)}

    def _add_block(self, message: Message, *, owner: int, label: str) -> None:
        number, block = len(self.blocks), Block(owner=owner, label=label)
        self.blocks.append(block)
        for span in message.spans:
            fields = windows(span)
            field = next(fields, None)
            while field is not None:
                tag, buffer, base, start, end, top = field
                if tag != _OPERATIONS:
                    _add_part(block, tag, Span(span.source, base + start, base + end))
                elif self._add_operation(
                    number, buffer, base, Span(span.source, base + start, base + end), message.depth
                ):
                    end = self._add_stretches(number, buffer, base, end, top)
                field = _sent(fields, end)

    def _add_operation(self, block: int, buffer: bytes, base: int, operation: Span, depth: int) -> bool:
        """Index an operation, and the blocks in it. Gives whether it is laid out as others may be."""
        start, end = operation.start - base, operation.end - base
        laid_out = self.layouts.find(buffer, start, end) if buffer else None
        layout, (type_name, outputs, inner) = (
            (laid_out[0], self._head_of(*laid_out))
            if laid_out
            else (NO_LAYOUT, _any_head(buffer, base, start, end, operation.source))
        )
        index, within = len(self.starts), self.blocks[block]
        self.starts.append(operation.start)
        self.sizes.append(end - start)
        self.block_of.append(block)
        self.layout_of.append(layout)
        self.alike_of.append(0)
        self.type_of.append(self._type_numbers.setdefault(type_name, len(self._type_numbers)))
        for name, likeness in outputs:
            within.values[name] = len(self.giver_of)
            self.giver_of.append(index)
            self.likeness_of.append(likeness)
        within.given += len(outputs)
        self._bytes += end - start if buffer else 0
        if index >= OPERATIONS_LIMIT or len(within.values) > VALUES_LIMIT or self._bytes > BYTES_LIMIT:
            raise unreadable(operation.source, operation.start, "more operations in one function than are read")
        if inner:
            self._add_inner(operation, depth, index)
        return layout != NO_LAYOUT

    def _add_stretches(self, number: int, buffer: bytes, base: int, position: int, top: int) -> int:
        """Index what follows the last operation as often before; gives the position behind it."""
        layout, block = self.layout_of[-1], self.blocks[number]
        stretch = self._stretches.after(layout) or self._learn(self._stretches.repeats(self.layout_of), buffer, base)
        before: Given | None = None
        met = 0
        while stretch is not None and position + stretch.size <= top and self._has_room(stretch, block):
            holes = stretch.holes(buffer, position)
            if holes is None:
                self._stretches.forget(layout)
                break
            before = self._add_stretch(stretch, holes, number, base + position, before)
            position += stretch.size
            met += 1
            if met == _GROWS_AFTER and len(stretch.starts) * _GROWS_BY <= _GROWS_TO:
                grown = self._learn(len(stretch.starts) * _GROWS_BY, buffer, base)
                stretch, before, met = grown or stretch, None, 0
        return position

    def _add_stretch(
        self, stretch: Stretch, holes: tuple[bytes, ...], block: int, at: int, before: Given | None
    ) -> Given:
        """Index the operations of a stretch that stands at this position of the source; gives their values."""
        first, value, count = len(self.starts), len(self.giver_of), len(stretch.starts)
        given = Given(tuple(stretch.names(holes)), tuple(stretch.likenesses(holes)))
        alike = stretch.alike(holes, before, given, self.number_of) if before else None
        self.starts.extend([at + each for each in stretch.starts])
        self.sizes.extend(stretch.sizes)
        self.type_of.extend(stretch.types)
        self.block_of.extend(array("I", (block,)) * count)
        self.layout_of.extend(stretch.layouts)
        self.alike_of.extend(alike or array("I", (0,)) * count)
        self.giver_of.extend([first + each for each in stretch.givers])
        self.likeness_of.extend(given.likenesses)
        within = self.blocks[block]
        within.values.update(zip(given.names, range(value, value + len(given.names)), strict=True))
        within.given += len(given.names)
        self._bytes += stretch.content
        return given

    def _has_room(self, stretch: Stretch, block: Block) -> bool:
        """Whether it stays within the limits; what goes beyond is told operation by operation."""
        return (
            len(self.starts) + len(stretch.starts) < OPERATIONS_LIMIT
            and len(block.values) + len(stretch.givers) < VALUES_LIMIT
            and self._bytes + stretch.content < BYTES_LIMIT
        )

    def _learn(self, count: int, buffer: bytes, base: int) -> Stretch | None:
        """That the last `count` operations are likely to come again, if they are a stretch and lie in the buffer."""
        first = len(self.starts) - count
        start = self.end_of(first - 1) - base
        if not 0 < count <= STRETCH_LIMIT or start < 0 or NO_LAYOUT in self.layout_of[first:]:
            return None
        operations = [
            (self.layouts.all[self.layout_of[index]], self.starts[index] - base, self.sizes[index])
            for index in range(first, len(self.starts))
        ]
        stretch = Stretch(self.type_of[first:], self.layout_of[first:], self.sizes[first:])
        if not stretch.take(operations, buffer, start, self._likenesses):
            return None
        self._stretches.keep(self.layout_of[-1], stretch)
        return stretch

    def _head_of(self, number: int, holes: tuple[bytes, ...]) -> _Head:
        layout = self.layouts.all[number]
        type_name, likeness = layout.type_name, self._likenesses.of_value
        constant = layout.weights if layout.constant is None else holes[layout.constant]
        return type_name, [(holes[hole], likeness(type_name, type_, constant)) for hole, type_ in layout.outputs], False

    def _add_inner(self, operation: Span, depth: int, index: int) -> None:
        blocks = Message("MILSpec.Operation", (operation,), depth=depth + 1).messages("blocks")
        for number, block in enumerate(blocks):
            self._add_block(block, owner=index, label=f"block{number}")


def _sent(fields: Generator[Window, int | None, None], position: int) -> Window | None:
    """The field behind the position."""
    try:
        return fields.send(position)
    except StopIteration:
        return None


def _add_part(block: Block, tag: int, span: Span) -> None:
    """What a block takes and returns."""
    if max(len(block.inputs), len(block.outputs)) >= PARTS_LIMIT:
        raise unreadable(span.source, span.start, f"more than {PARTS_LIMIT:,} inputs or outputs of a block")
    if tag == _BLOCK_INPUTS:
        block.inputs.append(Message("MILSpec.NamedValueType", (span,)))
    elif tag == _BLOCK_OUTPUTS and span.end - span.start <= NAME_LIMIT:
        block.outputs.append(span.bytes_of(span.start, span.end))


def _any_head(buffer: bytes, base: int, start: int, end: int, source: Source) -> _Head:
    """The head of any operation, with an error that names the place where it is damaged."""
    usual = _head(buffer, start, end) if buffer else None
    if usual:
        return usual
    operation = Message("MILSpec.Operation", (Span(source, base + start, base + end),))
    names = [operation.text("type"), *(output.text("name") for output in operation.messages("outputs"))]
    type_name, *values = [name.encode() for name in names]
    if any(len(name) > NAME_LIMIT for name in (type_name, *values)):
        raise unreadable(source, base + start, f"a name of more than {NAME_LIMIT:,} bytes")
    return type_name, [(name, UNLIKE) for name in values], operation.count("blocks") > 0


def _head(buffer: bytes, position: int, end: int) -> _Head | None:
    """The head of an operation in memory; None where it is laid out in an unusual way."""
    type_name, inner = b"", False
    values: list[tuple[bytes, int]] = []
    try:
        while position < end:
            tag, size = buffer[position], buffer[position + 1]
            position += 2
            if size > 127:
                size, position = varint(buffer, position - 1)
            if tag == _TYPE:
                type_name = buffer[position : position + size]
            elif tag == _OUTPUTS:
                length = buffer[position + 1]
                if buffer[position] != _NAME or length > 127 or length + 2 > size:
                    return None
                values.append((buffer[position + 2 : position + 2 + length], UNLIKE))
            elif tag == _BLOCKS:
                inner = True
            elif tag not in (_INPUTS, _ATTRIBUTES):
                return None
            position += size
    except (IndexError, ValueError):
        return None
    return (type_name, values, inner) if position == end and len(type_name) <= NAME_LIMIT else None
