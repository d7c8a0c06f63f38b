"""A condition that does not fit its operation is told with line, column and what was meant."""

import pytest
from rules_builders import AVAILABILITY

from kb.rules.type_checking import check_condition

MISTAKES = (
    # operation types, condition, line, column, part of the message, part of the hint
    ("conv", "any(s > 3 for s in strid)", 1, 20, "`conv` has no `strid`", "`strides`"),
    ("conv", 'any(s > "3" for s in strides)', 1, 9, "expects a number, got a string", ""),
    ("conv", "x.shpae[0] == 1", 1, 3, "a parameter has no `.shpae`", "`shape`"),
    ("conv", "output.consumer == ()", 1, 8, "an output has no `.consumer`", "`consumers`"),
    ("conv", 'x.dtype == "float16"', 1, 12, 'never "float16"', '"fp16"'),
    ("conv", 'x.dtype in ("fp16", "fp23")', 1, 21, 'never "fp23"', '"fp32"'),
    ("conv", '"convv" in output.consumers', 1, 1, 'never "convv"', '"conv"'),
    ("conv", 'any(c == "rellu" for c in output.consumers)', 1, 10, 'never "rellu"', '"relu"'),
    ("conv", "strides", 1, 1, "expected true or false", "compare"),
    ("conv", "x", 1, 1, "expected true or false", "compare"),
    ("conv", "output", 1, 1, "expected true or false, got an output", "facts"),
    ("conv", "not groups", 1, 5, "expected true or false", "compare"),
    ("conv", "groups == 1 and\n  strides", 2, 3, "expected true or false", ""),
    ("conv", "x.shape > 3", 1, 3, "`>` expects a number, got a tuple", "no order"),
    ("conv", "x.shape + 1 == 2", 1, 3, "expected a number, got a tuple", "product"),
    ("conv", "(x.rank == 4) + 1 == 2", 1, 2, "expected a number", "sum"),
    ("conv", "-pad_type == 1", 1, 2, "expected a number, got a string", ""),
    ("conv", "x.rank in 3", 1, 11, "expected a tuple after `in`", "(3,)"),
    ("conv", '"a" in x.shape', 1, 1, "never in a tuple of whole numbers", ""),
    ("conv", "x.rank == (4,)", 1, 11, "never equals", ""),
    ("conv", 'x.rank == "4"', 1, 11, "a whole number never equals a string", ""),
    ("conv", "x.dtype[0] == 1", 1, 3, "expected a tuple, got a string", "starts_with"),
    ("conv", "x.shape['a'] == 1", 1, 9, "an index must be a whole number", ""),
    ("conv", "any(strides)", 1, 5, "`any` expects a tuple of true or false", "for … in"),
    ("conv", "len(x.rank) == 1", 1, 7, "`len` expects a tuple", ""),
    ("conv", "is_multiple(x.rank) and keep_dims", 1, 1, "takes 2, got 1", ""),
    ("conv", "min(pad_type, 3) == 1", 1, 5, "`min` expects a number", ""),
    ("conv", "any(x > 1 for x in strides)", 1, 15, "`x` has a meaning already", "another name"),
    ("conv", "all(any(s == 1 for s in pad) for s in strides)", 1, 20, "`s` has a meaning already", ""),
    ("conv", "x.shape[0].value == 1", 1, 12, "a whole number has no `.value`", ""),
    ("conv", "model.function_cuont == 1", 1, 7, "a model has no `.function_cuont`", "`function_count`"),
    ("conv", "(output, 1) == (1, 1)", 1, 2, "no value of its own", "facts"),
    ("conv", "x.rank.size == 1", 1, 8, "a whole number has no", ""),
    ("convv", "groups == 1", 1, 1, "no operation `convv`", "`conv`"),
    ("nn:convolutoin", "groups == 1", 1, 1, "no layer `nn:convolutoin`", "`nn:convolution`"),
    ("nn:convolution", "weights.quantisation.numberOfBits == 8", 1, 9, "has no `.quantisation`", "`quantization`"),
    ("nn:convolution", "weights == 8", 1, 12, "never equals", ""),
    ("nn:convolution", 'ConvolutionPaddingType == "valdi"', 1, 27, 'never "valdi"', '"valid"'),
    ("nn:convolution", 'same.asymmetryMode == "TOP"', 1, 23, 'never "TOP"', ""),
    ("model", "groups == 1", 1, 1, "a rule about the model has no `groups`", ""),
    ("model", "model.states[0].shap == (1,)", 1, 17, "a feature has no `.shap`", "`shape`"),
    ("model", 'any(i.kind == "picture" for i in model.inputs)', 1, 15, 'never "picture"', ""),
)


@pytest.mark.parametrize(
    ("subject", "text", "line", "column", "what", "hint"), MISTAKES, ids=[each[1][:40] for each in MISTAKES]
)
def test_a_mistake_is_told_once_with_its_place(
    subject: str, text: str, line: int, column: int, what: str, hint: str
) -> None:
    problems = check_condition(text, operations=() if subject == "model" else (subject,), availability=AVAILABILITY)
    assert len(problems) >= 1
    first = problems[0]
    assert what in first.what
    assert hint in first.hint
    assert (first.line, first.column) == (line, column)


GOOD = (
    ("conv", "any(s not in PRODUCTS_OF_TWO_INTERLEAVE_FACTORS for s in strides)"),
    ("conv", 'x.dtype in FLOAT_DTYPES and pad_type in ("same", "same_lower") and not keep_dims'),
    ("conv", "any(flags) and strides[0] != strides[1] and strides == (2, 2) and 2 in strides"),
    ("conv", "sum(s > 1 for s in strides) >= 2 and min(x.rank, 4) == 4 and max(strides) > abs(-1)"),
    ("conv", 'bias.is_given and (bias.is_constant or bias.producer == "") and alpha.value > 0.5'),
    ("conv", 'operation.type == "conv" and operation.name != "" and function.opset != "CoreML5"'),
    ("conv", "outputs[0].is_output and len(outputs) == 1 and all(o.rank == 4 for o in outputs)"),
    ("concat", "values.count > 1 and all(v.shape[1] == values[0].shape[1] for v in values) and axis == 1"),
    ("concat", 'any(p == "relu" for p in values.producers) and "" not in values.producers[1:]'),
    ("topk", 'output_indices_dtype == "int32" or k > 16'),
    ("read_state", "input.rank == 3"),
    ("nn:convolution", "any(s > 2 for s in strides) and groups == 1 and kernel_sizes[0] == 3 and x.rank == 5"),
    ("nn:convolution", "weights.quantization.numberOfBits == 8 and weights.quantization.is_given"),
    ("nn:convolution", 'ConvolutionPaddingType == "same" and same.asymmetryMode != "BOTTOM_RIGHT_HEAVY"'),
    ("nn:convolution", "inputs[0].rank == 5 and len(inputs) == 1 and nGroups.value == 0"),
    ("model", 'model.kind == "mlProgram" and model.function_count > 1 and "conv" in model.operation_types'),
    ("model", "any(any(r.upper > 128 or not r.is_bounded for r in i.shape_ranges) for i in model.inputs)"),
    ("model", 'len(model.states) > 0 and model.states[0].dtype == "fp16" and not model.updatable'),
)


@pytest.mark.parametrize(("subject", "text"), GOOD, ids=[each[1][:40] for each in GOOD])
def test_a_condition_that_fits_has_no_problem(subject: str, text: str) -> None:
    operations = () if subject == "model" else (subject,)
    assert check_condition(text, operations=operations, availability=AVAILABILITY) == ()


def test_a_condition_must_fit_every_operation_that_its_rule_names() -> None:
    both = check_condition("strides == (2, 2)", operations=("conv", "nn:convolution"), availability=AVAILABILITY)
    assert both == ()
    (problem,) = check_condition("strides == (2, 2)", operations=("conv", "relu"), availability=AVAILABILITY)
    assert "`relu` has no `strides`" in problem.what


def test_a_parameter_of_any_version_can_be_named() -> None:
    """`topk` has `output_indices_dtype` from iOS17 on only, and `x` of int8 there only."""
    assert not check_condition("output_indices_dtype.is_given", operations=("topk",), availability=AVAILABILITY)
    assert not check_condition('x.dtype == "int8"', operations=("topk",), availability=AVAILABILITY)


def test_all_mistakes_are_told_in_the_order_of_the_text() -> None:
    problems = check_condition("strid == 1 and x.rnk == 2", operations=("conv",), availability=AVAILABILITY)
    assert [each.column for each in problems] == [1, 18]


def test_text_that_cannot_be_parsed_is_a_problem_too() -> None:
    (problem,) = check_condition("strides ==", operations=("conv",), availability=AVAILABILITY)
    assert str(problem).startswith("1:11: ")
