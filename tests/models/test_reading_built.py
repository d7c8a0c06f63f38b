"""Models that coremltools builds read as protobuf's own parser reads them."""

import shutil
from pathlib import Path
from typing import Any

import built_models
import coremltools as ct
import coremltools.optimize as cto
import pytest
from built_models import KINDS
from coremltools.proto import Model_pb2
from protobuf_truth import assert_reads_like_protobuf, parsed

from kb.models.model import Model
from kb.models.reading import decode_model, read_model
from kb.models.walking import all_models, conversion_of

# coremltools warns of many things while it converts, and leaves temporary folders to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore")


def read(spec: Any) -> Model:
    """Our reading of a message, after it was compared with protobuf's."""
    content = spec.SerializeToString()
    model = decode_model(content, origin="model.mlmodel")
    assert_reads_like_protobuf(model, parsed(content))
    return model


@pytest.mark.parametrize(
    "target", [ct.target.iOS15, ct.target.iOS16, ct.target.iOS17, ct.target.iOS18, ct.target.iOS26]
)
def test_a_program_for_each_target(target: Any) -> None:
    model = read(built_models.convolution(target).get_spec())
    (function,) = model.functions
    (conv,) = function.source.operations({"conv"})
    (strides,) = conv.inputs["strides"]
    assert strides.constant
    assert strides.constant.values == (2, 2)
    assert function.opset == {6: "CoreML5", 7: "CoreML6", 8: "CoreML7", 9: "CoreML8", 10: "CoreML9"}[int(target)]
    assert model.specification_version == int(target)


def test_blocks_inside_operations() -> None:
    (function,) = read(built_models.branches().get_spec()).functions
    (chosen,) = function.source.operations({"cond"})
    assert chosen.location == "main/loop/block1/chosen"


def test_states() -> None:
    model = read(built_models.stateful().get_spec())
    assert [state.name for state in model.interface.states] == ["cache"]


def test_constants_of_many_types() -> None:
    read(built_models.many_types().get_spec())


def test_flexible_shapes_images_and_classes() -> None:
    inputs = [
        ct.ImageType("x", shape=ct.Shape((1, 3, ct.RangeDim(8, 64, default=8), ct.RangeDim(8, 32, default=8)))),
        ct.TensorType("z", shape=ct.EnumeratedShapes([(1, 4), (1, 6)])),
    ]
    model = read(built_models.converted(built_models.flexible(), ct.target.iOS16, inputs=inputs).get_spec())
    assert len(model.interface.inputs) == 2


@pytest.mark.parametrize("how", ["quantized", "palettized", "pruned"])
def test_compressed_weights(how: str) -> None:
    linear = cto.coreml.OpLinearQuantizerConfig(mode="linear_symmetric", weight_threshold=0)
    palette = cto.coreml.OpPalettizerConfig(mode="uniform", nbits=4, weight_threshold=0)
    pruner = cto.coreml.OpMagnitudePrunerConfig(target_sparsity=0.5, weight_threshold=0)
    compress: Any = {
        "quantized": lambda model: cto.coreml.linear_quantize_weights(
            model, cto.coreml.OptimizationConfig(global_config=linear)
        ),
        "palettized": lambda model: cto.coreml.palettize_weights(
            model, cto.coreml.OptimizationConfig(global_config=palette)
        ),
        "pruned": lambda model: cto.coreml.prune_weights(model, cto.coreml.OptimizationConfig(global_config=pruner)),
    }[how]
    (function,) = read(compress(built_models.convolution(ct.target.iOS18)).get_spec()).functions
    (conv,) = function.source.operations({"conv"})
    (weight,) = conv.inputs["weight"]
    assert weight.constant
    assert weight.constant.in_weight_file
    assert any(name.startswith("constexpr_") for name in function.operation_types)


def test_several_functions(tmp_path: Path) -> None:
    description = ct.utils.MultiFunctionDescriptor()
    for name in ("first", "second"):
        package = tmp_path / f"{name}.mlpackage"
        built_models.convolution(ct.target.iOS18).save(str(package))
        description.add_function(str(package), src_function_name="main", target_function_name=name)
    description.default_function_name = "second"
    path = tmp_path / "several.mlpackage"
    ct.utils.save_multifunction(description, str(path))
    model = read_model(path)
    content = (path / "Data" / "com.apple.CoreML" / "model.mlmodel").read_bytes()
    assert_reads_like_protobuf(model, parsed(content))
    assert {each.name for each in model.functions} == {"first", "second"}
    assert model.default_function == "second"
    assert model.interface == model.function_interfaces["second"]
    shutil.rmtree(path)


def test_a_network_with_layers_in_branch_and_loop() -> None:
    (function,) = read(built_models.network()).functions
    assert function.operation_types["nn:branch"] == 1
    (inner,) = function.source.operations({"nn:addBroadcastable", "nn:add"})
    assert inner.location == "main/loop/bodyNetwork/more"
    (conv,) = function.source.operations({"nn:convolution"})
    assert conv.attributes["weights.quantization.numberOfBits"].values == (8,)
    assert conv.attributes["ConvolutionPaddingType"].values == ("valid",)
    assert conv.attributes["valid.paddingAmounts.borderAmounts.startEdgeSize"].values == (1, 0)
    (own,) = function.source.operations({"nn:custom"})
    assert own.attributes["parameters.size.intValue"].values == (3,)


def test_a_classifier() -> None:
    model = read(built_models.classifier())
    assert model.kind == "neuralNetworkClassifier"


def test_a_pipeline_in_a_pipeline() -> None:
    model = read(built_models.pipeline())
    assert [each.kind for each in all_models(model)] == [
        "pipelineClassifier",
        "pipeline",
        "neuralNetworkClassifier",
        "treeEnsembleRegressor",
        "mlProgram",
    ]
    (conv,) = model.submodels[1].functions[0].source.operations({"conv"})
    assert conv.location.startswith("1:model1/main/")
    (dense,) = model.submodels[0].submodels[0].functions[0].source.operations({"nn:innerProduct"})
    assert dense.location == "0:inner/0:model0/main/dense"


def test_a_pipeline_was_converted_by_what_converted_its_parts() -> None:
    """coremltools puts finished models together, and says nothing of itself."""
    spec = Model_pb2.Model(specificationVersion=7)
    for _ in range(2):
        spec.pipeline.models.add().CopyFrom(built_models.convolution(ct.target.iOS16).get_spec())
    spec.pipeline.models.add(specificationVersion=1).treeEnsembleRegressor.SetInParent()
    model = read(spec)
    assert model.metadata.coremltools is None
    assert conversion_of(model).coremltools == model.submodels[0].metadata.coremltools == ct.__version__
    spec.pipeline.models[1].description.metadata.userDefined["com.github.apple.coremltools.version"] = "6.0"
    assert conversion_of(read(spec)).coremltools is None
    spec.description.metadata.userDefined["com.github.apple.coremltools.version"] = "7.0"
    assert conversion_of(read(spec)).coremltools == "7.0"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_model(kind: str) -> None:
    model = read(built_models.of_kind(kind))
    assert model.kind == kind
    assert model.message
    assert model.message.which("Type") == kind


def test_a_kind_of_the_future_is_read_with_a_note() -> None:
    content = built_models.of_kind("identity")
    content.ClearField("identity")
    model = decode_model(content.SerializeToString() + b"\xc2\x3e\x02\x08\x01", origin="future.mlmodel")
    assert model.kind == "unknown"
    assert [str(note) for note in model.notes] == [
        "future.mlmodel: a kind of model that is not known here (field 1000) (a newer kb may know it)"
    ]


def test_a_version_of_the_future_is_read_with_a_note() -> None:
    spec = built_models.of_kind("identity")
    spec.specificationVersion = 99
    model = decode_model(spec.SerializeToString(), origin="future.mlmodel")
    assert model.specification_version == 99
    assert "specification version 99 is newer than any that is known here" in str(model.notes[0])
