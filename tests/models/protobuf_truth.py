"""What protobuf's own parser sees in a model, in the words of our `Model`: the truth that the reader is held to."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from coremltools.proto import FeatureTypes_pb2, MIL_pb2, Model_pb2

from kb.models.decode_values import dtype_of
from kb.models.message import VALUES_LIMIT
from kb.models.model import (
    Argument,
    Constant,
    DictionaryType,
    DimensionRange,
    Feature,
    Function,
    Image,
    Interface,
    ListType,
    Model,
    MultiArray,
    Operation,
    Plain,
    State,
    StateType,
    TensorType,
    TupleType,
    ValueType,
)

NETWORKS = ("neuralNetwork", "neuralNetworkClassifier", "neuralNetworkRegressor")
PIPELINES = ("pipeline", "pipelineClassifier", "pipelineRegressor")
NUMPY = {
    "fp16": np.float16,
    "int8": np.int8,
    "uint8": np.uint8,
    "int16": np.int16,
    "uint16": np.uint16,
    "int32": np.int32,
    "uint32": np.uint32,
    "int64": np.int64,
    "uint64": np.uint64,
}


def assert_reads_like_protobuf(ours: Model, theirs: Any) -> None:
    """Everything that our `Model` holds, compared with the parsed message."""
    kind = theirs.WhichOneof("Type")
    description = theirs.description
    assert ours.kind == kind
    assert ours.specification_version == theirs.specificationVersion
    assert ours.updatable == theirs.isUpdatable
    assert ours.default_function == description.defaultFunctionName
    assert_interfaces_alike(ours, description)
    assert dict(ours.metadata.user_defined) == dict(description.metadata.userDefined)
    assert ours.metadata.author == description.metadata.author
    assert ours.metadata.license == description.metadata.license
    assert ours.metadata.version == description.metadata.versionString
    assert ours.metadata.short_description == description.metadata.shortDescription
    assert ours.metadata.coremltools == description.metadata.userDefined.get(
        "com.github.apple.coremltools.version", None
    )
    if kind == "mlProgram":
        assert_program_alike(ours, theirs.mlProgram)
    elif kind in NETWORKS:
        assert_network_alike(ours, getattr(theirs, kind))
    else:
        assert ours.functions == ()
    inner = getattr(theirs, kind)
    models = (inner if kind == "pipeline" else inner.pipeline).models if kind in PIPELINES else ()
    assert len(ours.submodels) == len(models)
    for mine, its in zip(ours.submodels, models, strict=True):
        assert_reads_like_protobuf(mine, its)


# Interfaces


def assert_interfaces_alike(ours: Model, description: Any) -> None:
    functions = {each.name: interface(each) for each in description.functions}
    assert dict(ours.function_interfaces) == functions
    if functions:
        assert ours.interface == functions[description.defaultFunctionName or next(iter(functions))]
    else:
        assert ours.interface == interface(description)


def interface(description: Any) -> Interface:
    training = getattr(description, "trainingInput", ())
    return Interface(
        inputs=tuple(map(feature, description.input)),
        outputs=tuple(map(feature, description.output)),
        states=tuple(map(feature, description.state)),
        training_inputs=tuple(map(feature, training)),
    )


def feature(message: Any) -> Feature:
    return Feature(
        name=message.name,
        type=feature_type(message.type),
        optional=message.type.isOptional,
        description=message.shortDescription,
    )


def feature_type(message: Any) -> Any:
    match message.WhichOneof("Type"):
        case "multiArrayType":
            return multi_array(message.multiArrayType)
        case "stateType":
            return State(array=multi_array(message.stateType.arrayType))
        case "imageType":
            return image(message.imageType)
        case "dictionaryType":
            key = message.dictionaryType.WhichOneof("KeyType")
            return Plain(kind="dictionary", detail=(key or "").removesuffix("KeyType"))
        case "sequenceType":
            element = message.sequenceType.WhichOneof("Type")
            return Plain(kind="sequence", detail=(element or "").removesuffix("Type"))
        case None:
            return None
        case plain:
            return Plain(kind=plain.removesuffix("Type"))


def multi_array(message: Any) -> MultiArray:
    default = message.WhichOneof("defaultOptionalValue")
    dtypes = {65568: "fp32", 65600: "fp64", 131104: "int32", 131080: "int8", 65552: "fp16"}
    return MultiArray(
        dtype=dtypes.get(message.dataType, "unknown"),
        shape=tuple(message.shape),
        enumerated_shapes=tuple(tuple(each.shape) for each in message.enumeratedShapes.shapes),
        shape_ranges=tuple(map(dimension_range, message.shapeRange.sizeRanges)),
        default=getattr(message, default) if default else None,
    )


def dimension_range(message: Any) -> DimensionRange:
    return DimensionRange(lower=message.lowerBound, upper=None if message.upperBound < 0 else message.upperBound)


def image(message: Any) -> Image:
    ranges = message.imageSizeRange
    return Image(
        width=message.width,
        height=message.height,
        colour=FeatureTypes_pb2.ImageFeatureType.ColorSpace.Name(message.colorSpace),
        enumerated_sizes=tuple((each.width, each.height) for each in message.enumeratedSizes.sizes),
        width_range=dimension_range(ranges.widthRange) if ranges.HasField("widthRange") else None,
        height_range=dimension_range(ranges.heightRange) if ranges.HasField("heightRange") else None,
    )


# Programs


def assert_program_alike(ours: Model, program: Any) -> None:
    assert {each.name for each in ours.functions} == set(program.functions)
    for function in ours.functions:
        its = program.functions[function.name]
        block = its.block_specializations[its.opset]
        assert function.opset == its.opset
        assert [(each.name, each.type) for each in function.inputs] == [
            (each.name, value_type(each.type)) for each in its.inputs
        ]
        expected = list(operations(block, {}, {each.name: value_type(each.type) for each in its.inputs}))
        found = list(function.source.operations(None))
        assert len(found) == len(expected)
        for mine, (operation, scope, types) in zip(found, expected, strict=True):
            assert_operation_alike(mine, operation, scope, types)
        counts: dict[str, int] = {}
        for operation, _, _ in expected:
            counts[operation.type] = counts.get(operation.type, 0) + 1
        assert list(function.operation_types.items()) == list(counts.items())
        assert [each.name for each in function.outputs] == list(block.outputs)
        assert_one_type_at_a_time(function, found)


def assert_one_type_at_a_time(function: Function, found: list[Operation]) -> None:
    for name in function.operation_types:
        assert list(function.source.operations({name})) == [each for each in found if each.type == name]


Scope = Mapping[str, Any]
Types = Mapping[str, Any]


def operations(block: Any, scope: Scope, types: Types) -> Iterator[tuple[Any, Scope, Types]]:
    """Each operation, with the producers and the types of what it sees."""
    inside, known = dict(scope), dict(types)
    for value in block.inputs:
        inside.pop(value.name, None)
        known[value.name] = value_type(value.type)
    for operation in block.operations:
        for output in operation.outputs:
            inside[output.name] = operation
            known[output.name] = value_type(output.type)
    for operation in block.operations:
        yield operation, inside, known
        for inner in operation.blocks:
            yield from operations(inner, inside, known)


def assert_operation_alike(ours: Operation, its: Any, scope: Scope, types: Types) -> None:
    assert ours.type == its.type
    assert ours.name == its.attributes["name"].immediateValue.tensor.strings.values[0]
    assert ours.location.endswith(f"/{ours.name}")
    assert [(each.name, each.type) for each in ours.outputs] == [
        (each.name, value_type(each.type)) for each in its.outputs
    ]
    assert {key: repr(value) for key, value in ours.attributes.items()} == {
        key: repr(constant(value)) for key, value in its.attributes.items()
    }
    assert set(ours.inputs) == set(its.inputs)
    for name, arguments in ours.inputs.items():
        assert repr(arguments) == repr(tuple(argument(each, scope, types) for each in its.inputs[name].arguments))


def argument(binding: Any, scope: Scope, types: Types) -> Argument:
    if binding.WhichOneof("binding") == "value":
        value = constant(binding.value)
        return Argument(name=None, type=value.type, constant=value)
    producer = scope.get(binding.name)
    known: Constant | None = None
    if producer is not None and producer.type == "const":
        known = constant(producer.attributes["val"])
    elif producer is not None and producer.type.startswith("constexpr_"):
        known = Constant(type=types[binding.name], values=None, in_weight_file=True)
    return Argument(name=binding.name, type=types.get(binding.name), constant=known)


def value_type(message: Any) -> ValueType | None:
    match message.WhichOneof("type"):
        case "tensorType":
            return tensor_type(message.tensorType)
        case "listType":
            element = value_type(message.listType.type)
            assert element
            return ListType(element=element, length=dimension(message.listType.length))
        case "tupleType":
            elements = [value_type(each) for each in message.tupleType.types]
            return TupleType(elements=tuple(each for each in elements if each))
        case "dictionaryType":
            key, value = value_type(message.dictionaryType.keyType), value_type(message.dictionaryType.valueType)
            assert key
            assert value
            return DictionaryType(key=key, value=value)
        case "stateType":
            wrapped = value_type(message.stateType.wrappedType)
            assert wrapped
            return StateType(wrapped=wrapped)
    return None


def tensor_type(message: Any) -> TensorType:
    dtype = dtype_of(MIL_pb2.DataType.Name(message.dataType))
    if message.rank < 0 or any(each.unknown.variadic for each in message.dimensions):
        return TensorType(dtype=dtype, shape=None)
    return TensorType(dtype=dtype, shape=tuple(map(dimension, message.dimensions)))


def dimension(message: Any) -> int | None:
    return message.constant.size if message.WhichOneof("dimension") == "constant" else None


def constant(message: Any) -> Constant:
    type_ = value_type(message.type)
    if message.WhichOneof("value") == "blobFileValue":
        return Constant(type=type_, values=None, in_weight_file=True)
    immediate = message.immediateValue
    arm = immediate.WhichOneof("value")
    if arm == "tensor" and isinstance(type_, TensorType):
        return Constant(type=type_, values=tensor_values(immediate.tensor, type_))
    if arm in ("list", "tuple"):
        values = [value for each in getattr(immediate, arm).values for value in constant(each).values or ()]
        return Constant(type=type_, values=tuple(values))
    return Constant(type=type_, values=None)


def tensor_values(message: Any, tensor: TensorType) -> tuple[Any, ...] | None:
    assert tensor.shape is not None
    size = math.prod(each for each in tensor.shape if each is not None)
    if size > VALUES_LIMIT:
        return None
    arm = message.WhichOneof("value")
    if arm != "bytes":
        return tuple(getattr(message, arm).values)
    if tensor.dtype in NUMPY:
        return tuple(np.frombuffer(message.bytes.values, NUMPY[tensor.dtype]).tolist())
    from coremltools.optimize.coreml import _utils as optimize_utils

    bits, signed = int(tensor.dtype.lstrip("uint")), not tensor.dtype.startswith("u")
    packed = np.frombuffer(message.bytes.values, np.uint8)
    return tuple(optimize_utils.restore_elements_from_packed_bits(packed, bits, size, signed).tolist())


# Networks


def assert_network_alike(ours: Model, network: Any) -> None:
    (function,) = ours.functions
    expected = list(layers(network, "main"))
    found = list(function.source.operations(None))
    assert [(each.type, each.name) for each in found] == [
        (f"nn:{layer.WhichOneof('layer')}", layer.name) for layer, _ in expected
    ]
    for mine, (layer, path) in zip(found, expected, strict=True):
        assert mine.location.endswith(f"{path}/{layer.name}")
    for mine, (layer, _) in zip(found, expected, strict=True):
        assert [each.name for each in mine.inputs["input"]] == list(layer.input)
        assert [each.name for each in mine.outputs] == list(layer.output)
        for value, tensor in zip(mine.outputs, layer.outputTensor, strict=False):
            assert value.type is not None
            assert value.type.shape == tuple(each if each >= 0 else None for each in tensor.dimValue)  # type: ignore[union-attr]
        assert_attributes_alike(mine, getattr(layer, layer.WhichOneof("layer")), "")
    assert_one_type_at_a_time(function, found)


def layers(network: Any, path: str) -> Iterator[tuple[Any, str]]:
    for layer in network.layers:
        yield layer, path
        inner = {"branch": ("ifBranch", "elseBranch"), "loop": ("conditionNetwork", "bodyNetwork")}
        arm = layer.WhichOneof("layer")
        for name in inner.get(arm, ()):
            yield from layers(getattr(getattr(layer, arm), name), f"{path}/{layer.name}/{name}")


def assert_attributes_alike(ours: Operation, its: Any, prefix: str) -> None:
    for oneof in its.DESCRIPTOR.oneofs:
        assert ours.attributes[f"{prefix}{oneof.name}"].values == (its.WhichOneof(oneof.name) or "",)
    for field in its.DESCRIPTOR.fields:
        name = f"{prefix}{field.name}"
        value = getattr(its, field.name)
        if field.message_type is not None:
            if not field.is_repeated and its.HasField(field.name) and field.message_type.name != "NeuralNetwork":
                assert_attributes_alike(ours, value, f"{name}.")
        elif field.containing_oneof is None or its.WhichOneof(field.containing_oneof.name) == field.name:
            expected = tuple(value) if field.is_repeated else (value,)
            if field.enum_type is not None:
                expected = tuple(field.enum_type.values_by_number[each].name for each in expected)
            if len(expected) > VALUES_LIMIT or (isinstance(value, bytes) and len(value) > VALUES_LIMIT):
                assert ours.attributes[name].values is None
            else:
                assert ours.attributes[name].values == expected


def parsed(content: bytes) -> Any:
    return Model_pb2.Model.FromString(content)
