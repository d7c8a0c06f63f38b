"""A neural network's layers as operations: `nn:convolution`, with the layer's own message as its attributes.

Layers inside a branch or a loop follow the layer that holds them. A network has no constants of its own but those
of its `loadConstant` layers; weights are never read.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping
from typing import Final

from kb.lazy import DeferredMapping
from kb.models.layer_attributes import attributes_of
from kb.models.message import Message
from kb.models.model import Argument, Constant, Function, Interface, MultiArray, Operation, TensorType, Value
from kb.models.sources import unreadable
from kb.models.wire import Span

# Layers of one network, inner networks included.
LAYERS_LIMIT: Final = 200_000

# The networks inside a layer, in the order in which they stand; they hold layers, not parameters.
INNER_NETWORKS: Final[Mapping[str, tuple[str, ...]]] = {
    "branch": ("ifBranch", "elseBranch"),
    "loop": ("conditionNetwork", "bodyNetwork"),
}


def network_function(network: Message, interface: Interface, *, prefix: str) -> Function:
    """A neural network, a classifier or a regressor, as a function called `main`."""
    source = NetworkSource(network, interface, prefix=prefix)
    counts: dict[str, int] = {}
    for layer in source.layers:
        counts[layer.type] = counts.get(layer.type, 0) + 1
    return Function(
        name="main",
        opset=None,
        inputs=tuple(Value(name=each.name, type=_array_type(each.type)) for each in interface.inputs),
        outputs=tuple(Value(name=each.name, type=_array_type(each.type)) for each in interface.outputs),
        operation_types=counts,
        source=source,
    )


def _array_type(feature: object) -> TensorType | None:
    return TensorType(dtype=feature.dtype, shape=feature.shape or None) if isinstance(feature, MultiArray) else None


class _Layer:
    """Where a layer stands."""

    __slots__ = ("arm", "end", "network", "path", "source", "start")

    def __init__(self, span: Span, arm: str, path: str, network: tuple[int, ...]) -> None:
        # Not the span itself, which holds the layer's bytes: all of them together are the file.
        self.source, self.start, self.end = span.source, span.start, span.end
        self.arm = arm
        self.path = path
        self.network = network
        """The layers that hold it, from the outermost on, each followed by which of its networks: `(3, 0)`."""

    @property
    def type(self) -> str:
        return f"nn:{self.arm or 'unknown'}"


class NetworkSource:
    """The layers of a network, in place."""

    def __init__(self, network: Message, interface: Interface, *, prefix: str) -> None:
        self.layers: list[_Layer] = []
        self._depth = network.depth
        self._outputs = frozenset(each.name for each in interface.outputs)
        self._takers: dict[str, list[int]] | None = None
        self._givers: dict[str, list[int]] = {}
        self._add(network, f"{prefix}main", ())

    def operations(self, types: Collection[str] | None) -> Iterator[Operation]:
        for index, layer in enumerate(self.layers):
            if types is None or layer.type in types:
                yield self._operation(index)

    def likenesses(self, types: Collection[str]) -> Iterator[tuple[int, Hashable]]:
        """Each like nothing else: networks have hundreds of layers, where programs have thousands of operations."""
        for index, layer in enumerate(self.layers):
            if layer.type in types:
                yield index, index

    def operation(self, index: int) -> Operation:
        return self._operation(index)

    def producer(self, operation: Operation, value: str) -> Operation | None:
        index = self._producer(operation.index, value)
        return None if index is None else self._operation(index)

    def consumers(self, operation: Operation, value: str) -> tuple[Operation, ...]:
        takers, _ = self._names()
        indices = (each for each in takers.get(value, ()) if self._producer(each, value) == operation.index)
        return tuple(self._operation(each) for each in indices)

    def is_output(self, operation: Operation, value: str) -> bool:
        """Whether the model returns it. What an inner network leaves to the layers around it is no output."""
        return value in self._outputs and operation.index in self._names()[1].get(value, ())

    def _add(self, network: Message, path: str, place: tuple[int, ...]) -> None:
        for layer in network.messages("layers"):
            span = layer.spans[0]
            index = len(self.layers)
            if index >= LAYERS_LIMIT:
                raise unreadable(span.source, span.start, f"more than {LAYERS_LIMIT:,} layers in one network")
            arm = layer.which("layer")
            self.layers.append(_Layer(span, arm, path, place))
            for number, name in enumerate(INNER_NETWORKS.get(arm, ())):
                inner = layer.message(arm).message(name)
                self._add(inner, f"{path}/{layer.text('name')}/{name}", (*place, index, number))

    def _message(self, index: int) -> Message:
        layer = self.layers[index]
        return Message("NeuralNetworkLayer", (Span(layer.source, layer.start, layer.end),), depth=self._depth + 1)

    def _operation(self, index: int) -> Operation:
        layer, message = self.layers[index], self._message(index)
        name = message.text("name")
        return Operation(
            type=layer.type,
            name=name,
            function="main",
            location=f"{layer.path}/{name}",
            opset=None,
            inputs=DeferredMapping(lambda: {"input": self._arguments(index, message)}),
            outputs=tuple(_values(message, "output", "outputTensor")),
            attributes=DeferredMapping(lambda: attributes_of(message)),
            index=index,
        )

    def _arguments(self, index: int, message: Message) -> tuple[Argument, ...]:
        return tuple(
            Argument(name=each.name, type=each.type, constant=self._constant(index, each))
            for each in _values(message, "input", "inputTensor")
        )

    def _constant(self, index: int, value: Value) -> Constant | None:
        """What a `loadConstant` layer gives; its numbers stand among the weights."""
        giver = self._producer(index, value.name)
        if giver is None or self.layers[giver].arm not in ("loadConstant", "loadConstantND"):
            return None
        return Constant(type=value.type, values=None)

    # Names. Layers may write to one name in turn, unlike the operations of a program.

    def _names(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """Name → the layers that take it, and name → the layers that give it."""
        if self._takers is None:
            self._takers = {}
            for index in range(len(self.layers)):
                message = self._message(index)
                for names, kept in ((message.texts("input"), self._takers), (message.texts("output"), self._givers)):
                    for name in dict.fromkeys(names):
                        kept.setdefault(name, []).append(index)
        return self._takers, self._givers

    def _producer(self, taker: int, name: str) -> int | None:
        """The last layer before `taker` that gives `name`; not one in the other branch of the same layer."""
        before = (each for each in reversed(self._names()[1].get(name, ())) if each < taker)
        return next((each for each in before if not self._apart(each, taker)), None)

    def _apart(self, first: int, second: int) -> bool:
        """Whether two layers stand in different branches, of which only one runs."""
        for index, (one, other) in enumerate(
            zip(self.layers[first].network, self.layers[second].network, strict=False)
        ):
            if one != other:
                return index % 2 == 1 and self.layers[self.layers[first].network[index - 1]].arm == "branch"
        return False


def _values(message: Message, names: str, tensors: str) -> Iterator[Value]:
    types = list(message.messages(tensors))
    for index, name in enumerate(message.texts(names)):
        yield Value(name=name, type=_tensor_type(types[index]) if index < len(types) else None)


def _tensor_type(tensor: Message) -> TensorType:
    """Layers state dimensions at most, never what the numbers are."""
    dimensions = tensor.integers("dimValue") or ()
    shape = tuple(None if each < 0 else each for each in dimensions)
    rank = tensor.integer("rank")
    known = shape if len(shape) == rank else (None,) * rank if rank <= _RANK_LIMIT else None
    return TensorType(dtype="", shape=known)


_RANK_LIMIT: Final = 64
