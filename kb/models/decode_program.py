"""An ML program's functions and operations. An operation is decoded when somebody asks for its type, and its
parameters one by one when somebody asks for them.

Where a field that holds one message stands there twice, the last one counts; no writer does that.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping
from typing import Final

from kb.lazy import LazyMapping
from kb.models.likeness import UNLIKE
from kb.models.message import Message
from kb.models.model import Argument, Constant, Function, Operation, Value, ValueType
from kb.models.program_index import NO_LAYOUT, ProgramIndex
from kb.models.program_parts import (
    ATTRIBUTES,
    FIRST,
    INPUTS,
    OUTPUTS,
    SECOND,
    constant_at,
    decoded,
    entry_at,
    fields_of,
    named_value_at,
    names_taken,
    place_inside,
    text_at,
    type_at,
)
from kb.models.repeated_layouts import NAME_TAGS
from kb.models.sources import unreadable
from kb.models.usual_layouts import Place, only_name
from kb.models.wire import WHOLE_LIMIT, Span, walk

# Functions of one program; parameters, values bound to one parameter, and attributes of one operation.
FUNCTIONS_LIMIT: Final = 1_000
PARTS_LIMIT: Final = 100_000


def functions_of(program: Message, *, prefix: str) -> tuple[Function, ...]:
    """The functions of a `MILSpec.Program`; `prefix` goes before the location of every operation."""
    functions = program.mapping("functions")
    if len(functions) > FUNCTIONS_LIMIT:
        span = program.spans[0]
        raise unreadable(span.source, span.start, f"more than {FUNCTIONS_LIMIT:,} functions")
    return tuple(_function(name, message, prefix) for name, message in functions.items())


def _function(name: str, message: Message, prefix: str) -> Function:
    opset = message.text("opset")
    blocks = message.mapping("block_specializations")
    # A function has a block for its own opset; the blocks for others are never run.
    block = blocks.get(opset) or next(iter(blocks.values()), Message("MILSpec.Block", ()))
    inputs = tuple(_value(each) for each in message.messages("inputs"))
    source = ProgramSource(block, name=name, opset=opset, inputs=inputs, prefix=prefix)
    return Function(
        name=name,
        opset=opset,
        inputs=inputs,
        outputs=source.outputs(),
        operation_types=source.index.counts(),
        source=source,
    )


def _value(message: Message) -> Value:
    """A `NamedValueType`."""
    spans = message.message("type").spans
    return Value(name=message.text("name"), type=type_at(spans[-1], spans[-1].start, spans[-1].end) if spans else None)


class ProgramSource:
    """The operations of one function, in place."""

    def __init__(self, block: Message, *, name: str, opset: str, inputs: tuple[Value, ...], prefix: str) -> None:
        self.index = ProgramIndex(block)
        self._source = block.source
        self._types = self.index.types
        self._name = name
        self._opset = opset
        self._paths = {0: f"{prefix}{name}"}
        self._inputs: dict[int, Mapping[str, ValueType | None]] = {0: {each.name: each.type for each in inputs}}
        self._block_outputs: dict[int, frozenset[bytes]] = {}
        self._consumers: Mapping[str, list[int]] | None = None

    def operations(self, types: Collection[str] | None) -> Iterator[Operation]:
        if types is None:
            yield from map(self._operation, range(len(self.index.starts)))
            return
        wanted = {number for number, name in enumerate(self._types) if name in types}
        if wanted:
            for index, number in enumerate(self.index.type_of):
                if number in wanted:
                    yield self._operation(index)

    def likenesses(self, types: Collection[str]) -> Iterator[tuple[int, Hashable]]:
        wanted = {number for number, name in enumerate(self._types) if name in types}
        # Bound once: the loop runs for every operation of these types.
        starts, sizes, layout_of, block_of = (
            self.index.starts,
            self.index.sizes,
            self.index.layout_of,
            self.index.block_of,
        )
        layouts, blocks, likeness_of = self.index.layouts.all, self.index.blocks, self.index.likeness_of
        alike_of, number_of = self.index.alike_of, self.index.number_of
        # Where a name is given twice, the last one counts, and what was worked out on the way does not.
        sound = [len(each.values) == each.given for each in blocks]
        buffer, base = b"", 0
        for index in [index for index, number in enumerate(self.index.type_of) if number in wanted]:
            alike = alike_of[index]
            if alike and sound[block_of[index]]:
                yield index, alike
                continue
            if layout_of[index] == NO_LAYOUT or self._source is None:
                yield index, -index
                continue
            layout, start, size = layouts[layout_of[index]], starts[index], sizes[index]
            if not base <= start <= start + size <= base + len(buffer):
                base = start
                buffer = self._source.read(start, max(start + size, min(start + WHOLE_LIMIT, self.index.end_of(-1))))
            holes = layout.holes(buffer, start - base)
            if holes is None:
                yield index, -index
                continue
            names = layout.taken(holes)
            try:
                values = blocks[block_of[index]].values
                taken: tuple[Hashable, ...] = tuple([likeness_of[values[name]] for name in names])
            except KeyError:
                # A value from around the block, or an input.
                taken = tuple([self._likeness_of_value(name, block_of[index]) for name in names])
            constant = None if layout.constant is None else holes[layout.constant]
            yield index, -index if UNLIKE in taken else number_of((layout.kind, constant, taken))

    def operation(self, index: int) -> Operation:
        return self._operation(index)

    def producer(self, operation: Operation, value: str) -> Operation | None:
        index = self._producer(value, self.index.block_of[operation.index])
        return None if index is None else self._operation(index)

    def consumers(self, operation: Operation, value: str) -> tuple[Operation, ...]:
        if self._consumers is None:
            self._consumers = self._all_consumers()
        return tuple(
            self._operation(index)
            for index in self._consumers.get(value, ())
            if self._producer(value, self.index.block_of[index]) == operation.index
            or self._returns(index, value, operation.index)
        )

    def is_output(self, operation: Operation, value: str) -> bool:
        return value.encode() in self._outputs_of(self.index.block_of[operation.index])

    def outputs(self) -> tuple[Value, ...]:
        """What the function returns."""
        names = (name.decode(errors="replace") for name in self.index.blocks[0].outputs)
        return tuple(Value(name=name, type=self._named(name, 0, constants=False).type) for name in names)

    # Operations

    def _span(self, index: int) -> Span:
        assert self._source is not None, "an absent block has no operations"
        return Span(self._source, self.index.starts[index], self.index.end_of(index))

    def _operation(self, index: int) -> Operation:
        span = self._span(index)
        inputs: dict[str, Place] = {}
        attributes: dict[str, Place] = {}
        outputs: list[Value] = []
        for tag, a, b in fields_of(span):
            if tag in (INPUTS, ATTRIBUTES):
                key, place = entry_at(span, a, b)
                (inputs if tag == INPUTS else attributes)[key] = place
            elif tag == OUTPUTS:
                outputs.append(named_value_at(span, a, b))
            if len(inputs) + len(attributes) + len(outputs) > PARTS_LIMIT:
                raise unreadable(span.source, a, f"more than {PARTS_LIMIT:,} parts in one operation")
        block = self.index.block_of[index]
        name = self._operation_name(span, attributes.get("name"), outputs)
        return Operation(
            type=self._types[self.index.type_of[index]],
            name=name,
            function=self._name,
            location=f"{self._path(block)}/{name}",
            opset=self._opset,
            inputs=LazyMapping(inputs, lambda _, place: self._arguments(span, place, block)),
            outputs=tuple(outputs),
            attributes=LazyMapping(attributes, lambda _, place: constant_at(span, *place)),
            index=index,
        )

    def _operation_name(self, span: Span, place: Place | None, outputs: list[Value]) -> str:
        """The text in the attribute `name`, the one constant that is never like another."""
        if place:
            text = place_inside(span, place, NAME_TAGS)
            if text:
                return text_at(span, *text)
        return outputs[0].name if outputs else ""

    def _likeness_of_value(self, name: bytes, block: int) -> Hashable:
        number = self._value(name, block)
        if number is None:
            return "input", self._input_type(name.decode(errors="replace"), block)
        return self.index.likeness_of[number]

    def _path(self, block: int) -> str:
        """`main/cond_3/block0`."""
        if block not in self._paths:
            inner = self.index.blocks[block]
            self._paths[block] = f"{self._operation(inner.owner).location}/{inner.label}"
        return self._paths[block]

    # Parameters

    def _arguments(self, span: Span, place: Place, block: int) -> tuple[Argument, ...]:
        name = only_name(span.buffer, place[0] - span.base, place[1] - span.base) if span.buffer else None
        if name is not None:
            return (self._named(decoded(span, name, place[0]), block),)
        arguments: list[Argument] = []
        for tag, a, b in walk(span.part(*place)):
            if tag != FIRST:
                continue
            if len(arguments) >= PARTS_LIMIT:
                raise unreadable(span.source, a, f"more than {PARTS_LIMIT:,} values for one parameter")
            argument = Argument(name=None, type=None, constant=None)
            for inner, x, y in walk(span.part(a, b)):
                if inner == FIRST:
                    argument = self._named(text_at(span, x, y), block)
                elif inner == SECOND:
                    constant = constant_at(span, x, y)
                    argument = Argument(name=None, type=constant.type, constant=constant)
            arguments.append(argument)
        return tuple(arguments)

    def _named(self, name: str, block: int, *, constants: bool = True) -> Argument:
        """What a name means in a block: a value's type, and its constant where a constant operation gives it."""
        index = self._producer(name, block)
        if index is None:
            return Argument(name=name, type=self._input_type(name, block), constant=None)
        span = self._span(index)
        value_type: ValueType | None = None
        value: Place | None = None
        for tag, a, b in fields_of(span):
            if tag == OUTPUTS:
                output, place = entry_at(span, a, b)
                value_type = type_at(span, *place) if output == name else value_type
            elif tag == ATTRIBUTES and constants:
                key, place = entry_at(span, a, b)
                value = place if key == "val" else value
        producer = self._types[self.index.type_of[index]]
        constant: Constant | None = None
        if constants and producer == "const" and value:
            constant = constant_at(span, *value)
        elif constants and producer.startswith("constexpr_"):
            constant = Constant(type=value_type, values=None, in_weight_file=True)
        return Argument(name=name, type=value_type, constant=constant)

    # Names

    def _producer(self, value: str, block: int) -> int | None:
        number = self._value(value.encode(), block)
        return None if number is None else self.index.giver_of[number]

    def _value(self, name: bytes, block: int) -> int | None:
        """A block sees its own values, its inputs, and what the blocks around it see."""
        while True:
            inner = self.index.blocks[block]
            number = inner.values.get(name)
            if number is not None:
                return number
            if inner.owner < 0 or name.decode(errors="replace") in self._inputs_of(block):
                return None
            block = self.index.block_of[inner.owner]

    def _input_type(self, name: str, block: int) -> ValueType | None:
        while name not in self._inputs_of(block):
            owner = self.index.blocks[block].owner
            if owner < 0:
                return None
            block = self.index.block_of[owner]
        return self._inputs_of(block)[name]

    def _inputs_of(self, block: int) -> Mapping[str, ValueType | None]:
        if block not in self._inputs:
            values = map(_value, self.index.blocks[block].inputs)
            self._inputs[block] = {each.name: each.type for each in values}
        return self._inputs[block]

    def _outputs_of(self, block: int) -> frozenset[bytes]:
        if block not in self._block_outputs:
            self._block_outputs[block] = frozenset(self.index.blocks[block].outputs)
        return self._block_outputs[block]

    def _all_consumers(self) -> Mapping[str, list[int]]:
        """Value → the operations that take it, or that hold a block which returns it."""
        consumers: dict[str, list[int]] = {}
        for index in range(len(self.index.starts)):
            for name in names_taken(self._span(index)):
                consumers.setdefault(name, []).append(index)
        for number, block in enumerate(self.index.blocks):
            for returned in self._outputs_of(number) if block.owner >= 0 else ():
                consumers.setdefault(returned.decode(errors="replace"), []).append(block.owner)
        return {name: sorted(set(indices)) for name, indices in consumers.items()}

    def _returns(self, owner: int, value: str, producer: int) -> bool:
        """Whether a block of `owner` returns `value` that `producer` outside gives."""
        outside = self.index.block_of[owner]
        return any(
            block.owner == owner
            and value.encode() in self._outputs_of(number)
            and value.encode() not in block.values
            and self._producer(value, outside) == producer
            for number, block in enumerate(self.index.blocks)
        )
