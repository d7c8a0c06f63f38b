"""Models built by coremltools, one function each: programs, networks, pipelines, and a model of every other kind."""
# mypy: disable-error-code="untyped-decorator"
# `mb.program` has no types.

from typing import Any

import coremltools as ct
import numpy as np
from coremltools.converters.mil import Builder as mb  # noqa: N813 — its name in every program
from coremltools.converters.mil.mil import types
from coremltools.models import datatypes
from coremltools.models.neural_network import NeuralNetworkBuilder
from coremltools.proto import Model_pb2

Spec = mb.TensorSpec


def converted(program: Any, target: Any, **options: Any) -> Any:
    return ct.convert(
        program, convert_to="mlprogram", minimum_deployment_target=target, skip_model_load=True, **options
    )


def convolution(target: Any = ct.target.iOS16) -> Any:
    weight = np.linspace(-1, 1, 8 * 3 * 3 * 3).reshape(8, 3, 3, 3).astype(np.float32)

    @mb.program(input_specs=[Spec((1, 3, 32, 32))], opset_version=target)
    def program(x: Any) -> Any:
        return mb.relu(x=mb.conv(x=x, weight=weight, strides=[2, 2], pad_type="same"), name="y")

    return converted(program, target)


def branches() -> Any:
    """`cond` inside `while_loop`, with values from outside, and inputs of the loop's blocks."""

    @mb.program(input_specs=[Spec((2, 3)), Spec((1,), types.bool)], opset_version=ct.target.iOS15)
    def program(x: Any, flag: Any) -> Any:
        outer = mb.relu(x=x, name="outer")
        flag = mb.squeeze(x=flag)

        def body(i: Any, a: Any) -> Any:
            chosen = mb.cond(
                pred=flag, _true_fn=lambda: mb.add(x=a, y=outer), _false_fn=lambda: mb.mul(x=a, y=outer), name="chosen"
            )
            return mb.add(x=i, y=1.0), chosen

        counted, result = mb.while_loop(
            _cond=lambda i, a: mb.less(x=mb.add(x=i, y=mb.reduce_sum(x=a)), y=3.0),
            _body=body,
            loop_vars=(mb.reduce_sum(x=x, keep_dims=False), outer),
            name="loop",
        )
        return mb.add(x=result, y=counted, name="y")

    return converted(program, ct.target.iOS15, compute_precision=ct.precision.FLOAT32)


def stateful() -> Any:
    @mb.program(
        input_specs=[Spec((2, 3), types.fp16), mb.StateTensorSpec((2, 3), types.fp16)], opset_version=ct.target.iOS18
    )
    def program(x: Any, cache: Any) -> Any:
        before = mb.read_state(input=cache)
        after = mb.add(x=before, y=x)
        mb.coreml_update_state(state=cache, value=after)
        return mb.identity(x=after, name="y")

    return converted(program, ct.target.iOS18)


def many_types() -> Any:
    """Constants of many types: strings, lists, 4-bit numbers, halves, 64-bit numbers, an empty one."""

    @mb.program(input_specs=[Spec((4, 6), types.fp16)], opset_version=ct.target.iOS18)
    def program(x: Any) -> Any:
        table = np.arange(4).reshape(1, 1, 4, 1).astype(np.float16)
        palette = mb.constexpr_lut_to_dense(
            indices=np.array([[0, 1, 2, 3, 3, 2]] * 4, np.uint8).astype(types.nptype_from_builtin(types.uint2)),
            lut=table,
        )
        blockwise = mb.constexpr_blockwise_shift_scale(
            data=np.array([[-3, 1, 2, 3, 4, -8]] * 4).astype(types.nptype_from_builtin(types.int4)),
            scale=np.full((4, 1), 0.5, np.float16),
        )
        y = mb.add(x=mb.add(x=x, y=palette), y=blockwise)
        parts = mb.split(x=y, num_splits=2, axis=1)
        joined = mb.concat(values=[*parts, np.full((4, 1), np.inf, np.float16)], axis=1)
        cast = mb.cast(x=joined, dtype="int32")
        return mb.cast(x=mb.gather(x=cast, indices=np.array([1, 0], np.uint16), axis=0), dtype="fp16", name="y")

    return converted(program, ct.target.iOS18)


def flexible() -> Any:
    @mb.program(input_specs=[Spec((1, 3, 8, 8)), Spec((1, 4))], opset_version=ct.target.iOS16)
    def program(x: Any, z: Any) -> Any:
        return mb.relu(x=x, name="y"), mb.relu(x=z, name="w")

    return program


def network() -> Any:
    """A network with a convolution, quantized weights, a branch, a loop, a custom layer and tensors' shapes."""
    inputs = [("x", datatypes.Array(1, 3, 8, 8))]
    builder = NeuralNetworkBuilder(inputs, [("y", None)], disable_rank5_shape_mapping=True)
    builder.add_convolution(
        "conv",
        3,
        4,
        3,
        3,
        1,
        1,
        "valid",
        1,
        np.ones((3, 3, 3, 4)),
        np.ones(4),
        True,
        input_name="x",
        output_name="c",
        padding_top=1,
    )
    builder.add_activation("act", "PRELU", "c", "a", params=np.ones(4))
    builder.add_load_constant_nd("flag", "flag", np.array([1.0]), (1,))
    branch = builder.add_branch("branch", "flag")
    yes = NeuralNetworkBuilder(
        nn_spec=branch.branch.ifBranch, input_features=None, output_features=None, disable_rank5_shape_mapping=True
    )
    yes.add_activation("yes", "RELU", "a", "b")
    no = NeuralNetworkBuilder(
        nn_spec=branch.branch.elseBranch, input_features=None, output_features=None, disable_rank5_shape_mapping=True
    )
    no.add_copy("no", "a", "b")
    loop = builder.add_loop("loop", max_iterations=3)
    body = NeuralNetworkBuilder(
        nn_spec=loop.loop.bodyNetwork, input_features=None, output_features=None, disable_rank5_shape_mapping=True
    )
    body.add_elementwise("more", ["b", "b"], "b", "ADD")
    builder.add_softmax_nd("soft", "b", "y", axis=-1)
    spec = builder.spec
    weights = spec.neuralNetwork.layers[0].convolution.weights
    weights.quantization.numberOfBits = 8
    weights.quantization.linearQuantization.scale.append(0.5)
    tensor = spec.neuralNetwork.layers[0].outputTensor.add()
    tensor.rank = 4
    tensor.dimValue.extend([1, 4, -1, 6])
    custom = spec.neuralNetwork.layers.add()
    custom.name, custom.custom.className = "own", "Own"
    custom.custom.parameters["size"].intValue = 3
    return spec


def classifier() -> Any:
    builder = NeuralNetworkBuilder([("x", datatypes.Array(3))], [("p", datatypes.Array(2))], mode="classifier")
    builder.add_inner_product("dense", np.ones((2, 3)), None, 3, 2, False, "x", "s")
    builder.add_softmax("soft", "s", "p")
    builder.set_class_labels(["cat", "dog"], predicted_feature_name="label", prediction_blob="p")
    return builder.spec


def pipeline() -> Any:
    """A pipeline in a pipeline, with a program, a classifier and a tree inside; one of the models has no name."""
    spec = Model_pb2.Model(specificationVersion=6)
    spec.description.metadata.author = "nobody"
    outer = spec.pipelineClassifier.pipeline
    inner = outer.models.add(specificationVersion=5).pipeline
    inner.models.add().CopyFrom(classifier())
    tree = inner.models.add(specificationVersion=1).treeEnsembleRegressor.treeEnsemble
    tree.nodes.add(nodeId=1, branchFeatureValue=0.5)
    outer.models.add().CopyFrom(convolution(ct.target.iOS15).get_spec())
    outer.names.append("inner")
    return spec


def of_kind(kind: str) -> Any:
    """The smallest model of a kind, with an interface of every type of feature."""
    spec = Model_pb2.Model(specificationVersion=3, isUpdatable=True)
    getattr(spec, kind).SetInParent()
    array = spec.description.input.add(name="array", shortDescription="numbers").type
    array.isOptional = True
    array.multiArrayType.shape.extend([1, 2])
    array.multiArrayType.dataType = 65568
    array.multiArrayType.floatDefaultValue = 0.5
    ranges = spec.description.input.add(name="ranges").type.multiArrayType.shapeRange.sizeRanges
    ranges.add(lowerBound=1, upperBound=-1)
    ranges.add(lowerBound=2, upperBound=5)
    shapes = spec.description.input.add(name="shapes").type.multiArrayType.enumeratedShapes.shapes
    shapes.add().shape.extend([1, 2])
    shapes.add().shape.extend([1, 3])
    image = spec.description.input.add(name="image").type.imageType
    image.width, image.height, image.colorSpace = 32, 64, 20
    image.enumeratedSizes.sizes.add(width=8, height=16)
    wide = spec.description.input.add(name="wide").type.imageType.imageSizeRange
    wide.widthRange.lowerBound, wide.widthRange.upperBound = 1, -1
    spec.description.output.add(name="whole").type.int64Type.SetInParent()
    spec.description.output.add(name="real").type.doubleType.SetInParent()
    spec.description.output.add(name="text").type.stringType.SetInParent()
    spec.description.output.add(name="table").type.dictionaryType.stringKeyType.SetInParent()
    spec.description.output.add(name="row").type.sequenceType.int64Type.SetInParent()
    spec.description.state.add(name="state").type.stateType.arrayType.shape.append(4)
    spec.description.trainingInput.add(name="target").type.int64Type.SetInParent()
    spec.description.output.add(name="nothing")
    return spec


KINDS = tuple(field.name for field in Model_pb2.Model.DESCRIPTOR.oneofs_by_name["Type"].fields)
