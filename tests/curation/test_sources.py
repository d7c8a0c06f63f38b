"""Source models are converted: the record must match what the converter makes of them, or know why it refuses."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.curation.converting import has_torch
from kb.curation.proving import Proof
from kb.curation.sources import prove_sources, prove_sources_of
from kb.knowledge.checkout import open_checkout
from kb.records.record import Affects, Category, Examples, FrontEnd, Precision, Record, Rule, SourceModel

pytestmark = [
    pytest.mark.skipif(not has_torch(), reason="PyTorch is not installed"),
    # Of the converter, about what is none of our business here.
    pytest.mark.filterwarnings("ignore"),
]

BASE = open_checkout(Path(__file__).parents[2] / "data")
SLUGS = [slug for slug in BASE.slugs if (record := BASE.record(slug)) is not None and record.examples.sources]
ALL = tuple(FrontEnd)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_source_model_converts_to_what_the_record_is_about(slug: str) -> None:
    record = BASE.record(slug)
    assert record is not None
    assert [f"{failure.example} {failure.what}" for failure in prove_sources_of(record, BASE).failures] == []


def _record(source: SourceModel, *rules: Rule, category: Category = Category.WRONG_OUTPUT) -> Record:
    record = BASE.record("pow-constant-base-two")
    assert record is not None
    examples = Examples(affected=({"mul": {"x": "fp32[1,8]"}},), sources=(source,))
    return replace(record, rules=rules, affects=(), category=category, messages=("not implemented",), examples=examples)


def _told(record: Record) -> list[tuple[str, str]]:
    failures = prove_sources_of(record, BASE).failures
    return [(failure.example, failure.what.partition(":")[0]) for failure in failures]


MUL = Rule(operations=("mul",), precision=Precision.EXACT)
GIVEN = {"x": "fp32[1,8]"}


def test_what_is_converted_to_what_the_rule_says_is_proved_once_for_each_target_and_front_end() -> None:
    source = SourceModel(torch="x * 2.0", given=GIVEN, targets=("iOS15", "iOS18"), by=ALL)
    assert prove_sources_of(_record(source, MUL), BASE) == Proof(slug="pow-constant-base-two", examples=6, failures=())


def test_code_is_converted_for_the_target_of_the_first_example_where_none_is_named() -> None:
    source = SourceModel(torch="x + 2.0", given=GIVEN)
    assert _told(_record(source, MUL)) == [
        ("source 1, iOS15, trace", "is unmatched"),
        ("source 1, iOS15, export", "is unmatched"),
    ]


def test_a_front_end_that_writes_another_operation_is_a_failure() -> None:
    """PyTorch decomposes softplus into exponentials and a choice."""
    rule = Rule(operations=("softplus",), precision=Precision.EXACT)
    source = SourceModel(torch="F.softplus(x)", given=GIVEN, by=ALL)
    assert _told(_record(source, rule)) == [("source 1, iOS15, decompose", "is unmatched")]


def test_a_range_is_one_for_every_front_end() -> None:
    when = "all(any(r.lower == 2 and r.upper == 16 for r in f.shape_ranges) for f in model.inputs)"
    rule = Rule(model=True, when=when, precision=Precision.EXACT)
    flexible = SourceModel(torch="(x + y) * 2.0", given={"x": "fp32[1,2..16]", "y": "fp32[1,2..16]"}, by=ALL)
    assert _told(_record(flexible, rule)) == []
    fixed = replace(flexible, given={"x": "fp32[1,8]", "y": "fp32[1,8]"})
    assert [what for _, what in _told(_record(fixed, rule))] == ["is unmatched"] * 3


def test_below_ios15_it_is_a_neural_network() -> None:
    network = Rule(operations=("nn:activation",), precision=Precision.EXACT)
    source = SourceModel(torch="torch.relu(x)", given=GIVEN, targets=("iOS14",))
    assert _told(_record(source, network)) == []
    assert _told(_record(replace(source, targets=("iOS15",)), network))[0][1] == "is unmatched"


def test_versions_of_the_record_count() -> None:
    record = _record(SourceModel(torch="x * 2.0", given=GIVEN), MUL)
    others = replace(record, affects=(Affects(coremltools="<4"),))
    assert [what for _, what in _told(others)] == ["is unmatched"] * 2


def test_python_says_how_to_convert() -> None:
    rule = Rule(operations=("mul",), when='x.dtype == "fp16"', precision=Precision.EXACT)
    source = SourceModel(torch="x * 2.0", given=GIVEN)
    assert _told(_record(source, rule)) == []
    exact = replace(source, python="ct.convert(model, compute_precision=ct.precision.FLOAT32)")
    assert len(_told(_record(exact, rule))) == 2


def test_python_says_what_the_inputs_are() -> None:
    image = Rule(model=True, when='any(f.kind == "image" for f in model.inputs)', precision=Precision.EXACT)
    source = SourceModel(torch="x * 2.0", given={"x": "fp32[1,3,8,8]"}, targets=("iOS14", "iOS15"))
    assert [what for _, what in _told(_record(source, image))] == ["is unmatched"] * 4
    of_image = replace(source, python='ct.convert(model, inputs=[ct.ImageType("x", shape=(1, 3, 8, 8))])')
    assert _told(_record(of_image, image)) == []


QUANTIZED = """
from coremltools.optimize import coreml as cto
config = cto.OptimizationConfig(cto.OpLinearQuantizerConfig(weight_threshold=0))
mlmodel = cto.linear_quantize_weights(ct.convert(model), config)
"""


def test_what_python_makes_of_the_converted_model_counts() -> None:
    rule = Rule(operations=("constexpr_blockwise_shift_scale",), precision=Precision.EXACT)
    weight = {"x": "fp32[1,64]", "weight": "const fp32[64,64]"}
    source = SourceModel(torch="F.linear(x, weight)", given=weight, targets=("iOS18",))
    assert [what for _, what in _told(_record(source, rule))] == ["is unmatched"] * 2
    quantized = replace(source, python=QUANTIZED)
    assert _told(_record(quantized, rule)) == []
    assert [what for _, what in _told(_record(replace(quantized, targets=("iOS16",)), rule))] == ["is unmatched"] * 2
    blocks = QUANTIZED.replace("weight_threshold=0", 'weight_threshold=0, granularity="per_block"')
    refused = replace(quantized, targets=("iOS16",), python=blocks)
    assert [what for _, what in _told(_record(refused, rule))] == ["is refused"] * 2


def test_python_that_converts_something_else_is_a_failure() -> None:
    source = SourceModel(torch="x * 2.0", given=GIVEN, python="mlmodel = ct.convert([])")
    told = [failure.what for failure in prove_sources_of(_record(source, MUL), BASE).failures]
    assert [what.startswith("python: converts a list of its own") for what in told] == [True, True]


def test_python_that_converts_nothing_is_a_failure() -> None:
    source = SourceModel(torch="x * 2.0", given=GIVEN, python="import json")
    assert [what for _, what in _told(_record(source, MUL))] == ["python"] * 2


def test_a_refusal_must_be_known_by_its_words() -> None:
    source = SourceModel(torch="torch.linalg.qr(x)[0]", given={"x": "fp32[4,4]"}, by=(FrontEnd.TRACE,))
    refused = _record(source, category=Category.CONVERSION_FAILURE)
    known = replace(refused, messages=("PyTorch convert function for op 'linalg_qr' not implemented.",))
    assert _told(known) == []
    unknown = replace(refused, messages=("PyTorch convert function for op 'linalg_svd' not implemented.",))
    ((_, what),) = _told(unknown)
    assert what == "is refused in words that the record does not have"


def test_a_refusal_that_did_not_happen_is_a_failure() -> None:
    source = SourceModel(torch="x * 2.0", given=GIVEN)
    assert {what for _, what in _told(_record(source, category=Category.CONVERSION_FAILURE))} == {
        "is converted, and the record says refused"
    }


def test_a_refusal_of_what_should_convert_is_a_failure() -> None:
    source = SourceModel(torch="torch.linalg.qr(x)[0]", given={"x": "fp32[4,4]"}, by=(FrontEnd.TRACE,))
    assert [what for _, what in _told(_record(source, MUL))] == ["is refused"]


def test_code_that_is_not_understood_is_a_failure_for_each_conversion() -> None:
    source = SourceModel(torch="x * (", given=GIVEN)
    assert [what for _, what in _told(_record(source, MUL))] == ["code.torch"] * 2


def test_records_are_proved_in_processes_of_their_own() -> None:
    data = Path(__file__).parents[2] / "data"
    first, second = prove_sources(["no-such-record", SLUGS[0]], data, processes=1)
    assert [failure.what for failure in first.failures] == ["does not exist"]
    assert (second.examples > 0, second.failures) == (True, ())
