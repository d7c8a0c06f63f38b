"""Where the operations of an ML program's function stand: type, place and block of each, and who gives which value.

One pass over the bytes, without decoding an operation. Blocks inside operations are indexed too, right after the
operation that holds them, so that the order is the file's.
"""

from array import array
from collections import Counter
from collections.abc import Mapping
from typing import Final, TypeAlias

from kb.models.likeness import UNLIKE, Likenesses
from kb.models.message import Message
from kb.models.repeated_layouts import Layouts
from kb.models.sources import Source, unreadable
from kb.models.wire import LENGTH, Span, varint, windows

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


class Block:
    """A block: what it takes and returns, and the values that its own operations give."""

    __slots__ = ("inputs", "label", "outputs", "owner", "values")

    def __init__(self, *, owner: int, label: str) -> None:
        self.owner = owner
        """The operation that holds it; -1 of a function's block."""
        self.label = label
        """`block0`, `block1`, … in the operation that holds it."""
        self.inputs: list[Message] = []
        self.outputs: list[bytes] = []
        self.values: dict[bytes, int] = {}
        """Name → number of the value."""


_Head: TypeAlias = tuple[bytes, list[tuple[bytes, int]], bool]
"""What is kept of an operation: its type, names and likenesses of the values that it gives, whether it holds blocks."""


class ProgramIndex:
    """Operations are numbered in file order, and so are the values that they give."""

    __slots__ = (
        "_bytes",
        "_likenesses",
        "_type_numbers",
        "block_of",
        "blocks",
        "ends",
        "giver_of",
        "layout_of",
        "layouts",
        "likeness_of",
        "starts",
        "type_of",
    )

    def __init__(self, block: Message) -> None:
        self.starts = array("Q")
        self.ends = array("Q")
        self.type_of = array("I")
        self.block_of = array("I")
        self.layouts = Layouts()
        self.layout_of = array("i")
        self.giver_of = array("I")
        """Value → the operation that gives it."""
        self.likeness_of = array("I")
        """Value → a number that is equal for values of one type from one type of operation, and for equal constants."""
        self.blocks: list[Block] = []
        self._bytes = 0
        self._type_numbers: dict[bytes, int] = {}
        self._likenesses = Likenesses()
        self._add_block(block, owner=-1, label="")

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
        # Bound once: the loop runs for every operation of the program.
        find, head_of, number_of_type = self.layouts.find, self._head_of, self._type_numbers.setdefault
        add_start, add_end, add_type = self.starts.append, self.ends.append, self.type_of.append
        add_block, add_layout = self.block_of.append, self.layout_of.append
        add_giver, add_likeness, values = self.giver_of.append, self.likeness_of.append, block.values
        for span in message.spans:
            source = span.source
            for tag, buffer, base, start, end in windows(span):
                if tag != _OPERATIONS:
                    _add_part(block, tag, Span(source, base + start, base + end))
                    continue
                laid_out = find(buffer, start, end) if buffer else None
                layout, (type_name, outputs, inner) = (
                    (laid_out[0], head_of(*laid_out))
                    if laid_out
                    else (NO_LAYOUT, _any_head(buffer, base, start, end, source))
                )
                index = len(self.starts)
                add_start(base + start)
                add_end(base + end)
                add_block(number)
                add_layout(layout)
                add_type(number_of_type(type_name, len(self._type_numbers)))
                for name, likeness in outputs:
                    values[name] = len(self.giver_of)
                    add_giver(index)
                    add_likeness(likeness)
                self._bytes += end - start if buffer else 0
                if index >= OPERATIONS_LIMIT or len(values) > VALUES_LIMIT or self._bytes > BYTES_LIMIT:
                    raise unreadable(source, base + start, "more operations in one function than are read")
                if inner:
                    self._add_inner(Span(source, base + start, base + end), message.depth, index)

    def _head_of(self, number: int, holes: tuple[bytes, ...]) -> _Head:
        layout = self.layouts.all[number]
        type_name, likeness = layout.type_name, self._likenesses.of_value
        constant = layout.weights if layout.constant is None else holes[layout.constant]
        return type_name, [(holes[hole], likeness(type_name, type_, constant)) for hole, type_ in layout.outputs], False

    def _add_inner(self, operation: Span, depth: int, index: int) -> None:
        blocks = Message("MILSpec.Operation", (operation,), depth=depth + 1).messages("blocks")
        for number, block in enumerate(blocks):
            self._add_block(block, owner=index, label=f"block{number}")


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
