"""Lines that Core ML, its compilers and coremltools print whatever the cause is, and the record that tells of each.

Such a line says that something failed, and never why: a record of one cause that had it would claim every log.
"""

import re
from collections.abc import Mapping
from typing import Final

# What any such line says → the record that owns it.
GENERAL_LINES: Final[Mapping[str, str]] = {
    "Failed to build the model execution plan using a model architecture file": "execution-plan-not-built",
    "Failed to build the model execution plan": "execution-plan-not-built",
    "error code:": "execution-plan-not-built",
    "failed to compile ANE model using ANEF.": "neural-engine-compile-failed",
    "MILCompilerForANE error:": "neural-engine-compile-failed",
    "ANECCompile() FAILED": "neural-engine-compile-failed",
    "FAILED: err=(": "neural-engine-compile-failed",
    "CompilationFailure": "neural-engine-compile-failed",
    "createProgramInstanceForModel:": "neural-engine-program-not-loaded",
    "Program load failure": "neural-engine-program-not-loaded",
    "ANE model load has failed for on-device compiled macho.": "neural-engine-program-not-loaded",
    "Must re-compile the E5 bundle.": "neural-engine-program-not-loaded",
    "Error plan build: -1.": "neural-engine-plan-not-built",
    "doUnloadModel:options:qos:error:: nil _ANEModel": "neural-engine-plan-not-built",
    "Could not build inference plan": "neural-engine-plan-not-built",
    "failed to load ANE model": "neural-engine-plan-not-built",
    "[Espresso::handle_ex_plan] exception=": "neural-engine-plan-not-built",
    "ANECF error:": "neural-engine-plan-not-built",
    "ANE inference operation failed due to unknown error. @ EvaluateANERequest": "neural-engine-request-failed",
    "Could not process request ret=": "neural-engine-request-failed",
    "processRequest:model:qos:qIndex:modelStringID:options:error::": "neural-engine-request-failed",
    "ANEProgramProcessRequestDirect() Failed": "neural-engine-request-failed",
    "E5RT::Ops::BnnsCpuInferenceOperation::ExecuteSync": "cpu-part-crashes",
    "BNNSGraphContextExecute_v2": "cpu-part-crashes",
    "bnns::GraphCompile": "cpu-part-compile-crashes",
    "Cannot retrieve vector from IRValue format int32": "irvalue-int32-not-retrieved",
    "Error computing NN outputs": "prediction-not-computed",
    "Failure in -executePlan:error:": "prediction-not-computed",
    "Failed to evaluate model <N> in pipeline": "prediction-not-computed",
    "Unable to compute the prediction using ML Program.": "prediction-not-computed",
    "Unable to compute the asynchronous prediction using ML Program": "prediction-not-computed",
    "Unable to compute the prediction using a neural network model.": "prediction-not-computed",
    "It can be an invalid input data or broken/unsupported model": "prediction-not-computed",
    "E5RT encountered an STL exception. msg =": "e5rt-exception",
    "Failed to PropagateInputTensorShapes:": "input-shapes-not-propagated",
    "VNCoreMLTransform request failed": "vision-request-failed",
    "Failure dynamically resizing for sequence length.": "flexible-shape-not-resized",
    "Error in dynamically resizing for sequence length (error:": "flexible-shape-not-resized",
    "Failure in resetSizes.": "flexible-shape-not-resized",
    "failed to load Core ML model from '<path>'": "whisper-encoder-not-loaded",
    "Error in declaring network.": "network-not-declared",
    "Error in adding network": "network-not-declared",
    "Error compiling model:": "protobuf-specification-not-read",
    "Error reading protobuf spec.": "protobuf-specification-not-read",
    "Failure translating MIL->EIR network:": "mil-not-translated-to-eir",
    "Unknown MIL->EIR network translation error:": "mil-not-translated-to-eir",
    "MIL->EIR translation error at": "mil-not-translated-to-eir",
    'Espresso exception: "Network translation error":': "mil-not-translated-to-eir",
    "std::bad_cast": "mil-not-translated-to-eir",
    "Error parsing MIL model: at": "model-mil-not-parsed",
    "Error Domain=com.apple.CoreML Code=": "core-ml-error-without-cause",
    "You will not be able to run predict() on this Core ML model.": "converted-model-not-loaded",
    "Underlying exception message was:": "converted-model-not-loaded",
    "This model was not loaded with the Core ML Framework.": "converted-model-not-loaded",
    "This model was not loaded or compiled with the Core ML Framework.": "converted-model-not-loaded",
    "MPSGraphExecutable.mm:": "mpsgraph-compilation-aborts",
    "Error: MLIR pass manager failed": "mpsgraph-compilation-aborts",
    "CoreMLExecutionProvider::GetCapability, number of partitions": "onnx-runtime-leaves-nodes-to-cpu",
    "number of partitions supported by CoreML: <N> number of nodes in the graph:": "onnx-runtime-leaves-nodes-to-cpu",
    "CoreML does not support input dim > 16384": "onnx-runtime-leaves-nodes-to-cpu",
    "CoreML does not support shapes with dimension values of 0.": "onnx-runtime-leaves-nodes-to-cpu",
    "ERROR - converting '<operation>' op (located at: '<place>'):": "converter-stopped-at-operation",
}
OWNERS: Final = frozenset(GENERAL_LINES.values())

CARRIERS: Final = frozenset(
    {
        "core-ml-error-without-cause",
        "converted-model-not-loaded",
        "e5rt-exception",
        "input-shapes-not-propagated",
        "mil-not-translated-to-eir",
        "model-mil-not-parsed",
        "protobuf-specification-not-read",
    }
)
"""Of those, records of lines that go on with somebody else's words: these may name the cause."""

_PLACEHOLDER: Final = re.compile(r"<[^<>]*>")
_NO_LETTER: Final = re.compile(r"[^a-z]+")
_HARDLY_MORE: Final = 20
"""Letters beside what is general that name no cause yet: an operation's name, a path."""


def owner_of(message: str) -> str:
    """The record that a line belongs to which is hardly more than a general one; empty for a line that tells more."""
    rest = _letters(message)
    owner = ""
    for phrase, slug in _BY_LENGTH:
        if phrase in rest:
            owner = owner or slug
            # A mark, so that what stood on both sides does not become a phrase.
            rest = rest.replace(phrase, "|")
    return owner if len(rest.replace("|", "")) <= _HARDLY_MORE else ""


def without_general(letters: str) -> str:
    """Lower-case letters, with a dot in the place of each that is part of a general line."""
    for phrase, _ in _BY_LENGTH:
        letters = letters.replace(phrase, "." * len(phrase))
    return letters


def _letters(text: str) -> str:
    pieces = (_NO_LETTER.sub("", piece.lower()) for piece in _PLACEHOLDER.split(text))
    return "|".join(pieces)


_BY_LENGTH: Final = sorted(
    ((part, slug) for phrase, slug in GENERAL_LINES.items() for part in _letters(phrase).split("|") if len(part) > 3),
    key=lambda each: -len(each[0]),
)
