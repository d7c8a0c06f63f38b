"""From a layer to the kinds of weights in it that need a later specification version: fp16 and quantized.

Only the weights that Apple's rule reads: of the layers and in the fields listed here.
Source: apple/coremltools, mlmodel/src/Utils.cpp (`hasWeightOfType`), Validation/ValidatorUtils-inl.hpp (`valueType`).
"""

from collections.abc import Iterator, Mapping
from typing import Final

from kb.models.message import Message

FP16: Final = 2
QUANTIZED: Final = 3

_GATES: Final = ("inputGate", "forgetGate", "blockInput", "outputGate")
_LSTM: Final = (
    *(f"{gate}{part}" for part in ("WeightMatrix", "RecursionMatrix", "BiasVector") for gate in _GATES),
    *(f"{gate}PeepholeVector" for gate in _GATES if gate != "blockInput"),
)
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "convolution": ("weights", "bias"),
    "innerProduct": ("weights", "bias"),
    "batchedMatmul": ("weights", "bias"),
    "batchnorm": ("gamma", "beta", "mean", "variance"),
    "loadConstant": ("data",),
    "scale": ("scale", "bias"),
    "simpleRecurrent": ("weightMatrix", "recursionMatrix", "biasVector"),
    "gru": tuple(
        f"{gate}{part}"
        for part in ("WeightMatrix", "RecursionMatrix", "BiasVector")
        for gate in ("updateGate", "resetGate", "outputGate")
    ),
    "embedding": ("weights", "bias"),
    "embeddingND": ("weights", "bias"),
}
_ACTIVATIONS: Final[Mapping[str, tuple[str, ...]]] = {"PReLU": ("alpha",), "parametricSoftplus": ("alpha", "beta")}
_DIRECTIONS: Final = 2


def weight_needs(kind: str, parameters: Message) -> Iterator[tuple[int, str]]:
    """(specification version, what) of a layer's weights; `parameters` is the message of the layer's arm."""
    versions = {version for weights in _weights(kind, parameters) if (version := _version(weights))}
    if FP16 in versions:
        yield FP16, "fp16 weights"
    if QUANTIZED in versions:
        yield QUANTIZED, "quantized weights"


def _weights(kind: str, parameters: Message) -> Iterator[Message]:
    if kind in _FIELDS:
        yield from map(parameters.message, _FIELDS[kind])
    elif kind == "uniDirectionalLSTM":
        yield from map(parameters.message("weightParams").message, _LSTM)
    elif kind == "biDirectionalLSTM":
        for _, direction in zip(range(_DIRECTIONS), parameters.messages("weightParams"), strict=False):
            yield from map(direction.message, _LSTM)
    elif kind == "activation" and (arm := parameters.which("NonlinearityType")) in _ACTIVATIONS:
        yield from map(parameters.message(arm).message, _ACTIVATIONS[arm])


def _version(weights: Message) -> int | None:
    """Weights of two kinds at once count as neither."""
    filled = [name for name in ("float16Value", "rawValue", "int8RawValue") if weights.size(name)]
    if weights.count("floatValue") or len(filled) != 1:
        return None
    if filled == ["float16Value"]:
        return FP16
    return QUANTIZED if filled == ["rawValue"] and weights.has("quantization") else None
