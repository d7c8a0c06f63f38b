"""`data/operations/` says what the installed coremltools says: operation by operation, target by target."""

import contextlib
import inspect
import itertools
from pathlib import Path
from typing import Any

import coremltools
import pytest
from coremltools.converters.mil.mil import Builder as mb  # noqa: N813 — its name in every example of coremltools
from coremltools.converters.mil.mil import types
from coremltools.converters.mil.mil.ops.registry import SSAOpRegistry
from coremltools.proto import NeuralNetwork_pb2

from kb.availability.table import Availability
from kb.cli import generated
from kb.cli.app import run
from kb.curation.deriving_operations import operations_texts
from kb.platforms.targets import TARGETS, Target

ML_PROGRAM_TARGETS = tuple(target for target in TARGETS if target.opset)
REGISTRY = sorted(SSAOpRegistry.core_ops)


def registered(operation: str, target: Target) -> Any:
    """coremltools' class of an operation at a target; None where it has none. iOS26 inherits from the newest."""
    classes = SSAOpRegistry.core_ops[operation]
    named = coremltools.target[target.name]
    return classes.get(min(named, max(SSAOpRegistry.SUPPORTED_OPSET_VERSIONS)))


def test_the_registry_has_the_operations_that_we_count_on() -> None:
    assert len(REGISTRY) == 168


def test_the_files_are_what_the_generator_makes_of_the_installed_coremltools() -> None:
    assert run(["derive", "operations", "--check"]) == 0


def test_every_file_says_that_it_is_derived_and_from_what() -> None:
    for text in operations_texts().values():
        first = text.splitlines()[0]
        assert first == f'# derived by "kb derive operations" from coremltools {coremltools.__version__}; do not edit'


def test_nothing_but_write_state_is_added_to_the_registry(availability: Availability) -> None:
    assert set(availability.operations) - set(REGISTRY) == {"write_state"}
    assert set(REGISTRY) - set(availability.operations) == set()


@pytest.mark.parametrize("target", ML_PROGRAM_TARGETS, ids=lambda target: target.name)
@pytest.mark.parametrize("operation", REGISTRY)
def test_operation_at_target_is_what_the_registry_has_there(
    operation: str, target: Target, availability: Availability
) -> None:
    """168 operations × 6 targets: present or absent, the parameters, their types, optional, constant."""
    version = availability.operations[operation].at(target)
    expected = registered(operation, target)
    if expected is None:
        assert version is None
        return
    assert version is not None
    inputs = {name: kind for name, kind in expected.input_spec.input_types.items() if not name.startswith("_")}
    assert list(version.parameters) == list(inputs)
    for name, kind in inputs.items():
        parameter = version.parameters[name]
        assert (parameter.optional, parameter.constant) == (kind.optional, kind.const)
        domain = getattr(kind, "type_domain_id", None)
        dtypes = expected.type_domains[domain] if domain else getattr(kind, "type_domain", ())
        assert set(parameter.dtypes) == {types.builtin_to_string(dtype) for dtype in dtypes}
        assert parameter.domain == (domain or "")


def test_fifty_two_operations_have_more_than_one_version(availability: Availability) -> None:
    several = [name for name in REGISTRY if len(availability.operations[name].versions) > 1]
    assert len(several) == 52


@pytest.mark.parametrize("operation", REGISTRY)
def test_a_version_differs_from_the_one_before_it_in_coremltools(operation: str, availability: Availability) -> None:
    versions = availability.operations[operation].versions
    classes = [registered(operation, version.since) for version in versions]
    assert all(one is not other for one, other in itertools.pairwise(classes))


def test_a_default_is_what_coremltools_fills_in() -> None:
    """A program is built without the optional parameters; coremltools adds their defaults as constants."""

    @mb.program(input_specs=[mb.TensorSpec(shape=(1, 4, 8, 8))], opset_version=coremltools.target.iOS17)  # type: ignore[untyped-decorator]
    def program(x: Any) -> Any:
        x = mb.conv(x=x, weight=[[[[1.0]]] * 4] * 2)
        x = mb.log(x=mb.softmax(x=x))
        return mb.topk(x=x)

    for operation, parameter, default in [
        ("conv", "groups", 1),
        ("conv", "pad_type", "valid"),
        ("softmax", "axis", -1),
        ("topk", "k", 1),
        ("topk", "ascending", False),
        ("topk", "return_indices", True),
    ]:
        (found,) = program.functions["main"].find_ops(op_type=operation)
        assert found.inputs[parameter].val == default


@pytest.mark.parametrize("operation", REGISTRY)
def test_a_default_depends_on_no_input(operation: str, availability: Availability) -> None:
    """Where `default_inputs` of coremltools reads its inputs for a parameter, we say nothing for lists of sizes."""
    for version in availability.operations[operation].versions:
        source = inspect.getsource(registered(operation, version.since).default_inputs)
        for parameter in version.parameters.values():
            if "num_spatial_dims" in source and parameter.name in {"strides", "pad", "dilations"}:
                assert parameter.default is None
            if parameter.default is not None:
                assert parameter.optional


@pytest.mark.parametrize(
    ("operation", "parameter", "target", "default"),
    [
        ("conv", "groups", "iOS15", 1),
        ("conv", "strides", "iOS15", None),
        ("log", "epsilon", "iOS15", 1e-45),
        ("batch_norm", "epsilon", "iOS17", 1e-5),
        ("pad", "mode", "iOS15", "constant"),
        ("topk", "sort", "iOS16", True),
        ("concat", "interleave", "iOS15", False),
        ("reduce_sum", "axes", "iOS15", None),
    ],
)
def test_defaults_are_read_as_a_person_reads_coremltools(
    operation: str, parameter: str, target: str, default: object, availability: Availability
) -> None:
    version = availability.operations[operation].at(named(target))
    assert version is not None
    assert version.parameters[parameter].default == default


def named(target: str) -> Target:
    return next(each for each in TARGETS if each.name == target)


def cast_to(dtype: str, target: Any) -> None:
    @mb.program(input_specs=[mb.TensorSpec(shape=(1, 4))], opset_version=target)  # type: ignore[untyped-decorator]
    def program(x: Any) -> Any:
        return mb.cast(x=x, dtype=dtype)

    assert program.functions


@pytest.mark.parametrize("dtype", ["fp16", "int8", "uint8", "int16", "uint16", "int32", "bool", "int64", "fp64"])
@pytest.mark.parametrize("target", ["iOS15", "iOS16", "iOS17", "iOS18"])
def test_cast_names_the_dtypes_that_coremltools_accepts(dtype: str, target: str, availability: Availability) -> None:
    version = availability.operations["cast"].at(named(target))
    assert version is not None
    accepted = False
    with contextlib.suppress(NotImplementedError):
        cast_to(dtype, coremltools.target[target])
        accepted = True
    assert (dtype in version.parameters["dtype"].choices) is accepted


def test_operations_of_neural_networks_reach_ml_programs_with_ios15(availability: Availability) -> None:
    assert {entry.available_from.name for entry in availability.operations.values()} == {
        "iOS15",
        "iOS16",
        "iOS17",
        "iOS18",
    }
    assert availability.operations["conv"].available_from.name == "iOS15"
    assert availability.operations["scaled_dot_product_attention"].available_from.name == "iOS18"
    assert availability.operations["conv"].at(named("iOS14")) is None


def test_every_layer_of_the_message_has_an_entry(availability: Availability) -> None:
    arms = NeuralNetwork_pb2.NeuralNetworkLayer.DESCRIPTOR.oneofs_by_name["layer"].fields
    assert {f"nn:{arm.name}" for arm in arms} == set(availability.layers)


@pytest.mark.parametrize(
    ("layer", "target"),
    [
        ("nn:convolution", "iOS11"),
        ("nn:slice", "iOS11"),
        ("nn:custom", "iOS11.2"),
        ("nn:resizeBilinear", "iOS12"),
        ("nn:batchedMatmul", "iOS13"),
        ("nn:loop", "iOS13"),
        ("nn:oneHot", "iOS14"),
        ("nn:pooling3d", "iOS14"),
    ],
)
def test_layers_came_when_apples_rule_says(layer: str, target: str, availability: Availability) -> None:
    assert availability.layers[layer].available_from.name == target


def test_a_layers_fields_are_those_of_its_message(availability: Availability) -> None:
    fields = availability.layers["nn:convolution"].fields
    assert fields["kernelSize"].type == "int"
    assert fields["kernelSize"].repeated
    assert fields["ConvolutionPaddingType"].choices == ("valid", "same")
    assert fields["same.asymmetryMode"].choices == ("BOTTOM_RIGHT_HEAVY", "TOP_LEFT_HEAVY")
    assert fields["weights.quantization.numberOfBits"].type == "int"
    assert fields["valid.paddingAmounts.borderAmounts.startEdgeSize"].repeated


def test_a_network_inside_a_layer_is_not_entered(availability: Availability) -> None:
    assert availability.layers["nn:loop"].fields["bodyNetwork"].type == "message"
    assert not any(name.startswith("bodyNetwork.") for name in availability.layers["nn:loop"].fields)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`data/operations` of a checkout that a test may spoil."""
    monkeypatch.setattr(generated, "checkout", lambda: tmp_path)
    assert run(["derive", "operations"]) == 0
    return tmp_path / "data" / "operations"


def test_check_tells_which_file_differs_and_how_to_repair_it(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    conv = elsewhere / "conv.yaml"
    conv.write_text(conv.read_text(encoding="utf-8").replace("iOS17", "iOS16", 1), encoding="utf-8")
    (elsewhere / "left_over.yaml").touch()
    assert run(["derive", "operations", "--check"]) == 1
    told = capsys.readouterr().err
    assert "data/operations/conv.yaml is not what its generator makes: run `kb derive operations`" in told
    assert "data/operations/left_over.yaml is made by no generator any more" in told
    assert "pool.yaml" not in told


def test_writing_anew_repairs_what_differs(elsewhere: Path) -> None:
    (elsewhere / "left_over.yaml").touch()
    (elsewhere / "conv.yaml").unlink()
    assert run(["derive", "operations"]) == 0
    assert run(["derive", "operations", "--check"]) == 0
    assert not (elsewhere / "left_over.yaml").exists()


def test_stdout_prints_every_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["derive", "operations", "--stdout"]) == 0
    assert capsys.readouterr().out == "".join(operations_texts().values())


def test_the_field_table_follows_from_the_installed_coremltools() -> None:
    assert run(["derive", "fields", "--check"]) == 0
