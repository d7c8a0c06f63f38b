"""A layer's parameters by the names of its message's fields, nested ones dotted.

    weights.quantization.numberOfBits     a field of a message in a message; only where that message is there
    ConvolutionPaddingType                a oneof: the name of the arm that is set, "" where none is
    valid.paddingAmounts.borderAmounts.startEdgeSize
                                          of a repeated message: one value an element
    parameters.KEY.stringValue            of a map

A plain field that is not set has its default, as in protobuf. Enumerations read as their value's name.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from kb.models.message import VALUES_LIMIT, Message
from kb.models.message_types import Field, types_of
from kb.models.model import Constant, Scalar

# Attributes of one layer.
ATTRIBUTES_LIMIT: Final = 10_000
# Bytes of a `bytes` field that count as a value and not as weights.
BYTES_LIMIT: Final = 4096


def attributes_of(layer: Message) -> Mapping[str, Constant]:
    """The attributes of a `NeuralNetworkLayer`: the layer's own, then those of the arm that says what it is."""
    attributes: dict[str, Constant] = {"isUpdatable": _constant(layer.boolean("isUpdatable"))}
    arm = layer.which("layer")
    for name, constant in _flattened(layer.message(arm), "") if arm else ():
        attributes[name] = constant
        if len(attributes) > ATTRIBUTES_LIMIT:
            break
    return attributes


def _constant(*values: Scalar) -> Constant:
    return Constant(type=None, values=values)


def _flattened(message: Message, prefix: str) -> Iterator[tuple[str, Constant]]:
    types = types_of(message.type)
    for oneof in sorted(types.oneofs):
        yield f"{prefix}{oneof}", _constant(message.which(oneof))
    for field in types.by_name.values():
        if field.type == "NeuralNetwork":
            continue
        if not field.oneof or message.which(field.oneof) == field.name:
            yield from _field(message, field, f"{prefix}{field.name}")


def _field(message: Message, field: Field, name: str) -> Iterator[tuple[str, Constant]]:
    if field.kind == "map":
        for key, value in message.mapping(field.name).items():
            yield from _flattened(value, f"{name}.{key}.")
    elif field.kind == "message" and field.repeated:
        yield from _columns(message, field, name)
    elif field.kind == "message":
        if message.has(field.name):
            yield from _flattened(message.message(field.name), f"{name}.")
    else:
        yield name, Constant(type=None, values=_values(message, field))


def _values(message: Message, field: Field) -> tuple[Scalar, ...] | None:
    if field.repeated and field.kind == "string":
        return message.texts(field.name) if message.count(field.name) <= VALUES_LIMIT else None
    if field.repeated:
        return message.scalars(field.name)
    if field.kind == "bytes" and message.size(field.name) > BYTES_LIMIT:
        return None
    return (message.scalar(field.name),)


def _columns(message: Message, field: Field, name: str) -> Iterator[tuple[str, Constant]]:
    """A repeated message's plain fields, each as the tuple of its values over the elements."""
    if message.count(field.name) > VALUES_LIMIT:
        return
    elements = tuple(message.messages(field.name))
    for inner in types_of(field.type).by_name.values():
        if inner.kind not in ("message", "map", "bytes") and not inner.repeated:
            yield f"{name}.{inner.name}", _constant(*(each.scalar(inner.name) for each in elements))
