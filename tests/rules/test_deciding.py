"""What a condition decides about one operation, and the reason that it gives."""

import pytest
from rules_builders import (
    constant,
    decide,
    founding_convolution,
    function,
    given,
    layer,
    model,
    numbers,
    operation,
    output,
    tensor,
    text,
    unread,
)

from kb.models.model import (
    DimensionRange,
    Feature,
    Image,
    Interface,
    ListType,
    MultiArray,
    Operation,
    Plain,
    State,
    StateType,
    TensorType,
)
from kb.rules.scope import MAX_STEPS
from kb.rules.verdict import Verdict

DYNAMIC = operation(
    "conv",
    {
        "x": tensor("image", "fp16", 1, 3, None, 224),
        "weight": given(unread("fp16", (8, 3, 14, 14))),
        "strides": numbers(2, 2),
        "alpha": given(constant("fp16", (1,), 0.0999755859375)),
        "flags": given(constant("bool", (2,), False, True)),
        "keep_dims": given(constant("bool", (), False)),
    },
    outputs=(output("y", shape=None),),
)

DECISIONS = (
    # operation, condition, verdict, why
    (
        founding_convolution(),
        "any(s not in PRODUCTS_OF_TWO_INTERLEAVE_FACTORS for s in strides)",
        "matched",
        "strides = (14, 14): 14 is not in PRODUCTS_OF_TWO_INTERLEAVE_FACTORS",
    ),
    (
        founding_convolution(stride=16),
        "any(s not in PRODUCTS_OF_TWO_INTERLEAVE_FACTORS for s in strides)",
        "unmatched",
        "strides = (16, 16): no s with s not in PRODUCTS_OF_TWO_INTERLEAVE_FACTORS",
    ),
    (
        founding_convolution(),
        'pad_type == "valid" and x.rank == 4 and x.dtype in ("fp16", "fp32")',
        "matched",
        'pad_type = "valid"; x.rank = 4; x.dtype = "fp16" is in ("fp16", "fp32")',
    ),
    (DYNAMIC, "x.shape[2] % 2 == 1", "undecided", "x.shape[2] is not known"),
    (DYNAMIC, "x.shape[7] == 1", "undecided", "x.shape[7] does not exist: x.shape = (1, 3, ?, 224)"),
    (DYNAMIC, "x.shape[1] // 0 == 1", "undecided", "x.shape[1] // 0 has no value, where x.shape[1] = 3"),
    (DYNAMIC, "bias.value > 3 or x.shape[2] > 4", "undecided", "bias is not given; x.shape[2] is not known"),
    (DYNAMIC, "weight.value > 3", "undecided", "weight.value is not known"),
    (DYNAMIC, "any(d > 200 for d in x.shape)", "matched", "x.shape = (1, 3, ?, 224): 224 > 200"),
    (DYNAMIC, "all(d > 2 for d in x.shape)", "unmatched", "x.shape = (1, 3, ?, 224): 1 <= 2"),
    (DYNAMIC, "all(d > 0 for d in x.shape)", "undecided", "x.shape = (1, 3, ?, 224) is not wholly known"),
    (DYNAMIC, "x.shape[1:] == (3, 8, 8)", "unmatched", "x.shape[1:] = (3, ?, 224) is not (3, 8, 8)"),
    (DYNAMIC, "x.shape[1:] == (3, 8, 224)", "undecided", "x.shape[1:] = (3, ?, 224) is not wholly known"),
    (DYNAMIC, "7 in x.shape", "undecided", "x.shape = (1, 3, ?, 224) is not wholly known"),
    (DYNAMIC, "224 in x.shape", "matched", "224 is in x.shape = (1, 3, ?, 224)"),
    (DYNAMIC, "len(x.shape) == 4", "matched", "len(x.shape) = 4, where x.shape = (1, 3, ?, 224)"),
    (DYNAMIC, "x.size > 0", "undecided", "x.size is not known"),
    (DYNAMIC, "output.rank == 4", "undecided", "output.rank is not known"),
    (DYNAMIC, "1 < x.rank <= 3", "unmatched", "x.rank = 4 > 3"),
    (DYNAMIC, "not x.is_constant and bias.is_given", "unmatched", "bias.is_given is false"),
    (DYNAMIC, "not keep_dims and any(flags)", "matched", "keep_dims is false; flags = (false, true): one is true"),
    (DYNAMIC, "all(flags)", "unmatched", "flags = (false, true): one is false"),
    (DYNAMIC, "alpha.value == 0.1", "unmatched", "alpha.value = 0.0999756 is not 0.1"),
    (
        DYNAMIC,
        "is_close(alpha.value, 0.1)",
        "matched",
        "is_close(alpha.value, 0.1) is true, where alpha.value = 0.0999756",
    ),
    (DYNAMIC, "is_multiple(x.shape[3], 32)", "matched", "is_multiple(x.shape[3], 32) is true, where x.shape[3] = 224"),
    (
        DYNAMIC,
        "sum(s > 1 for s in strides) == len(strides)",
        "matched",
        "sum(s > 1 for s in strides) = 2 is len(strides) = 2, where strides = (2, 2)",
    ),
    (DYNAMIC, "any(s > 3 for s in strides if s > 1)", "unmatched", "strides = (2, 2): no s with s > 3 if s > 1"),
    (DYNAMIC, "all(s > 1 for s in strides)", "matched", "strides = (2, 2): for every s s > 1"),
    (DYNAMIC, "any(s > 3 for s in pad)", "undecided", "pad is not given"),
    (DYNAMIC, 'x.dtype == "fp32" or strides[0] == 2', "matched", "strides[0] = 2"),
    (DYNAMIC, "strides[0] == 1 or strides[1] == 1", "unmatched", "strides[0] = 2 is not 1; strides[1] = 2 is not 1"),
    (
        DYNAMIC,
        "not (strides[0] == 1 or strides[1] == 1)",
        "matched",
        "strides[0] = 2 is not 1; strides[1] = 2 is not 1",
    ),
    (DYNAMIC, 'pad_type == "same" and x.shape[2] > 1', "unmatched", 'pad_type = "valid" is not "same"'),
    (DYNAMIC, 'operation.type == "conv"', "matched", 'operation.type = "conv"'),
    (DYNAMIC, 'starts_with(x.dtype, "fp")', "matched", 'starts_with(x.dtype, "fp") is true, where x.dtype = "fp16"'),
)


@pytest.mark.parametrize(("of", "condition", "verdict", "why"), DECISIONS, ids=[each[1][:40] for each in DECISIONS])
def test_a_decision_tells_what_led_to_it(of: Operation, condition: str, verdict: str, why: str) -> None:
    decision = decide(condition, of)
    assert (decision.verdict.value, decision.why) == (verdict, why)


def test_a_default_stands_for_what_is_not_given_by_the_version_that_the_opset_has() -> None:
    assert decide("groups == 1", operation("conv", opset="CoreML6")).verdict is Verdict.MATCHED
    assert decide("groups == 2", operation("conv", opset="CoreML8")).verdict is Verdict.MATCHED
    assert decide("groups.is_given", operation("conv")).verdict is Verdict.UNMATCHED
    assert decide("groups.is_constant and groups.rank == 0", operation("conv")).verdict is Verdict.MATCHED
    assert decide("groups == 1", operation("conv", opset=None)).verdict is Verdict.UNDECIDED


def test_a_parameter_that_the_version_does_not_have_is_not_given() -> None:
    old = operation("topk", {"x": tensor("x", "fp16", 4)}, opset="CoreML5")
    assert decide("output_indices_dtype.is_given", old).verdict is Verdict.UNMATCHED
    assert decide('output_indices_dtype == "int32"', old).verdict is Verdict.UNDECIDED
    assert decide('output_indices_dtype == "int32"', operation("topk", opset="CoreML8")).verdict is Verdict.MATCHED


def test_a_scalar_is_a_scalar_and_a_tensor_is_a_tuple() -> None:
    scalar = operation("topk", {"k": given(constant("int32", (), 3))})
    vector = operation("topk", {"k": given(constant("int32", (1,), 3))})
    assert decide("k == 3 and k.value == 3 and k.values == (3,) and k.rank == 0", scalar).verdict is Verdict.MATCHED
    assert decide("k == (3,) and k.value == 3 and k[0] == 3 and k.rank == 1", vector).verdict is Verdict.MATCHED
    assert decide("k > 2", vector).verdict is Verdict.UNDECIDED


def test_parameters_of_compressed_weights_may_stand_among_the_attributes() -> None:
    of = operation("topk", attributes={"k": constant("int32", (), 5)})
    assert decide("k.is_given and k == 5 and k.is_constant", of).verdict is Verdict.MATCHED


def test_a_list_of_parameters_has_elements() -> None:
    of = operation("concat", {"values": tensor("a", "fp16", 1, 2) + tensor("b", "fp16", 1, 3), "axis": numbers(1)})
    assert decide("values.count == 2 and all(v.rank == 2 for v in values)", of).verdict is Verdict.MATCHED
    assert (
        decide("values[1].shape[1] == 3 and len(values) == 2 and len(values[1:]) == 1", of).verdict is Verdict.MATCHED
    )
    decision = decide("any(v.shape[1] == 3 for v in values)", of)
    assert decision.why == 'values, v = "b": v.shape[1] = 3'
    assert decide("values.is_given", operation("concat")).verdict is Verdict.UNMATCHED
    assert decide("values.count == 0", operation("concat")).verdict is Verdict.MATCHED


def test_neighbours_are_seen() -> None:
    first = operation("relu", {"x": tensor("input", "fp16", 1, 8)}, name="first", outputs=(output("a"),))
    second = operation(
        "conv", {"x": tensor("a", "fp16", 1, 8), "strides": numbers(1)}, name="second", outputs=(output("b"),)
    )
    inside = function(first, second, leaving=("b",))

    def verdict(condition: str, of: Operation) -> Verdict:
        return decide(condition, of, inside=inside).verdict

    assert verdict('x.producer == ""', first) is Verdict.MATCHED
    assert verdict('output.consumers == ("conv",) and not output.is_output', first) is Verdict.MATCHED
    assert verdict('x.producer == "relu" and strides.producer == "const"', second) is Verdict.MATCHED
    assert verdict("output.consumers == () and output.is_output", second) is Verdict.MATCHED
    assert verdict('function.name == "main" and function.opset == "CoreML6"', second) is Verdict.MATCHED
    assert verdict('bias.producer == ""', second) is Verdict.UNDECIDED


def test_an_operation_looked_at_alone_has_unknown_neighbours() -> None:
    of = operation("relu", {"x": tensor("input", "fp16", 1, 8)}, outputs=(output("a"),))
    for condition in (
        'x.producer == ""',
        "output.is_output",
        "len(output.consumers) == 0",
        'model.kind == "mlProgram"',
    ):
        assert decide(condition, of).verdict is Verdict.UNDECIDED


def test_a_states_tensor_is_what_it_holds() -> None:
    held = tensor("kv", "fp16", 1, 2, 3)[0].type
    assert isinstance(held, TensorType)
    bound = tensor("kv", "fp16")[0]
    of = operation("read_state", {"input": (type(bound)(name="kv", type=StateType(wrapped=held), constant=None),)})
    assert decide('input.dtype == "fp16" and input.shape == (1, 2, 3)', of).verdict is Verdict.MATCHED
    listed = type(bound)(name="kv", type=ListType(element=held, length=None), constant=None)
    assert decide("input.rank == 3", operation("read_state", {"input": (listed,)})).verdict is Verdict.UNDECIDED


class TestLayers:
    def test_fields_are_read_by_their_own_names(self) -> None:
        of = layer(
            "nn:convolution",
            {
                "stride": (14, 14),
                "weights.floatValue": (),
                "weights.quantization.numberOfBits": 8,
                "ConvolutionPaddingType": "same",
                "same.asymmetryMode": "TOP_LEFT_HEAVY",
            },
        )
        matched = 'stride == (14, 14) and weights.quantization.numberOfBits == 8 and ConvolutionPaddingType == "same"'
        assert decide(matched, of).verdict is Verdict.MATCHED
        assert decide('same.asymmetryMode == "TOP_LEFT_HEAVY"', of).verdict is Verdict.MATCHED
        assert decide("weights.is_given and weights.quantization.is_given", of).verdict is Verdict.MATCHED
        assert decide("same.is_given and not valid.is_given", of).verdict is Verdict.MATCHED

    def test_one_condition_serves_the_operation_and_the_layer(self) -> None:
        condition = "any(s not in PRODUCTS_OF_TWO_INTERLEAVE_FACTORS for s in strides) and groups == 1 and x.rank == 4"
        assert decide(condition, founding_convolution()).verdict is Verdict.MATCHED
        assert decide(condition, layer("nn:convolution", {"stride": (14, 14), "nGroups": 0})).verdict is Verdict.MATCHED
        assert decide(condition, layer("nn:convolution", {"stride": (16, 16)})).verdict is Verdict.UNMATCHED

    def test_what_is_not_set_has_the_value_that_core_ml_takes(self) -> None:
        bare = layer("nn:convolution")
        assert decide("strides == (1, 1) and kernel_sizes == (3, 3) and groups == 1", bare).verdict is Verdict.MATCHED
        assert decide("stride == () and nGroups == 0", bare).verdict is Verdict.MATCHED
        assert decide("not weights.quantization.is_given", bare).verdict is Verdict.MATCHED

    def test_a_message_without_plain_fields_leaves_no_trace(self) -> None:
        assert decide("valid.paddingAmounts.is_given", layer("nn:convolution")).verdict is Verdict.UNDECIDED

    def test_three_fields_make_one_tuple(self) -> None:
        of = layer("nn:convolution3d", {"strideDepth": 2, "strideHeight": 3})
        assert decide("strides[:2] == (2, 3) and not strides.is_given", of).verdict is Verdict.MATCHED
        assert decide("strides[2] == 1", of).verdict is Verdict.UNDECIDED


class TestModels:
    FLEXIBLE = Feature(
        name="tokens",
        type=MultiArray(
            dtype="int32",
            shape=(1, 64),
            shape_ranges=(DimensionRange(lower=1, upper=1), DimensionRange(lower=1, upper=None)),
        ),
    )
    ENUMERATED = Feature(
        name="mask", type=MultiArray(dtype="fp16", shape=(1, 8), enumerated_shapes=((1, 8), (1, 16))), optional=True
    )
    IMAGE = Feature(name="photo", type=Image(width=20, height=10, colour="RGB", enumerated_sizes=((20, 10), (40, 20))))
    STATE = Feature(name="kv", type=State(array=MultiArray(dtype="fp16", shape=(1, 2, 3))))
    IT = model(
        function(founding_convolution()),
        function(name="decode"),
        interface=Interface(
            inputs=(FLEXIBLE, ENUMERATED, IMAGE),
            outputs=(Feature(name="label", type=Plain(kind="string")), Feature(name="odd", type=None)),
            states=(STATE,),
        ),
    )

    @pytest.mark.parametrize(
        "condition",
        [
            'model.kind == "mlProgram" and model.format == "mlpackage" and model.specification_version == 7',
            'model.function_count == 2 and model.functions == ("main", "decode") and not model.updatable',
            'model.operation_types == ("conv",) and model.operation_count == 1',
            'len(model.states) == 1 and model.states[0].rank == 3 and model.states[0].kind == "state"',
            "model.inputs[0].is_flexible and not model.inputs[0].shape_ranges[1].is_bounded",
            "model.inputs[0].shape_ranges[1].upper > 10 ** 9 and model.inputs[0].shape_ranges[0].lower == 1",
            "model.inputs[0].shape[0] == 1 and model.inputs[0].default_shape == (1, 64) and model.inputs[0].rank == 2",
            "model.inputs[1].enumerated_shapes == ((1, 8), (1, 16)) and model.inputs[1].optional",
            "model.inputs[1].shape[0] == 1 and model.inputs[1].is_flexible and not model.inputs[1].has_default",
            'model.inputs[2].kind == "image" and model.inputs[2].width == 20 and model.inputs[2].colour == "RGB"',
            "model.inputs[2].is_flexible and model.inputs[2].enumerated_shapes == ((10, 20), (20, 40))",
            'model.outputs[0].kind == "string" and not model.outputs[0].is_flexible and model.outputs[1].kind == ""',
            'any(f.name == "kv" and f.dtype == "fp16" for f in model.states)',
            "all(len(i.shape_ranges) == 0 for i in model.inputs[1:])",
        ],
    )
    def test_facts_of_the_interface(self, condition: str) -> None:
        assert decide(condition, model=self.IT).verdict is Verdict.MATCHED

    @pytest.mark.parametrize(
        "condition",
        [
            "model.inputs[0].shape[1] == 64",
            "model.inputs[1].shape[1] == 8",
            "model.inputs[2].rank == 2",
            'model.outputs[0].dtype == "fp16"',
            "model.inputs[9].rank == 1",
            'model.source_dialect == "TorchScript"',
        ],
    )
    def test_what_a_file_does_not_say_is_unknown(self, condition: str) -> None:
        assert decide(condition, model=self.IT).verdict is Verdict.UNDECIDED

    def test_the_reason_names_the_feature(self) -> None:
        decision = decide("any(i.is_flexible for i in model.inputs)", model=self.IT)
        assert decision.why == 'model.inputs, i = "tokens": i.is_flexible is true'
        undecided = decide("any(i.rank == 9 for i in model.inputs)", model=self.IT)
        assert undecided.why == 'i.rank is not known, i = "photo"'


class TestBounds:
    """Work and size of one decision are bounded; what would go beyond is undecided."""

    @pytest.mark.parametrize(
        "condition",
        [
            "9 ** 9 ** 9 ** 9 == groups",
            "(x.rank ** 400) ** 400 > 1",
            "groups / 0 == 1",
            "groups % 0 == 1",
            "0 ** -1 == groups",
            "(-8) ** 0.5 == groups",
            "1e300 * 1e300 ** 2 == 1",
            "10.0 ** 400 == groups",
            "max(strides[:0]) == 1",
            "is_multiple(groups, 0)",
            "product(strides[i] for i in strides) == 1",
        ],
    )
    def test_what_python_would_refuse_or_never_finish_is_undecided(self, condition: str) -> None:
        assert decide(condition, DYNAMIC).verdict is Verdict.UNDECIDED

    def test_nested_loops_end(self) -> None:
        many = numbers(*range(4000))
        of = operation("conv", {"strides": many, "pad": many})
        assert MAX_STEPS < 4000 * 4000
        decision = decide("any(any(a + b < 0 for a in strides) for b in pad)", of)
        assert decision.verdict is Verdict.UNDECIDED

    def test_reasons_are_short_and_show_what_is_hidden(self) -> None:
        hostile = operation("conv", {"pad_type": text("same\n\x1b[31m" + "x" * 1000)})
        why = decide('pad_type != "same"', hostile).why
        assert why.isprintable()
        assert len(why) < 120
        long = decide("len(strides) == 4000", operation("conv", {"strides": numbers(*range(4000))})).why
        assert long == "len(strides) = 4000, where strides = (0, 1, 2, 3, 4, 5, 6, 7, … 4000 in all)"

    def test_values_of_another_type_than_declared_decide_nothing(self) -> None:
        odd = operation(
            "conv", {"groups": text("many"), "strides": given(constant("int32", (), 1)), "flags": numbers(1)}
        )
        for condition in ("groups > 1", "groups * 2 == 4", "any(s > 1 for s in strides)", "strides[0] == 1"):
            assert decide(condition, odd).verdict is Verdict.UNDECIDED
