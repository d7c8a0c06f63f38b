"""A compiled neural network: `model.espresso.net` lists its layers, `model.espresso.shape` its tensors' shapes.

Both are JSON without a published schema. What is not understood for certain is left out: a fact that nobody gives is
unknown. Layer types are given in Core ML's own names where they are known, else under espresso's.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any, Final

from kb.errors import UnreadableModel
from kb.models.model import Argument, Constant, Function, Interface, Operation, Scalar, TensorType, Value

LAYERS_LIMIT: Final = 1_000_000
_Layer = Mapping[str, Any]

# espresso's layer type → the arm of NeuralNetworkLayer that it is compiled from, where there is only one.
_TYPES: Final = {
    "convolution": "convolution",
    "deconvolution": "convolution",
    "pool": "pooling",
    "inner_product": "innerProduct",
    "activation": "activation",
    "batchnorm": "batchnorm",
    "softmax": "softmax",
    "concat": "concat",
    "upsample": "upsample",
    "flatten": "flatten",
    "transpose": "transpose",
    "padding": "padding",
    "crop": "crop",
    "lstm": "uniDirectionalLSTM",
    "gru": "gru",
    "load_constant": "loadConstant",
    "embedding": "embedding",
    "slice": "slice",
    "split": "split",
    "reorganize_data": "reorganizeData",
    "softmax_nd": "softmaxND",
    "batch_matmul": "batchedMatmul",
    "gather": "gather",
    "resize_bilinear": "resizeBilinear",
    "crop_resize": "cropResize",
}


def network_of(net: bytes, shape: bytes, interface: Interface, *, origin: str) -> Function:
    """The one function of a compiled network. Raises UnreadableModel where the list of layers cannot be read."""
    layers = _layers(net, origin)
    source = EspressoSource(layers, _shapes(shape))
    counts: dict[str, int] = {}
    for layer in layers:
        kind = _type(layer)
        counts[kind] = counts.get(kind, 0) + 1
    return Function(
        name="main",
        opset=None,
        inputs=tuple(Value(name=each.name, type=None) for each in interface.inputs),
        outputs=tuple(Value(name=each.name, type=None) for each in interface.outputs),
        operation_types=counts,
        source=source,
    )


def _layers(net: bytes, origin: str) -> tuple[_Layer, ...]:
    try:
        layers = json.loads(net)["layers"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableModel(where=origin, what="is no list of a network's layers") from error
    if not isinstance(layers, list) or not all(isinstance(each, dict) for each in layers):
        raise UnreadableModel(where=origin, what="is no list of a network's layers")
    if len(layers) > LAYERS_LIMIT:
        raise UnreadableModel(where=origin, what=f"has more than {LAYERS_LIMIT:,} layers")
    return tuple(layers)


def _shapes(shape: bytes) -> Mapping[str, TensorType]:
    """Tensor → its type: espresso gives width, height, channels and batch. Nothing where the file cannot be read."""
    try:
        shapes = json.loads(shape)["layer_shapes"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    types: dict[str, TensorType] = {}
    for name, each in shapes.items() if isinstance(shapes, dict) else ():
        sizes = [each.get(key) for key in ("n", "k", "h", "w")] if isinstance(each, dict) else []
        if sizes and all(isinstance(size, int) for size in sizes):
            types[name] = TensorType(dtype="unknown", shape=tuple(sizes))
    return types


def _type(layer: _Layer) -> str:
    kind = str(layer.get("type", "unknown"))
    return f"nn:{_TYPES.get(kind, kind)}"


class EspressoSource:
    """The layers as operations."""

    def __init__(self, layers: tuple[_Layer, ...], shapes: Mapping[str, TensorType]) -> None:
        self._layers = layers
        self._shapes = shapes
        self._makers: Mapping[str, Sequence[int]] = {}
        self._takers: Mapping[str, Sequence[int]] = {}

    def operations(self, types: Collection[str] | None) -> Iterator[Operation]:
        for index, layer in enumerate(self._layers):
            if types is None or _type(layer) in types:
                yield self._operation(index)

    def likenesses(self, types: Collection[str]) -> Iterator[tuple[int, Hashable]]:
        """Each like nothing else: networks have hundreds of layers, where programs have thousands of operations."""
        for index, layer in enumerate(self._layers):
            if _type(layer) in types:
                yield index, index

    def operation(self, index: int) -> Operation:
        return self._operation(index)

    def producer(self, operation: Operation, value: str) -> Operation | None:
        makers = self._linked()[0].get(value, ())
        before = bisect_left(makers, operation.index)
        return self._operation(makers[before - 1]) if before else None

    def consumers(self, operation: Operation, value: str) -> tuple[Operation, ...]:
        return tuple(self._operation(index) for index in self._taking(operation, value))

    def _taking(self, operation: Operation, value: str) -> Sequence[int]:
        """The layers that take it before a later one gives another value that name."""
        makers, takers = (links.get(value, ()) for links in self._linked())
        after = bisect_right(makers, operation.index)
        last = makers[after] if after < len(makers) else len(self._layers)
        return takers[bisect_right(takers, operation.index) : bisect_right(takers, last)]

    def _linked(self) -> tuple[Mapping[str, Sequence[int]], Mapping[str, Sequence[int]]]:
        """Value → the layers that give it, and those that take it, ascending. Made once: networks may be long."""
        if not self._makers:
            makers: dict[str, list[int]] = {}
            takers: dict[str, list[int]] = {}
            for index, layer in enumerate(self._layers):
                for links, key in ((makers, "top"), (takers, "bottom")):
                    for name in dict.fromkeys(_names(layer, key)):
                        links.setdefault(name, []).append(index)
            self._makers, self._takers = makers, takers
        return self._makers, self._takers

    def is_output(self, operation: Operation, value: str) -> bool:
        return not self._taking(operation, value)

    def _operation(self, index: int) -> Operation:
        layer = self._layers[index]
        name = str(layer.get("name", index))
        arguments = tuple(
            Argument(name=each, type=self._shapes.get(each), constant=None) for each in _names(layer, "bottom")
        )
        return Operation(
            type=_type(layer),
            name=name,
            function="main",
            location=f"main/{name}",
            opset=None,
            inputs={"input": arguments},
            outputs=tuple(Value(name=each, type=self._shapes.get(each)) for each in _names(layer, "top")),
            attributes=dict(_attributes(layer)),
            index=index,
        )


def _names(layer: _Layer, key: str) -> tuple[str, ...]:
    names = layer.get(key, "")
    return tuple(names.split(",")) if isinstance(names, str) and names else ()


def _attributes(layer: _Layer) -> Iterator[tuple[str, Constant]]:
    """Parameters under the names of Core ML's own message, for the layers whose parameters are understood."""
    translate = _PARAMETERS.get(str(layer.get("type")))
    for name, values in translate(layer) if translate else ():
        if all(value is not None for value in values):
            yield name, Constant(type=None, values=tuple(value for value in values if value is not None))


_Parameters = Iterator[tuple[str, tuple[Scalar | None, ...]]]


def _convolution(layer: _Layer) -> _Parameters:
    yield "kernelSize", (layer.get("Ny"), layer.get("Nx"))
    yield "stride", (layer.get("stride_y", 1), layer.get("stride_x", 1))
    yield "dilationFactor", (layer.get("dilation_y", 1), layer.get("dilation_x", 1))
    yield "nGroups", (layer.get("n_groups"),)
    yield "outputChannels", (layer.get("C"),)
    yield "isDeconvolution", (layer.get("type") == "deconvolution",)


def _pool(layer: _Layer) -> _Parameters:
    yield "kernelSize", (layer.get("size_y"), layer.get("size_x"))
    yield "stride", (layer.get("stride_y", 1), layer.get("stride_x", 1))
    yield "globalPooling", (bool(layer["is_global"]) if "is_global" in layer else None,)


def _inner_product(layer: _Layer) -> _Parameters:
    yield "inputChannels", (layer.get("nB"),)
    yield "outputChannels", (layer.get("nC"),)


_PARAMETERS: Final[Mapping[str, Callable[[_Layer], _Parameters]]] = {
    "convolution": _convolution,
    "deconvolution": _convolution,
    "pool": _pool,
    "inner_product": _inner_product,
}
