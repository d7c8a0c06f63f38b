"""Small models with the specification version that each needs, one or more for each row of the decision table.

Every condition stands here from both sides: the model that has the feature, and the nearest one that has not.
The numbers are the decision table's (docs/reference/requirement.md), written by hand.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from requirement_builders import (
    add_layer,
    array,
    image,
    layer,
    model,
    network,
    new_layers,
    pipeline,
    program,
    proto,
    state,
    two_directions,
    weights,
    with_input,
    with_layer,
)


@dataclass(frozen=True)
class Case:
    name: str
    model: Any
    needs: int
    apple: int | None = None
    """What Apple's rule says where it says less than the model needs: the holes."""


def words(text: str) -> list[str]:
    return text.split()


# ---------------------------------------------------------------------------------------------- kinds of model
PLAIN_KINDS = words("""
    glmRegressor supportVectorRegressor treeEnsembleRegressor neuralNetworkRegressor glmClassifier
    supportVectorClassifier treeEnsembleClassifier neuralNetworkClassifier neuralNetwork oneHotEncoder imputer
    featureVectorizer dictVectorizer scaler categoricalMapping normalizer arrayFeatureExtractor identity
    pipeline pipelineClassifier pipelineRegressor
""")
KINDS = {
    **dict.fromkeys(PLAIN_KINDS, 1),
    "gazetteer": 1,
    "wordEmbedding": 1,
    "visionFeaturePrint": 1,
    "audioFeaturePrint": 1,
    "customModel": 3,
    "textClassifier": 3,
    "wordTagger": 3,
    "nonMaximumSuppression": 3,
    "bayesianProbitRegressor": 3,
    "kNearestNeighborsClassifier": 4,
    "linkedModel": 4,
    "itemSimilarityRecommender": 4,
    "soundAnalysisPreprocessing": 4,
    "serializedModel": 5,
    "mlProgram": 6,
    "classConfidenceThresholding": 8,
}
REVISIONS = {
    "textClassifier": {0: 3, 1: 3, 2: 4, 3: 3, 4: 8, 5: 9, 6: 3},
    "wordTagger": {0: 3, 1: 3, 2: 3, 3: 5, 4: 8, 5: 9, 6: 3},
    "gazetteer": {0: 1, 1: 1, 2: 4, 3: 1},
    "wordEmbedding": {0: 1, 1: 1, 2: 4, 3: 1},
}


def kind_cases() -> Iterator[Case]:
    for kind, version in KINDS.items():
        yield Case(kind, model(kind), version)
        updatable = model(kind)
        updatable.isUpdatable = True
        yield Case(f"{kind}, updatable", updatable, max(version, 4))
    for kind, revisions in REVISIONS.items():
        for revision, version in revisions.items():
            yield Case(f"{kind} of revision {revision}", model(kind, revision=revision), version)
    for scene, version in {0: 3, 1: 3, 2: 8, 3: 3}.items():
        made = model("visionFeaturePrint", scene__version=scene)
        made.visionFeaturePrint.scene.SetInParent()
        yield Case(f"scene print of version {scene}", made, version)
    yield Case("object print", model("visionFeaturePrint", objects__version=1), 5)
    yield Case("sound print", model("audioFeaturePrint", sound__version=1), 6)
    yield Case("sound print without a version", model("audioFeaturePrint", sound=None), 6)


# ---------------------------------------------------------------------------------------------- the interface
def flexible(arm: str) -> Callable[[Any], object]:
    def fill(feature: Any) -> None:
        getattr(array(feature), arm).SetInParent()

    return fill


def flexible_image(arm: str) -> Callable[[Any], object]:
    def fill(feature: Any) -> None:
        getattr(image(feature), arm).SetInParent()

    return fill


def sequence(element: str) -> Callable[[Any], object]:
    def fill(feature: Any) -> None:
        feature.type.sequenceType.sizeRange.upperBound = 3
        if element:
            getattr(feature.type.sequenceType, element).SetInParent()

    return fill


def defaulted(arm: str, *, optional: bool) -> Callable[[Any], object]:
    def fill(feature: Any) -> None:
        made = array(feature)
        if arm:
            setattr(made, arm, 0)
        feature.type.isOptional = optional

    return fill


def dictionary(feature: Any) -> None:
    feature.type.dictionaryType.stringKeyType.SetInParent()


FEATURES: dict[str, tuple[Callable[[Any], object], int]] = {
    "array of fixed shape": (array, 1),
    "array with enumerated shapes": (flexible("enumeratedShapes"), 3),
    "array with a shape range": (flexible("shapeRange"), 3),
    "image of fixed size": (image, 1),
    "image with enumerated sizes": (flexible_image("enumeratedSizes"), 3),
    "image with a size range": (flexible_image("imageSizeRange"), 3),
    "greyscale image": (lambda f: image(f, "GRAYSCALE"), 1),
    "fp16 image": (lambda f: image(f, "GRAYSCALE_FLOAT16"), 7),
    "fp64 array": (lambda f: array(f, "DOUBLE"), 1),
    "int32 array": (lambda f: array(f, "INT32"), 1),
    "fp16 array": (lambda f: array(f, "FLOAT16"), 7),
    "int64 sequence": (sequence("int64Type"), 3),
    "string sequence": (sequence("stringType"), 3),
    "sequence of nothing": (sequence(""), 1),
    "dictionary": (dictionary, 1),
    "optional array": (defaulted("", optional=True), 1),
    "optional array, int default of zero": (defaulted("intDefaultValue", optional=True), 5),
    "optional array, float default of zero": (defaulted("floatDefaultValue", optional=True), 5),
    "optional array, double default of zero": (defaulted("doubleDefaultValue", optional=True), 5),
    "default of an array that is not optional": (defaulted("intDefaultValue", optional=False), 1),
    "a feature without a type": (lambda _: None, 1),
}


def interface_cases() -> Iterator[Case]:
    for kind in ("neuralNetwork", "treeEnsembleRegressor", "mlProgram", "pipeline"):
        floor = KINDS[kind]
        for name, (fill, version) in FEATURES.items():
            for where in ("input", "output"):
                yield Case(f"{kind}, {name} as {where}", with_input(kind, fill, where), max(floor, version))
            yield Case(f"{kind}, {name} as training input", with_input(kind, fill, "trainingInput"), floor)
        yield Case(f"{kind}, int8 array", with_input(kind, lambda f: array(f, "INT8"), "output"), 10, apple=floor)
        bare = model(kind)
        del bare.description.input[:]
        yield Case(f"{kind} without inputs", bare, 9)
    yield Case("suppression, fp32 array", with_input("nonMaximumSuppression", array), 5)
    yield Case("suppression, fp64 array", with_input("nonMaximumSuppression", lambda f: array(f, "DOUBLE")), 3)
    yield Case("no description at all", proto("Model").Model(specificationVersion=9, identity={}), 9)


def function_cases() -> Iterator[Case]:
    """States and function descriptions."""
    yield Case("state", with_input("mlProgram", state, "state"), 9, apple=6)
    yield Case("state among the inputs", with_input("mlProgram", state), 9, apple=6)
    yield Case("int8 state", with_input("mlProgram", lambda f: state(f, "INT8"), "state"), 10, apple=6)
    yield Case("fp16 array among the states", with_input("mlProgram", lambda f: array(f, "FLOAT16"), "state"), 9, 7)
    named = model("mlProgram")
    named.description.defaultFunctionName = "main"
    yield Case("default function", named, 9)
    for dtype, version in {"FLOAT32": 9, "FLOAT16": 9, "INT8": 10}.items():
        for where in ("input", "output"):
            made = model("mlProgram")
            function = made.description.functions.add(name="main")
            array(function.input.add(name="x"))
            array(getattr(function, where).add(name="z"), dtype)
            yield Case(f"function description, {dtype} {where}", made, version, apple=9)
    made = model("mlProgram")
    del made.description.input[:]
    del made.description.output[:]
    array(made.description.functions.add(name="main").input.add(name="x"))
    state(made.description.functions[0].state.add(name="s"), "INT8")
    yield Case("int8 state in a function description", made, 10, apple=9)


# ---------------------------------------------------------------------------------------------- neural networks
IOS11_LAYERS = words("""
    pooling activation innerProduct embedding batchnorm mvn l2normalize softmax lrn crop padding upsample unary add
    multiply average scale bias max min dot reduce loadConstant reshape flatten permute concat split sequenceRepeat
    reorganizeData slice simpleRecurrent gru uniDirectionalLSTM convolution
""")
IOS14_LAYERS = words("cumSum oneHot clampedReLU argSort pooling3d globalPooling3d sliceBySize convolution3d")
LAYERS = {
    **dict.fromkeys(IOS11_LAYERS, 1),
    "biDirectionalLSTM": 1,
    "custom": 2,
    "resizeBilinear": 3,
    "cropResize": 3,
    **dict.fromkeys(IOS14_LAYERS, 5),
}
# Layer → fields of its message, with what they need once set.
LAYER_VALUES: tuple[tuple[str, dict[str, object], int], ...] = (
    ("upsample", {"mode": 1}, 1),
    ("upsample", {"linearUpsampleMode": 1}, 5),
    ("upsample", {"fractionalScalingFactor": [1.5]}, 5),
    ("upsample", {"scalingFactor": [2, 2]}, 1),
    ("reorganizeData", {"mode": 1}, 1),
    ("reorganizeData", {"mode": 2}, 5),
    ("innerProduct", {"int8DynamicQuantize": True}, 5),
    ("batchedMatmul", {"int8DynamicQuantize": True}, 5),
    ("batchedMatmul", {"transposeA": True}, 4),
    ("concatND", {"interleave": True}, 5),
    ("concatND", {"axis": 1}, 4),
    ("sliceDynamic", {"squeezeMasks": [False]}, 5),
    ("sliceDynamic", {"beginMasks": [True]}, 4),
)


def layer_cases() -> Iterator[Case]:
    for descriptor in new_layers():
        LAYERS.setdefault(descriptor, 4)
    for kind, version in LAYERS.items():
        made = two_directions() if kind == "biDirectionalLSTM" else with_layer(kind)
        yield Case(f"layer {kind}", made, version)
    for kind, values, version in LAYER_VALUES:
        yield Case(f"layer {kind} with {values}", with_layer(kind, **values), version)
    yield Case("layer without a type", with_layer(""), 4)
    yield Case("convolution without inputs", with_layer("convolution", 0), 4)
    yield Case("convolution with computed weights", with_layer("convolution", 2), 4)
    for inputs, version in {1: 4, 6: 4, 7: 5, 8: 4}.items():
        yield Case(f"sliceDynamic with {inputs} inputs", with_layer("sliceDynamic", inputs), version)
    for kind in ("neuralNetwork", "neuralNetworkRegressor", "neuralNetworkClassifier"):
        yield from network_cases(kind)


def network_cases(kind: str) -> Iterator[Case]:
    for mapping, version in {0: 1, 1: 4, 7: 4}.items():
        yield Case(f"{kind}, array mapping {mapping}", network(kind, mapping), version)
        made = network(kind)
        getattr(made, kind).imageInputShapeMapping = mapping
        yield Case(f"{kind}, image mapping {mapping}", made, version)
    for name, version in {"softmax": 1, "cropResize": 3, "tanh": 4, "cumSum": 5}.items():
        made = network(kind)
        layer(made, name)
        yield Case(f"{kind}, layer {name}", made, version)
    nested = network(kind)
    branch = layer(nested, "branch").branch
    add_layer(branch.ifBranch, "softmax")
    yield Case(f"{kind}, a branch", nested, 4)
    later = type(nested).FromString(nested.SerializeToString())
    add_layer(getattr(later, kind).layers[0].branch.elseBranch, "argSort")
    yield Case(f"{kind}, a later layer in a branch", later, 5, apple=4)
    for part in ("conditionNetwork", "bodyNetwork"):
        looped = network(kind)
        loop = layer(looped, "loop").loop
        inner = add_layer(getattr(loop, part), "branch").branch.ifBranch
        add_layer(inner, "innerProduct", int8DynamicQuantize=True)
        yield Case(f"{kind}, a later layer in a branch of a loop's {part}", looped, 5, apple=4)


# ---------------------------------------------------------------------------------------------- weights
LSTM = [
    *(
        f"{gate}{what}"
        for what in ("WeightMatrix", "RecursionMatrix", "BiasVector")
        for gate in ("inputGate", "forgetGate", "blockInput", "outputGate")
    ),
    *("inputGatePeepholeVector", "forgetGatePeepholeVector", "outputGatePeepholeVector"),
]
GRU = tuple(
    f"{gate}{what}"
    for what in ("WeightMatrix", "RecursionMatrix", "BiasVector")
    for gate in ("updateGate", "resetGate", "outputGate")
)
WEIGHTS: dict[str, tuple[str, ...]] = {
    "convolution": ("weights", "bias"),
    "innerProduct": ("weights", "bias"),
    "batchnorm": ("gamma", "beta", "mean", "variance"),
    "loadConstant": ("data",),
    "scale": ("scale", "bias"),
    "simpleRecurrent": ("weightMatrix", "recursionMatrix", "biasVector"),
    "gru": GRU,
    "embedding": ("weights", "bias"),
    "uniDirectionalLSTM": tuple(f"weightParams__{name}" for name in LSTM),
    "activation": ("PReLU__alpha", "parametricSoftplus__alpha", "parametricSoftplus__beta"),
}
FILLED: dict[str, tuple[dict[str, object], int]] = {
    "fp32": ({"floatValue": [1.0]}, 1),
    "fp16": ({"float16Value": b"\0\0"}, 2),
    "nothing": ({"float16Value": b""}, 1),
    "quantized": ({"rawValue": b"\1", "quantization": {"numberOfBits": 8}}, 3),
    "raw, not quantized": ({"rawValue": b"\1"}, 1),
    "int8": ({"int8RawValue": b"\1", "quantization": {"numberOfBits": 8}}, 1),
    "fp16 and fp32 at once": ({"floatValue": [1.0], "float16Value": b"\0\0"}, 1),
    "quantized and fp16 at once": ({"rawValue": b"\1", "float16Value": b"\0\0", "quantization": {}}, 1),
}


def weight_cases() -> Iterator[Case]:
    for kind, paths in WEIGHTS.items():
        for path in paths:
            for name, (values, version) in FILLED.items():
                made = with_layer(kind)
                weights(getattr(made.neuralNetwork.layers[0], kind), path, values)
                yield Case(f"{kind}, {path}: {name}", made, version)
    for index, name in ((0, "inputGateWeightMatrix"), (1, "outputGatePeepholeVector")):
        for filled, (values, version) in FILLED.items():
            made = two_directions()
            weights(made.neuralNetwork.layers[0].biDirectionalLSTM.weightParams[index], name, values)
            yield Case(f"biDirectionalLSTM, direction {index}: {filled}", made, version)
    unread = with_layer("bias")
    weights(unread.neuralNetwork.layers[0].bias, "bias", {"float16Value": b"\0\0"})
    yield Case("fp16 bias layer, which the rule does not read", unread, 1)


# ---------------------------------------------------------------------------------------------- ML programs
def program_cases() -> Iterator[Case]:
    opsets = {"CoreML4": 6, "CoreML5": 6, "CoreML6": 7, "CoreML7": 8, "CoreML8": 9, "": 6, "coreml8": 6}
    for opset, version in opsets.items():
        yield Case(f"opset {opset!r}", program(opset), version)
    yield Case("opset CoreML9", program("CoreML9"), 10, apple=6)
    yield Case("program without functions", program(None), 6)
    yield Case("later opset in another function", program("CoreML5", other="CoreML7"), 8, apple=6)
    yield Case("later opset, no main", program(None, first="CoreML6"), 7, apple=6)
    yield Case("earlier opset in another function", program("CoreML8", other="CoreML6"), 9)


# ---------------------------------------------------------------------------------------------- pipelines, the number
def pipeline_cases() -> Iterator[Case]:
    steps = {
        "tree": (model("treeEnsembleRegressor"), 1),
        "network with fp16 weights": (weight_example(), 2),
        "suppression": (model("nonMaximumSuppression"), 3),
        "updatable network": (updatable(), 4),
        "program": (program("CoreML6"), 7),
        "tagger": (model("wordTagger", revision=5), 9),
    }
    for kind in ("pipeline", "pipelineRegressor", "pipelineClassifier"):
        for name, (step, version) in steps.items():
            yield Case(f"{kind} of {name}", pipeline(model("identity"), step, kind=kind), version)
            deep = pipeline(pipeline(step, kind="pipelineRegressor"), model("scaler"), kind=kind)
            yield Case(f"{kind} of a pipeline of {name}", deep, version)
        bare = model("identity")
        del bare.description.input[:]
        yield Case(f"{kind} of a model without inputs", pipeline(bare, kind=kind), 9)
        yield Case(f"{kind} of opset CoreML9", pipeline(program("CoreML9"), kind=kind), 10, apple=6)
        stateful = pipeline(with_input("mlProgram", state, "state"), kind=kind)
        yield Case(f"{kind} of a model with a state", stateful, 9, apple=6)
    newest_inside = model("identity")
    newest_inside.specificationVersion = 10
    yield Case("pipeline of a file at version 10", pipeline(newest_inside), 1)


def weight_example() -> Any:
    made = with_layer("innerProduct")
    weights(made.neuralNetwork.layers[0].innerProduct, "weights", {"float16Value": b"\0\0"})
    return made


def updatable() -> Any:
    made = network()
    made.isUpdatable = True
    return made


def number_cases() -> Iterator[Case]:
    """What the file's own number does to the answer."""
    for number, needs in {1: 1, 5: 1, 9: 1, 10: 10, 11: 10}.items():
        made = model("identity")
        made.specificationVersion = number
        yield Case(f"identity in a file at version {number}", made, needs)
    understated = program("CoreML7")
    understated.specificationVersion = 6
    yield Case("program whose file says less than it needs", understated, 8, apple=6)


CASES = {
    "kinds and revisions": kind_cases,
    "inputs and outputs": interface_cases,
    "states and functions": function_cases,
    "layers": layer_cases,
    "weights": weight_cases,
    "opsets": program_cases,
    "pipelines": pipeline_cases,
    "the file's own number": number_cases,
}
