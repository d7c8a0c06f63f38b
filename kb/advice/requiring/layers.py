"""From a neural network to what its layers and its shape mappings need.

Source: apple/coremltools, mlmodel/src/Utils.cpp (`isIOS12NeuralNetworkLayer`, `hasIOS12NewNeuralNetworkLayers`,
`hasIOS13NeuralNetworkFeatures`, `hasIOS14NeuralNetworkFeatures`). Apple's rule does not look into branches and
loops; here they are looked into.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from kb.advice.requiring.need import Need
from kb.advice.requiring.weights import weight_needs
from kb.models.message import Message

NETWORKS: Final = ("neuralNetwork", "neuralNetworkRegressor", "neuralNetworkClassifier")

_IOS12: Final = 3
_IOS13: Final = 4
_IOS14: Final = 5
# A layer that does not stand here came with iOS 13; so does, to Apple's rule, a layer without a type.
_VERSION_OF_LAYER: Final[Mapping[str, int]] = {
    **dict.fromkeys(
        [
            "convolution",
            "innerProduct",
            "batchnorm",
            "activation",
            "pooling",
            "padding",
            "concat",
            "lrn",
            "softmax",
            "split",
            "add",
            "multiply",
            "unary",
            "upsample",
            "bias",
            "l2normalize",
            "reshape",
            "flatten",
            "permute",
            "reduce",
            "loadConstant",
            "scale",
            "simpleRecurrent",
            "gru",
            "uniDirectionalLSTM",
            "biDirectionalLSTM",
            "crop",
            "average",
            "max",
            "min",
            "dot",
            "mvn",
            "embedding",
            "sequenceRepeat",
            "reorganizeData",
            "slice",
        ],
        1,
    ),
    "custom": 2,
    **dict.fromkeys(("resizeBilinear", "cropResize"), _IOS12),
    **dict.fromkeys(
        ["cumSum", "oneHot", "clampedReLU", "argSort", "pooling3d", "globalPooling3d", "sliceBySize", "convolution3d"],
        _IOS14,
    ),
}
_NESTED: Final[Mapping[str, tuple[str, ...]]] = {
    "branch": ("ifBranch", "elseBranch"),
    "loop": ("conditionNetwork", "bodyNetwork"),
}
# A sliceDynamic with its squeeze mask as an input has seven.
_SQUEEZING_INPUTS: Final = 7


def network_needs(network: Message) -> Iterator[Need]:
    """`network` is one of the three messages that hold layers."""
    for mapping in ("arrayInputShapeMapping", "imageInputShapeMapping"):
        if network.integer(mapping):
            yield Need(_IOS13, f"{mapping} {network.enum(mapping)}", "")
    yield from _layers_needs(network, place="main")


def _layers_needs(network: Message, *, place: str) -> Iterator[Need]:
    for layer in network.messages("layers"):
        kind = layer.which("layer")
        parameters = layer.message(kind) if kind else layer
        where = f"{place}/{layer.text('name')}"
        version, what = _layer_need(kind, layer, parameters)
        if version > 1:
            yield Need(version, what, where)
        if kind:
            for version, what in weight_needs(kind, parameters):
                yield Need(version, what, where)
        for inner in _NESTED.get(kind, ()):
            yield from _layers_needs(parameters.message(inner), place=f"{where}/{inner}")


def _layer_need(kind: str, layer: Message, parameters: Message) -> tuple[int, str]:
    if detail := _ios14_detail(kind, layer, parameters):
        return _IOS14, f"layer {kind} {detail}"
    if kind == "convolution" and layer.count("input") != 1:
        return _IOS13, "layer convolution with computed weights"
    return _VERSION_OF_LAYER.get(kind, _IOS13), f"layer {kind or 'without a type'}"


def _ios14_detail(kind: str, layer: Message, parameters: Message) -> str:
    """What it is in an older layer that came with iOS 14; empty where nothing did."""
    match kind:
        case "upsample" if parameters.integer("linearUpsampleMode"):
            return f"with linearUpsampleMode {parameters.enum('linearUpsampleMode')}"
        case "upsample" if parameters.count("fractionalScalingFactor"):
            return "with fractionalScalingFactor"
        case "reorganizeData" if parameters.enum("mode") == "PIXEL_SHUFFLE":
            return "with mode PIXEL_SHUFFLE"
        case "innerProduct" | "batchedMatmul" if parameters.boolean("int8DynamicQuantize"):
            return "with int8DynamicQuantize"
        case "concatND" if parameters.boolean("interleave"):
            return "with interleave"
        case "sliceDynamic" if parameters.count("squeezeMasks") or layer.count("input") == _SQUEEZING_INPUTS:
            return "that squeezes"
    return ""
