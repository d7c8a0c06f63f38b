"""An operation of somebody's model becomes an example that is built again, and that the same record matches."""

from pathlib import Path

import pytest
import yaml

from kb.availability.table import Availability
from kb.cli import app
from kb.curation.contributing import NO_RECORD, example_of, example_text, operations_named
from kb.curation.examples import build_example
from kb.curation.proving import decide
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge
from kb.models.model import Model, Operation
from kb.platforms.targets import TARGET_OF_OPSET
from kb.rules.verdict import Verdict

ROOT = Path(__file__).parents[2]
MODEL = str(ROOT / "examples" / "patch14-ios16.mlpackage")


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return open_knowledge(ROOT / "data")


def built(text: str, availability: Availability, folder: Path) -> Model:
    return build_example(yaml.safe_load(text), NO_RECORD, availability, folder).model


def contributed(operation: Operation, base: KnowledgeBase) -> str:
    return example_text(example_of(operation, TARGET_OF_OPSET.get(operation.opset or ""), base.availability))


def test_an_operation_is_printed_in_one_line_and_proved_by_a_record(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["contribute", MODEL, "--operation", "conv", "--record", "conv-stride-interleave-factors"]
    assert app.run(arguments) == 0
    said = capsys.readouterr()
    assert said.out.count("\n") == 1
    example = yaml.safe_load(said.out)
    assert (example["target"], example["conv"]["strides"]) == ("iOS16", [14, 14])
    assert "conv-stride-interleave-factors: matched" in said.err


def test_a_record_that_does_not_match_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["contribute", MODEL, "--operation", "conv", "--record", "pow-constant-base-two"]) == 1
    assert "pow-constant-base-two: unmatched" in capsys.readouterr().err


def test_an_operation_that_is_not_there_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["contribute", MODEL, "--operation", "no_such_name"]) == 2
    assert "has no operation 'no_such_name'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        '{conv: {x: "fp16[1,3,8,8]", weight: "fp16[4,3,3,3]", strides: [2, 2], pad_type: valid}, target: iOS16}',
        '{concat: {values: ["fp16[1,4]", "fp16[1,2]"], axis: 1}, target: iOS17}',
        '{layer_norm: {x: "fp16[1,?,8]", axes: [-1], epsilon: 1.0e-05}, target: iOS18}',
        '{conv: {x: "fp16[1,3,8,8]", weight: "input fp16[4,3,3,3]"}, target: iOS16}',
        '{linear: {x: "fp32[2,4]", weight: "fp32[8,4]", bias: "fp32[8]"}, target: iOS15}',
        '{read_state: {input: "state fp16[1,8]"}, target: iOS18}',
        '{"nn:pooling": {x: "fp32[1,3,8,8]", type: AVERAGE, kernelSize: [3, 3], PoolingPaddingType: same}}',
    ],
)
def test_what_is_built_of_an_example_gives_the_same_example_again(
    text: str, base: KnowledgeBase, tmp_path: Path
) -> None:
    """Once through: parameters that coremltools adds are written out. From then on nothing changes any more."""
    kind = next(iter(yaml.safe_load(text)))
    (first,) = operations_named(built(text, base.availability, tmp_path), kind)
    once = contributed(first, base)
    (second,) = operations_named(built(once, base.availability, tmp_path), kind)
    assert contributed(second, base) == once
    given = yaml.safe_load(text)[kind]
    assert {key: value for key, value in yaml.safe_load(once)[kind].items() if key in given and key != "epsilon"} == {
        key: value for key, value in given.items() if key not in ("epsilon", *(("x",) if "nn:" in kind else ()))
    }


@pytest.mark.parametrize(
    "slug",
    [
        "conv-stride-interleave-factors",
        "conv-kernel-wider-than-13",
        "linear-output-over-16384",
        "avg-pool-window-over-29",
        "pow-constant-base-two",
    ],
)
def test_a_record_matches_what_is_contributed_of_its_own_example(
    slug: str, base: KnowledgeBase, tmp_path: Path
) -> None:
    record = base.record(slug)
    assert record is not None
    model = build_example(record.examples.affected[0], record, base.availability, tmp_path).model
    operation = next(each for kind in record.rules[0].operations for each in operations_named(model, kind))
    again = build_example(yaml.safe_load(contributed(operation, base)), record, base.availability, tmp_path).model
    assert decide(again, record, base)[0] is Verdict.MATCHED


def test_neither_names_nor_weights_of_the_model_leave_it(base: KnowledgeBase, tmp_path: Path) -> None:
    secret = '{linear: {x: "fp16[1,4]", weight: "fp16[8,4] = 0.125", bias: "fp16[8] = 0.5"}, name: secret_head}'
    (operation,) = operations_named(built(secret, base.availability, tmp_path), "secret_head")
    text = contributed(operation, base)
    assert "secret" not in text
    assert "0.5" not in text
    assert "0.125" not in text


@pytest.mark.parametrize(
    "value", [1e-05, 1e20, 2.5e-7, float("inf"), -float("inf"), 0.1, "true", "no", "fp16", True, -3]
)
def test_a_constant_is_written_so_that_yaml_reads_the_same(value: object) -> None:
    assert yaml.safe_load(example_text({"op": {"x": value}})) == {"op": {"x": value}}
