"""From the messages of neural networks to availability's layers: the fields that a layer may have, and since when."""

from collections.abc import Iterator
from typing import Any, Final

from kb.availability.table import LayerEntry, LayerField
from kb.platforms.targets import Target, target_named

# A layer that stands nowhere below came with iOS13, as Apple's rule for the lowest specification version has it.
_EXPANSION: Final = "iOS13"

# Source: apple/coremltools e0e2f42b (2026-08-18), mlmodel/src/Utils.cpp: isIOS12NeuralNetworkLayer, hasCustomLayer,
# hasIOS12NewNeuralNetworkLayers, hasIOS14NeuralNetworkFeatures; the same in mlmodel/format/Model.proto's comment.
# Some of these need more with some fields (`nn:upsample` in its other modes): that is `requirement`'s affair.
_LAYERS_OF: Final = {
    "iOS11": (
        "convolution innerProduct batchnorm activation pooling padding concat lrn softmax split add multiply unary "
        "upsample bias l2normalize reshape flatten permute reduce loadConstant scale simpleRecurrent gru slice "
        "uniDirectionalLSTM biDirectionalLSTM crop average max min dot mvn embedding sequenceRepeat reorganizeData"
    ),
    "iOS11.2": "custom",
    "iOS12": "resizeBilinear cropResize",
    "iOS14": "cumSum oneHot clampedReLU argSort pooling3d globalPooling3d sliceBySize convolution3d",
}
_FIRST: Final = {layer: target for target, layers in _LAYERS_OF.items() for layer in layers.split()}

# A network inside a loop or a branch has layers of its own.
_NETWORK: Final = "NeuralNetwork"

# Source: Protocol Buffers, FieldDescriptorProto.Type.
_KINDS: Final = {1: "float", 2: "float", 8: "bool", 9: "string", 11: "message", 12: "bytes", 14: "enum"}
_INTEGERS: Final = frozenset({3, 4, 5, 6, 7, 13, 15, 16, 17, 18})


def layer_entries() -> dict[str, LayerEntry]:
    """Every arm of NeuralNetworkLayer's oneof, by type: `nn:convolution`."""
    from coremltools.proto import NeuralNetwork_pb2

    arms = NeuralNetwork_pb2.NeuralNetworkLayer.DESCRIPTOR.oneofs_by_name["layer"].fields
    unknown = set(_FIRST) - {arm.name for arm in arms}
    assert not unknown, f"coremltools has no layer {', '.join(sorted(unknown))}"
    entries = (_entry(arm) for arm in arms)
    return {entry.type: entry for entry in sorted(entries, key=lambda entry: entry.type)}


def _entry(arm: Any) -> LayerEntry:
    fields = {field.name: field for field in _fields(arm.message_type, "", repeated=False, above=())}
    return LayerEntry(type=f"nn:{arm.name}", available_from=_target(_FIRST.get(arm.name, _EXPANSION)), fields=fields)


def _target(name: str) -> Target:
    target = target_named(name)
    # iOS11.2 is a specification version of its own, too.
    assert target is not None, f"there is no target {name}"
    return target


def _fields(message: Any, prefix: str, *, repeated: bool, above: tuple[str, ...]) -> Iterator[LayerField]:
    """The message's oneofs and fields, then what lies inside; inside a repeated message all is repeated."""
    for oneof in message.oneofs:
        arms = tuple(field.name for field in oneof.fields)
        yield LayerField(name=f"{prefix}{oneof.name}", type="oneof", repeated=repeated, choices=arms)
    for field in message.fields:
        several = repeated or field.is_repeated
        name = f"{prefix}{field.name}"
        yield LayerField(name=name, type=_kind(field), repeated=several, choices=_values(field))
        inner = field.message_type
        if inner is not None and not _is_closed(inner, above):
            yield from _fields(inner, f"{name}.", repeated=several, above=(*above, inner.full_name))


def _is_closed(message: Any, above: tuple[str, ...]) -> bool:
    return message.name == _NETWORK or message.full_name in above or message.GetOptions().map_entry


def _kind(field: Any) -> str:
    return "int" if field.type in _INTEGERS else _KINDS[field.type]


def _values(field: Any) -> tuple[str, ...]:
    return tuple(value.name for value in field.enum_type.values) if field.enum_type is not None else ()
