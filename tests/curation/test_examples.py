"""What an example says is what our reader sees in the file that coremltools builds from it."""

from pathlib import Path
from typing import Any

import pytest

from kb.curation.examples import build_example
from kb.errors import KbError
from kb.knowledge.checkout import open_checkout
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.models.model import Image, Model, MultiArray, Operation, State, TensorType
from kb.records.record import Example, Record

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return open_checkout(DATA)


@pytest.fixture(scope="module")
def record(base: KnowledgeBase) -> Record:
    """A record without `affects.targets`: examples get the lowest target that has what they are made of."""
    found = base.record("pow-constant-base-two")
    assert found is not None
    return found


@pytest.fixture
def built(base: KnowledgeBase, record: Record, tmp_path: Path) -> Any:
    def build(example: Example) -> Model:
        return build_example(example, record, base.availability, tmp_path).model

    return build


def operations(model: Model, kind: str, function: int = 0) -> list[Operation]:
    return list(model.functions[function].source.operations([kind]))


def constant(operation: Operation, parameter: str) -> tuple[object, ...] | None:
    found = operation.inputs[parameter][0].constant
    return None if found is None else found.values


class TestOperations:
    def test_parameters_have_the_values_that_the_example_writes(self, built: Any) -> None:
        model = built({"conv": {"x": "fp16[1,3,28,28]", "weight": "fp16[8,3,14,14]", "strides": [14, 14], "groups": 1}})
        (conv,) = operations(model, "conv")
        assert constant(conv, "strides") == (14, 14)
        assert constant(conv, "groups") == (1,)
        assert conv.inputs["x"][0].type == TensorType(dtype="fp16", shape=(1, 3, 28, 28))
        weight = conv.inputs["weight"][0]
        assert weight.type == TensorType(dtype="fp16", shape=(8, 3, 14, 14))
        assert weight.constant is not None
        assert weight.constant.in_weight_file

    def test_a_parameter_that_an_example_is_without_is_not_given_in_the_file(self, built: Any) -> None:
        conv = {"conv": {"x": "fp16[1,3,8,8]", "weight": "fp16[4,3,3,3]"}}
        model = built([{**conv, "without": ["pad", "groups"]}, {"conv": {"x": "@0", "weight": "fp16[4,4,3,3]"}}])
        first, second = operations(model, "conv")
        assert {"pad", "groups"}.isdisjoint(first.inputs)
        assert {"pad", "groups"} <= set(second.inputs)

    def test_an_operation_that_the_builder_does_not_have_is_written_as_what_the_example_says(self, built: Any) -> None:
        model = built({"relu": {"x": "fp16[1,8]"}, "written_as": "custom_layer"})
        assert operations(model, "relu") == []
        assert [operation.type for operation in operations(model, "custom_layer")] == ["custom_layer"]

    def test_functions_say_another_opset_where_the_example_says_so(self, built: Any) -> None:
        (function,) = built({"relu": {"x": "fp32[4]"}, "target": "iOS16", "opset": "CoreML5"}).functions
        assert (function.opset, dict(function.operation_types)) == ("CoreML5", {"relu": 1})

    def test_a_layer_can_hold_the_shapes_of_its_inputs(self, built: Any) -> None:
        model = built({"nn:pooling": {"x": "fp32[1,3,28,28]", "inputTensor": [[1, 3, 28, 28]], "globalPooling": True}})
        (pooling,) = operations(model, "nn:pooling")
        assert [given.type for given in pooling.inputs["input"]] == [TensorType(dtype="", shape=(1, 3, 28, 28))]

    def test_a_custom_model_has_an_interface_and_no_layers(self, built: Any) -> None:
        model = built({"model": {"kind": "customModel", "inputs": {"x": "fp32[4]"}}})
        assert (model.kind, [each.name for each in model.interface.inputs], model.functions) == (
            "customModel",
            ["x"],
            (),
        )

    @pytest.mark.parametrize(
        ("example", "reason"),
        [
            ({"gelu": {"x": "fp16[1,8]"}, "without": ["axis"]}, "without `axis`, which is not given anyway"),
            ({"nn:softmax": {"x": "fp32[1,8]"}, "without": ["x"]}, "layers have no `without`"),
        ],
    )
    def test_an_example_cannot_be_without_what_its_step_does_not_give(
        self, built: Any, example: Example, reason: str
    ) -> None:
        with pytest.raises(KbError, match=reason):
            built(example)

    def test_a_filled_value_is_a_constant_and_the_rest_are_inputs(self, built: Any) -> None:
        (power,) = operations(built({"pow": {"x": "fp16[2] = 2.0", "y": "fp16[1,2]"}}), "pow")
        assert constant(power, "x") == (2.0, 2.0)
        assert power.inputs["y"][0].constant is None

    def test_a_plain_number_gets_the_dtype_of_the_operand_beside_it(self, built: Any) -> None:
        (mul,) = operations(built({"mul": {"x": "fp16[4]", "y": 0.5}}), "mul")
        assert mul.inputs["y"][0].type == TensorType(dtype="fp16", shape=())

    def test_a_role_overrules_what_the_parameter_is_by_itself(self, built: Any) -> None:
        (conv,) = operations(built({"conv": {"x": "fp16[1,3,8,8]", "weight": "input fp16[4,3,3,3]"}}), "conv")
        assert conv.inputs["weight"][0].constant is None

    def test_steps_of_a_chain_are_bound_to_each_other(self, built: Any) -> None:
        model = built([{"split": {"x": "fp16[2,4]", "num_splits": 2, "axis": 0}}, {"relu": {"x": "@0.1"}}])
        (split,), (relu,) = operations(model, "split"), operations(model, "relu")
        assert relu.inputs["x"][0].name == split.outputs[1].name

    def test_a_parameter_may_take_several_values(self, built: Any) -> None:
        model = built([{"relu": {"x": "fp16[1,4]"}}, {"concat": {"values": ["@0", "fp16[1,8]"], "axis": 1}}])
        (concat,) = operations(model, "concat")
        assert len(concat.inputs["values"]) == 2

    def test_booleans_come_in_as_int32_and_are_cast(self, built: Any) -> None:
        model = built({"select": {"cond": "bool[4]", "a": "fp32[4]", "b": "fp32[4]"}})
        kinds = {feature.name: feature.type for feature in model.interface.inputs}
        assert isinstance(kinds["cond"], MultiArray)
        assert kinds["cond"].dtype == "int32"
        (select,) = operations(model, "select")
        assert select.inputs["cond"][0].type == TensorType(dtype="bool", shape=(4,))

    def test_control_flow_gets_the_smallest_blocks(self, built: Any) -> None:
        assert operations(built({"cond": {"pred": "bool[1]"}}), "cond")
        assert operations(built({"while_loop": {"loop_vars": "fp32[1,4]"}}), "while_loop")


class TestTargets:
    @pytest.mark.parametrize(
        ("example", "opset"),
        [
            ({"relu": {"x": "fp32[4]"}}, "CoreML5"),
            ({"relu": {"x": "fp16[4]"}}, "CoreML6"),
            ({"relu": {"x": "fp32[4]"}, "target": "iOS18"}, "CoreML8"),
            ({"expand_dims": {"x": "fp32[4]", "axes": [0]}}, "CoreML5"),
            ([{"read_state": {"input": "state fp16[4]"}}, {"relu": {"x": "@0"}}], "CoreML8"),
        ],
    )  # fmt: skip
    def test_it_is_built_for_the_lowest_that_has_everything(self, built: Any, example: Example, opset: str) -> None:
        assert built(example).functions[0].opset == opset

    def test_a_target_that_the_record_affects_is_preferred(self, base: KnowledgeBase, tmp_path: Path) -> None:
        record = base.record("conv-stride-interleave-factors")
        assert record is not None
        example = {"conv": {"x": "fp32[1,3,28,28]", "weight": "fp32[8,3,14,14]", "strides": [14, 14]}}
        assert build_example(example, record, base.availability, tmp_path).model.functions[0].opset == "CoreML6"


class TestInterfaces:
    def test_flexible_shapes_are_declared_and_unknown_to_the_program(self, built: Any) -> None:
        model = built({"relu": {"x": "fp16[1,2..64]"}})
        (feature,) = model.interface.inputs
        assert isinstance(feature.type, MultiArray)
        assert [(each.lower, each.upper) for each in feature.type.shape_ranges] == [(1, 1), (2, 64)]
        (relu,) = operations(model, "relu")
        assert relu.inputs["x"][0].type == TensorType(dtype="fp16", shape=(1, None))

    def test_enumerated_shapes_are_declared(self, built: Any) -> None:
        (feature,) = built({"model": {"inputs": {"x": "fp16[1,2]|fp16[1,4]"}}}).interface.inputs
        assert isinstance(feature.type, MultiArray)
        assert feature.type.enumerated_shapes == ((1, 2), (1, 4))

    def test_images_are_declared(self, built: Any) -> None:
        model = built({"model": {"inputs": {"photo": "RGB[480,640]"}, "outputs": {"drawing": "GRAYSCALE[480,640]"}}})
        (photo,), (drawing,) = model.interface.inputs, model.interface.outputs
        assert photo.type == Image(width=640, height=480, colour="RGB")
        assert drawing.type == Image(width=640, height=480, colour="GRAYSCALE")

    def test_states_and_functions_are_declared(self, built: Any) -> None:
        model = built({"model": {"target": "iOS18", "functions": ["one", "two"], "states": {"cache": "fp16[1,8]"}}})
        assert {function.name for function in model.functions} == {"one", "two"}
        (state,) = model.function_interfaces["two"].states
        assert state.name == "cache"
        assert isinstance(state.type, State)
        assert state.type.array.shape == (1, 8)

    def test_optional_inputs_have_their_defaults(self, built: Any) -> None:
        (feature,) = built({"model": {"inputs": {"x": "fp32[2]"}, "defaults": {"x": 0.5}}}).interface.inputs
        assert feature.optional
        assert isinstance(feature.type, MultiArray)
        assert feature.type.default == 0.5

    def test_metadata_say_who_converted_it(self, built: Any) -> None:
        example = {
            "relu": {"x": "fp32[2]"},
            "coremltools": "8.1",
            "source": {"torch": "2.7.0"},
            "dialect": "TorchExport::EDGE",
        }
        metadata = built(example).metadata
        assert (metadata.coremltools, metadata.source) == ("8.1", {"torch": "2.7.0"})
        assert metadata.source_dialect == "TorchExport::EDGE"

    def test_a_model_may_be_a_classifier_and_have_many_outputs(self, built: Any) -> None:
        model = built({"model": {"target": "iOS17", "classifier": ["cat", "dog"], "inputs": {"x": "fp32[1,2]"}}})
        assert operations(model, "classify")
        assert len(built({"model": {"outputs": 12}}).interface.outputs) == 12


class TestNetworks:
    def test_fields_of_a_layer_are_written_into_its_message(self, built: Any) -> None:
        model = built({"nn:convolution": {"kernelSize": [3, 3], "ConvolutionPaddingType": "same", "weights.quantization.numberOfBits": 8}})  # fmt: skip  # noqa: E501
        assert model.kind == "neuralNetwork"
        (layer,) = operations(model, "nn:convolution")
        assert layer.attributes["kernelSize"].values == (3, 3)
        assert layer.attributes["ConvolutionPaddingType"].values == ("same",)
        assert layer.attributes["weights.quantization.numberOfBits"].values == (8,)

    def test_layers_of_a_chain_feed_each_other(self, built: Any) -> None:
        model = built([{"nn:pooling": {"kernelSize": [2, 2]}}, {"nn:softmax": {}}])
        (pooling,), (softmax,) = operations(model, "nn:pooling"), operations(model, "nn:softmax")
        assert softmax.inputs["input"][0].name == pooling.outputs[0].name

    def test_branches_hold_layers(self, built: Any) -> None:
        assert operations(built({"nn:branch": {"x": "fp32[1]"}}), "nn:activation")


def documented_examples() -> list[str]:
    """Each line of the YAML blocks in the reference is an example of its own."""
    text = (DATA.parent / "docs" / "reference" / "examples.md").read_text(encoding="utf-8")
    return [line for block in text.split("```yaml\n")[1:] for line in block.split("```")[0].splitlines() if line]


@pytest.mark.parametrize("text", documented_examples())
def test_examples_of_the_reference_can_be_built(built: Any, text: str) -> None:
    import yaml

    assert built(yaml.safe_load(text)).functions


@pytest.mark.parametrize(
    ("example", "what"),
    [
        ({"convolve": {"x": "fp16[1]"}}, "there is no such operation"),
        ({"nn:convolve": {}}, "there is no such layer"),
        ({"nn:pooling": {"kernel": [2, 2]}}, "it has no field `kernel`"),
        ({"relu": {"x": "@3"}}, "no earlier step has that output"),
        ({"relu": {"x": "@nobody"}}, "no input or state is called so"),
        ({"relu": {"x": "fp16[4]"}, "abs": {"x": "fp16[4]"}}, "one operation is expected"),
        ({"relu": {"x": "fp16[4]"}, "target": "iOS99"}, "there is no target"),
        ({"read_state": {"input": "state fp16[4]"}, "target": "iOS17"}, "does not exist at iOS17"),
        ({"model": {"input": {"x": "fp16[4]"}}}, "did you mean `inputs`?"),
        ({"relu": {"x": "fp16[4]", "y": 1}}, "coremltools builds no such model"),
        ({"conv": {"x": "fp16[4]", "weight": "fp16[4,?]"}}, "a constant has a fixed shape"),
    ],
)
def test_what_cannot_be_built_is_told(built: Any, example: Example, what: str) -> None:
    with pytest.raises(KbError) as raised:
        built(example)
    assert what in str(raised.value)
