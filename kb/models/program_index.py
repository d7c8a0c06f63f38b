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
# How the entry of the attribute begins that holds a constant's value.
_VALUE: Final = b"\x0a\x03val"


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


_Head: TypeAlias = tuple[bytes, list[tuple[bytes, bytes]], bytes, bool]
"""What is looked at of an operation: its type; the values that it gives, each by its name and the bytes that say its
type; the bytes of its attribute `val`, empty where it has none; whether it holds blocks."""


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
        "likeness_of",
        "starts",
        "type_of",
    )

    def __init__(self, block: Message) -> None:
        self.starts = array("Q")
        self.ends = array("Q")
        self.type_of = array("I")
        self.block_of = array("I")
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
        for span in message.spans:
            source = span.source
            for tag, buffer, base, start, end in windows(span):
                if tag != _OPERATIONS:
                    _add_part(block, tag, Span(source, base + start, base + end))
                    continue
                head = _head(buffer, start, end) if buffer else None
                type_name, outputs, value, inner = head or _any_head(_operation(source, base + start, base + end))
                index = len(self.starts)
                self.starts.append(base + start)
                self.ends.append(base + end)
                self.block_of.append(number)
                self.type_of.append(self._type_numbers.setdefault(type_name, len(self._type_numbers)))
                for name, type_bytes in outputs:
                    block.values[name] = len(self.giver_of)
                    self.giver_of.append(index)
                    self.likeness_of.append(self._likenesses.of_value(type_name, type_bytes, value) if head else UNLIKE)
                self._bytes += end - start if buffer else 0
                if index >= OPERATIONS_LIMIT or len(block.values) > VALUES_LIMIT or self._bytes > BYTES_LIMIT:
                    raise unreadable(source, base + start, "more operations in one function than are read")
                if inner:
                    self._add_inner(Span(source, base + start, base + end), message.depth, index)

    def _add_inner(self, operation: Span, depth: int, index: int) -> None:
        blocks = Message("MILSpec.Operation", (operation,), depth=depth + 1).messages("blocks")
        for number, block in enumerate(blocks):
            self._add_block(block, owner=index, label=f"block{number}")


def _operation(source: Source, start: int, end: int) -> Message:
    return Message("MILSpec.Operation", (Span(source, start, end),))


def _add_part(block: Block, tag: int, span: Span) -> None:
    """What a block takes and returns."""
    if max(len(block.inputs), len(block.outputs)) >= PARTS_LIMIT:
        raise unreadable(span.source, span.start, f"more than {PARTS_LIMIT:,} inputs or outputs of a block")
    if tag == _BLOCK_INPUTS:
        block.inputs.append(Message("MILSpec.NamedValueType", (span,)))
    elif tag == _BLOCK_OUTPUTS and span.end - span.start <= NAME_LIMIT:
        block.outputs.append(span.bytes_of(span.start, span.end))


def _head(buffer: bytes, position: int, end: int) -> _Head | None:  # noqa: C901 — calls would cost more than they do
    """The head of an operation in memory; None where it is laid out in an unusual way."""
    type_name, value, inner = b"", b"", False
    outputs: list[tuple[bytes, bytes]] = []
    try:
        while position < end:
            tag, size = buffer[position], buffer[position + 1]
            position += 2
            if size > 127:
                size, position = varint(buffer, position - 1)
            if tag == _ATTRIBUTES:
                if buffer.startswith(_VALUE, position):
                    value = buffer[position + len(_VALUE) : position + size]
            elif tag == _TYPE:
                type_name = buffer[position : position + size]
            elif tag == _OUTPUTS:
                length = buffer[position + 1]
                if buffer[position] != _NAME or length > 127 or length + 2 > size:
                    return None
                middle = position + 2 + length
                outputs.append((buffer[position + 2 : middle], buffer[middle : position + size]))
            elif tag == _BLOCKS:
                inner = True
            elif tag != _INPUTS:
                return None
            position += size
    except (IndexError, ValueError):
        return None
    return (type_name, outputs, value, inner) if position == end and len(type_name) <= NAME_LIMIT else None


def _any_head(operation: Message) -> _Head:
    """The same of any operation, with an error that names the place where it is damaged."""
    names = [operation.text("type"), *(output.text("name") for output in operation.messages("outputs"))]
    type_name, *values = [name.encode() for name in names]
    if any(len(name) > NAME_LIMIT for name in (type_name, *values)):
        span = operation.spans[0]
        raise unreadable(span.source, span.start, f"a name of more than {NAME_LIMIT:,} bytes")
    return type_name, [(name, b"") for name in values], b"", operation.count("blocks") > 0
