"""The public API: what it names, and what it answers."""

import subprocess
import sys
from pathlib import Path

import pytest

import kb

ROOT = Path(__file__).parents[1]
PATCH = ROOT / "examples/patch14-ios16.mlpackage"


def test_every_public_name_is_there_once() -> None:
    assert len(set(kb.__all__)) == len(kb.__all__)
    assert all(getattr(kb, name) is not None for name in kb.__all__)


def test_a_name_that_is_not_public_is_none() -> None:
    with pytest.raises(AttributeError, match="no attribute 'checks'"):
        kb.checks  # type: ignore[attr-defined] # noqa: B018 — the access is the test


def test_importing_kb_costs_nothing() -> None:
    code = "import sys, kb; print([name for name in sys.modules if name.startswith('kb.')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_check_answers_the_founding_case() -> None:
    report = kb.check(PATCH, deployment=kb.Deployment.parse("ipados16.2"))
    (model,) = report.models
    assert "conv-stride-interleave-factors" in [finding.record.id for finding in model.findings]
    assert model.recommendation is not None
    assert model.recommendation.target.name == "iOS15"
    assert report.complete


def test_check_lets_an_unreadable_model_through(tmp_path: Path) -> None:
    with pytest.raises(kb.UnreadableModel, match="no such file"):
        kb.check(tmp_path / "absent.mlpackage")


def test_check_judges_the_targets_that_are_named() -> None:
    (model,) = kb.check(PATCH, targets=["iOS15", "macOS13"]).models
    assert [each.target.name for each in model.assessments] == ["iOS15", "iOS16"]


def test_a_target_or_a_device_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(kb.KbError, match="no deployment target"):
        kb.check(PATCH, targets=["iOS99"])
    with pytest.raises(kb.KbError, match="no such device"):
        kb.check(PATCH, deployment=kb.Deployment(devices=("Newton",)))


def test_the_knowledge_base_answers_questions() -> None:
    base = kb.KnowledgeBase.open()
    conv = base.records(operation="conv", target="iOS16")
    assert "conv-stride-interleave-factors" in [record.id for record in conv]
    assert all(any("conv" in rule.operations for rule in record.rules) for record in conv)
    assert {record.severity.value for record in base.records(severity="error")} == {"error"}
    assert base.operation("topk").available_from.name == "iOS15"
    assert base.operation("scaled_dot_product_attention").available_from.name == "iOS18"
    assert base.record("apple/coremltools#2173") == base.record("conv-stride-interleave-factors")
    with pytest.raises(kb.KbError, match="no such operation"):
        base.operation("topq")


def test_the_knowledge_base_explains_a_log() -> None:
    base = kb.KnowledgeBase.open()
    line = "Strides of Conv needs to be product of at most 2 interleave factors"
    assert base.explain(line)[0].record.id == "conv-stride-interleave-factors"
    assert base.explain(line, model=PATCH)[0].in_model is not None


def test_a_model_is_read() -> None:
    model = kb.read_model(str(PATCH))
    assert (model.kind, model.specification_version) == ("mlProgram", 7)
