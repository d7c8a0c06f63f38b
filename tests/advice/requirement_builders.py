"""Small models of every kind, built as protobuf messages by the classes that coremltools ships."""

import importlib
from collections.abc import Callable
from typing import Any


def proto(name: str) -> Any:
    """coremltools' module of one .proto file; imported late, since coremltools takes its time."""
    return importlib.import_module(f"coremltools.proto.{name}_pb2")


def model(kind: str, **values: object) -> Any:
    """A model of this kind with one input and one output, at specification version 9."""
    made = proto("Model").Model(specificationVersion=9)
    getattr(made, kind).SetInParent()
    double(made.description.input.add(name="x"))
    double(made.description.output.add(name="y"))
    for path, value in values.items():
        assign(getattr(made, kind), path, value)
    return made


def assign(message: Any, path: str, value: object) -> None:
    *parents, last = path.split("__")
    for parent in parents:
        message = getattr(message, parent)
    if isinstance(value, (list, tuple)):
        getattr(message, last).extend(value)
    elif value is None:
        getattr(message, last).SetInParent()
    else:
        setattr(message, last, value)


def double(feature: Any) -> None:
    feature.type.doubleType.SetInParent()


def array(feature: Any, dtype: str = "FLOAT32", shape: tuple[int, ...] = (3,)) -> Any:
    feature.type.multiArrayType.dataType = proto("FeatureTypes").ArrayFeatureType.ArrayDataType.Value(dtype)
    feature.type.multiArrayType.shape.extend(shape)
    return feature.type.multiArrayType


def image(feature: Any, colour: str = "RGB") -> Any:
    made = feature.type.imageType
    made.width = made.height = 8
    made.colorSpace = proto("FeatureTypes").ImageFeatureType.ColorSpace.Value(colour)
    return made


def network(kind: str = "neuralNetwork", mapping: int = 0) -> Any:
    made = model(kind)
    getattr(made, kind).arrayInputShapeMapping = mapping
    return made


def layer(made: Any, kind: str, inputs: int = 1, **values: object) -> Any:
    return add_layer(getattr(made, made.WhichOneof("Type")), kind, inputs, **values)


def add_layer(net: Any, kind: str, inputs: int = 1, **values: object) -> Any:
    added = net.layers.add(name=f"{kind or 'nothing'}_{len(net.layers)}")
    added.input.extend(f"in{i}" for i in range(inputs))
    added.output.append("out")
    if kind:
        getattr(added, kind).SetInParent()
        for path, value in values.items():
            assign(getattr(added, kind), path, value)
    return added


def with_layer(kind: str, inputs: int = 1, **values: object) -> Any:
    made = network()
    layer(made, kind, inputs, **values)
    return made


def with_input(kind: str, fill: Callable[[Any], object], where: str = "input") -> Any:
    made = model(kind)
    fill(getattr(made.description, where).add(name="more"))
    return made


def program(main: str | None = "CoreML5", **others: str) -> Any:
    made = model("mlProgram")
    made.mlProgram.version = 1
    opsets = {**({"main": main} if main is not None else {}), **others}
    for name, opset in opsets.items():
        function = made.mlProgram.functions[name]
        function.opset = opset
        function.block_specializations[opset].SetInParent()
    return made


def pipeline(*inner: Any, kind: str = "pipeline") -> Any:
    made = model(kind)
    holder = made.pipeline if kind == "pipeline" else getattr(made, kind).pipeline
    holder.models.extend(inner)
    holder.names.extend(f"step{i}" for i in range(len(inner)))
    return made


def two_directions() -> Any:
    """The rule reads both directions' weights, so both have to be there."""
    made = with_layer("biDirectionalLSTM")
    for _ in range(2):
        made.neuralNetwork.layers[0].biDirectionalLSTM.weightParams.add()
    return made


def weights(message: Any, path: str, values: dict[str, object]) -> None:
    for name in path.split("__"):
        message = getattr(message, name)
    message.MergeFrom(type(message)(**values))


def new_layers() -> list[str]:
    return [f.name for f in proto("NeuralNetwork").NeuralNetworkLayer.DESCRIPTOR.oneofs_by_name["layer"].fields]


def state(feature: Any, dtype: str = "FLOAT16") -> None:
    made = feature.type.stateType.arrayType
    made.dataType = proto("FeatureTypes").ArrayFeatureType.ArrayDataType.Value(dtype)
    made.shape.append(4)
