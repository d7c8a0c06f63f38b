"""Where the operations of an ML program's function stand: type, place and block of each, and who gives which value.

One pass over the bytes, without decoding an operation. Blocks inside operations are indexed too, right after the
operation that holds them, so that the order is the file's.
"""

from array import array
from collections import Counter
from collections.abc import Mapping
from typing import Final

from kb.models.message import Message
from kb.models.sources import unreadable
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


class Block:
    """A block: what it takes and returns, and the values that its own operations give."""

    __slots__ = ("inputs", "label", "outputs", "owner", "producers")

    def __init__(self, *, owner: int, label: str) -> None:
        self.owner = owner
        """The operation that holds it; -1 of a function's block."""
        self.label = label
        """`block0`, `block1`, … in the operation that holds it."""
        self.inputs: list[Message] = []
        self.outputs: list[bytes] = []
        self.producers: dict[bytes, int] = {}


class ProgramIndex:
    """Operations are numbered in file order."""

    __slots__ = ("_bytes", "_type_numbers", "block_of", "blocks", "ends", "starts", "type_of")

    def __init__(self, block: Message) -> None:
        self.starts = array("Q")
        self.ends = array("Q")
        self.type_of = array("I")
        self.block_of = array("I")
        self.blocks: list[Block] = []
        self._bytes = 0
        self._type_numbers: dict[bytes, int] = {}
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
                if head is None:
                    head = _any_head(Message("MILSpec.Operation", (Span(source, base + start, base + end),)))
                type_name, values, inner = head
                index = len(self.starts)
                self.starts.append(base + start)
                self.ends.append(base + end)
                self.block_of.append(number)
                self.type_of.append(self._type_numbers.setdefault(type_name, len(self._type_numbers)))
                for value in values:
                    block.producers[value] = index
                self._bytes += end - start if buffer else 0
                if index >= OPERATIONS_LIMIT or len(block.producers) > VALUES_LIMIT or self._bytes > BYTES_LIMIT:
                    raise unreadable(source, base + start, "more operations in one function than are read")
                if inner:
                    self._add_inner(Span(source, base + start, base + end), message.depth, index)

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


def _head(buffer: bytes, position: int, end: int) -> tuple[bytes, list[bytes], bool] | None:
    """(type, names of the values it gives, has blocks) of an operation in memory; None where it is unusual."""
    type_name, values, inner = b"", [], False
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
                values.append(buffer[position + 2 : position + 2 + length])
            elif tag == _BLOCKS:
                inner = True
            elif tag not in (_INPUTS, _ATTRIBUTES):
                return None
            position += size
    except (IndexError, ValueError):
        return None
    return (type_name, values, inner) if position == end and len(type_name) <= NAME_LIMIT else None


def _any_head(operation: Message) -> tuple[bytes, list[bytes], bool]:
    """The same of any operation, with an error that names the place where it is damaged."""
    names = [operation.text("type"), *(output.text("name") for output in operation.messages("outputs"))]
    type_name, *values = [name.encode() for name in names]
    if any(len(name) > NAME_LIMIT for name in (type_name, *values)):
        span = operation.spans[0]
        raise unreadable(span.source, span.start, f"a name of more than {NAME_LIMIT:,} bytes")
    return type_name, values, operation.count("blocks") > 0
