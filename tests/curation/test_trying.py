"""Remedies are converted, and what comes out is decided: a rewriting that the converter undoes is no remedy."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from kb.curation.converting import has_torch
from kb.curation.proving import Proof
from kb.curation.trying import try_record, try_remedies, tryable
from kb.knowledge.checkout import open_checkout
from kb.records.record import Affects, Category, Examples, Precision, Record, Remedy, Rule

pytestmark = [
    pytest.mark.skipif(not has_torch(), reason="PyTorch is not installed"),
    # Of the converter, about what is none of our business here.
    pytest.mark.filterwarnings("ignore"),
]

BASE = open_checkout(Path(__file__).parents[2] / "data")
SLUGS = [slug for slug in BASE.slugs if (record := BASE.record(slug)) is not None and tryable(record)]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_remedy_converts_to_what_the_record_does_not_match(slug: str) -> None:
    record = BASE.record(slug)
    assert record is not None
    assert [f"{failure.example} {failure.what}" for failure in try_record(record, BASE).failures] == []


def _record(code: str, given: Mapping[str, str], operation: str = "mul", python: str = "") -> Record:
    """A made-up record: that operation, always."""
    record = BASE.record("pow-constant-base-two")
    assert record is not None
    codes = {"torch": code, "python": python} if python else {"torch": code}
    examples = Examples(affected=({operation: {"x": "fp32[1,8]"}},), unaffected=())
    return replace(
        record,
        rules=(Rule(operations=(operation,), precision=Precision.EXACT),),
        affects=(),
        examples=examples,
        remedies=(Remedy(text="Nothing to convert."), Remedy(text="Write it so.", code=codes, given=given)),
    )


def _tried(code: str, given: Mapping[str, str], operation: str = "mul", python: str = "") -> Proof:
    return try_record(_record(code, given, operation, python), BASE)


def test_a_remedy_without_what_it_is_given_is_not_tried() -> None:
    assert _tried("x * 2.0", {}).examples == 0


def test_a_rewriting_that_keeps_the_operation_changes_nothing() -> None:
    (failure,) = _tried("x * 2.0", {"x": "fp32[1,8]"}).failures
    assert (failure.example, failure.what.partition(":")[0]) == ("remedy 2", "changes nothing")
    assert "mul(" in failure.built


def test_a_rewriting_that_leads_to_another_operation_is_a_remedy() -> None:
    assert _tried("x + x", {"x": "fp32[1,8]"}) == Proof(slug="pow-constant-base-two", examples=1, failures=())


def test_what_the_converter_puts_back_is_seen() -> None:
    """coremltools fuses this into one gelu."""
    code = "0.5 * x * (1 + torch.erf(x * 0.7071067811865475))"
    assert _tried(code, {"x": "fp32[1,8]"}, operation="gelu").failures


def test_python_code_says_how_to_convert() -> None:
    code = "0.5 * x * (1 + torch.erf(x * 0.7071067811865475))"
    python = (
        "pipeline = ct.PassPipeline.DEFAULT\n"
        "pipeline.remove_passes({'common::fuse_gelu_exact'})\n"
        "ct.convert(model, pass_pipeline=pipeline)"
    )
    assert _tried(code, {"x": "fp32[1,8]"}, operation="gelu", python=python).failures == ()


def test_python_code_with_names_that_coremltools_does_not_have_is_a_failure() -> None:
    (failure,) = _tried("x + x", {"x": "fp32[1,8]"}, python="ct.convert(model, pass_pipeline=ct.NoSuch())").failures
    assert "NoSuch" in failure.what


def test_an_assignment_that_the_converter_drops_is_a_failure() -> None:
    given = {"x": "fp32[1,8,4]", "i": "int32[1]", "new": "fp32[1,1,4]"}
    failures = _tried("y = x + 0.5\ny[:, i] = new\ny", given, operation="silu").failures
    assert [failure.what.partition(":")[0] for failure in failures][:2] == ["loses `i`", "loses `new`"]


def test_a_remedy_that_leads_into_another_trouble_names_it() -> None:
    """The converter gives a reciprocal an epsilon of its own."""
    record = _record("torch.reciprocal(x)", {"x": "fp32[1,8]"})
    (failure,) = try_record(record, BASE).failures
    assert failure.what.startswith("leads into reciprocal-adds-epsilon, which `related` does not name")
    assert try_record(replace(record, related=("reciprocal-adds-epsilon",)), BASE).failures == ()


def test_a_record_of_other_converters_is_tried_all_the_same() -> None:
    record = replace(_record("x * 2.0", {"x": "fp32[1,8]"}), affects=(Affects(coremltools="<4"),))
    (failure,) = try_record(record, BASE).failures
    assert failure.what.startswith("changes nothing")


def test_code_that_does_not_run_is_a_failure_and_not_the_end() -> None:
    (failure,) = _tried("x.no_such_thing()", {"x": "fp32[1,8]"}).failures
    assert "no_such_thing" in failure.what


def test_what_converts_only_exported_is_no_remedy_of_a_refused_conversion() -> None:
    """coremltools takes copy_ over a whole state only from torch.export."""
    record = _record("self.held.copy_(x)", {"x": "fp16[1,8]", "held": "state fp16[1,8]"})
    assert try_record(record, BASE).failures == ()
    refused = replace(record, category=Category.CONVERSION_FAILURE)
    assert [failure.what[:10] for failure in try_record(refused, BASE).failures] == ["is refused"]


def test_a_remedy_for_neural_networks_is_tried_as_a_network() -> None:
    given = {"x": "fp32[1,8]"}
    assert _tried("torch.relu(x)", given, operation="nn:activation").failures
    assert _tried("torch.abs(x)", given, operation="nn:activation").failures == ()


def test_an_operation_that_came_later_is_tried_for_its_target() -> None:
    """The example of a mul is built for iOS15, which has no pixel_unshuffle."""
    given = {"x": "fp32[1,4,8,8]"}
    assert _tried("torch.nn.functional.pixel_unshuffle(x, 2)", given).failures == ()


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("y = weight @ x\ny + bias", {"x": "fp32[8,4]", "weight": "const fp32[2,8]", "bias": "fp32[2,1] = 1.0"}),
        ("norm(x)", {"x": "fp32[1,2..64,8]", "norm": "torch.nn.LayerNorm(8)"}),
        ("cache[:] = cache + x", {"x": "fp16[1,8]", "cache": "state fp16[1,8]"}),
        ("torch.where(mask, x, x + 1)", {"x": "fp32[1,8]", "mask": "bool[1,8]"}),
        ("def forward(self, x): return x + self.n", {"x": "fp32[1,8]", "n": "3"}),
        ("a, b = x[:, :4], x[:, 4:]", {"x": "fp32[1,8]"}),
    ],
)
def test_code_is_given_what_it_says(code: str, given: Mapping[str, str]) -> None:
    # A state written so is a trouble of its own.
    record = replace(_record(code, given, operation="silu"), related=("state-written-from-slice-update-zeroed",))
    assert try_record(record, BASE).failures == ()


def test_a_record_that_does_not_exist_is_a_failure_and_not_the_end() -> None:
    data = Path(__file__).parents[2] / "data"
    first, second = try_remedies(["no-such-record", "pow-constant-base-two"], data, processes=1)
    assert [failure.what for failure in first.failures] == ["does not exist"]
    assert (second.examples, second.failures) == (1, ())
