"""Every way to open the knowledge gives the same knowledge, and decodes no more than was asked for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kb.errors import KbError
from kb.knowledge.bundle import open_bundle
from kb.knowledge.checkout import open_checkout
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge
from kb.records.record import Status
from kb.rules.compiling import compile_rules


@pytest.fixture(scope="module")
def checkout(data: Path) -> KnowledgeBase:
    return open_checkout(data)


@pytest.fixture
def from_bundle(bundled: Path) -> KnowledgeBase:
    return open_bundle(bundled)


def test_a_checkout_a_bundle_and_the_compiler_know_the_same(
    compiled: KnowledgeBase, checkout: KnowledgeBase, from_bundle: KnowledgeBase
) -> None:
    for other in (checkout, from_bundle):
        assert other.data_version == compiled.data_version
        assert list(other.records) == list(compiled.records)
        assert dict(other.availability.layers) == dict(compiled.availability.layers)
        assert dict(other.platforms.devices) == dict(compiled.platforms.devices)
        assert dict(other.platforms.releases) == dict(compiled.platforms.releases)
        assert other.availability.coremltools == compiled.availability.coremltools
        for name, entry in compiled.availability.operations.items():
            assert other.availability.operations[name].versions == entry.versions


def test_a_model_meets_the_same_records_however_the_knowledge_was_opened(
    compiled: KnowledgeBase, checkout: KnowledgeBase, from_bundle: KnowledgeBase
) -> None:
    for types in ({"conv", "relu"}, {"nn:convolution"}, {"pow"}, set()):
        expected = [record.id for record in compiled.records_for(types)]
        assert [record.id for record in checkout.records_for(types)] == expected
        assert [record.id for record in from_bundle.records_for(types)] == expected


def test_only_records_about_these_operations_or_the_model_are_met(compiled: KnowledgeBase) -> None:
    for record in compiled.records_for({"pow"}):
        assert any(rule.model or "pow" in rule.operations for rule in record.rules)
    assert "pow-constant-base-two" in [record.id for record in compiled.records_for({"pow"})]
    assert "pow-constant-base-two" not in [record.id for record in compiled.records_for({"conv"})]


def test_what_no_longer_stands_is_kept_and_never_met(compiled: KnowledgeBase) -> None:
    fallen = [record for record in compiled.records if record.status in (Status.WITHDRAWN, Status.SUPERSEDED)]
    assert fallen
    met = {record.id for record in compiled.records_for(compiled.availability.operations)}
    assert not met & {record.id for record in fallen}


@pytest.mark.parametrize("name", ["pow-constant-base-two", "apple/coremltools#2628"])
def test_a_record_is_found_by_slug_and_by_alias(name: str, checkout: KnowledgeBase, from_bundle: KnowledgeBase) -> None:
    for base in (checkout, from_bundle):
        record = base.record(name)
        assert record is not None
        assert record.id == "pow-constant-base-two"
        assert base.record(f"{name}-not") is None


def test_a_model_meets_the_same_rules_however_the_knowledge_was_opened(
    compiled: KnowledgeBase, checkout: KnowledgeBase, from_bundle: KnowledgeBase
) -> None:
    for types in ({"conv", "relu"}, {"nn:convolution"}, {"pow"}, set()):
        expected = met(compiled, types)
        assert len(expected) > len(types)
        assert met(checkout, types) == expected
        assert met(from_bundle, types) == expected


def met(base: KnowledgeBase, types: set[str]) -> list[tuple[object, ...]]:
    rules = compile_rules(base, types)
    compiled = [(each, *rules.by_type.get(each, ())) for each in sorted(types)] + [("model", *rules.about_model)]
    return [
        (subject, rule.slug, rule.index, rule.condition.node, rule.record.id)
        for subject, *each in compiled
        for rule in each
    ]


def test_rules_from_a_bundle_are_decided_without_their_records(
    from_bundle: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.knowledge.bundle.build_record", None)
    assert compile_rules(from_bundle, {"pow"}).by_type["pow"]


def test_a_bundle_is_read_without_yaml_and_without_the_condition_parser(bundled: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kb.knowledge.bundle import open_bundle;"
        f"base = open_bundle(Path({str(bundled)!r}));"
        "base.records_for({'conv'}); base.compiler.about('conv'); base.availability.operations['conv'];"
        "heavy = ('yaml', 'kb.rules.language', 'kb.records.parsing', 'coremltools');"
        "print([name for name in heavy if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_a_bundle_of_another_form_is_refused(bundled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bundled"
    shutil.copytree(bundled, folder)
    index = folder / "bundle.index.json"
    index.write_text(index.read_text().replace("kb.bundle/1", "kb.bundle/9", 1))
    with pytest.raises(KbError, match=r"kb\.bundle/9"):
        open_bundle(folder)


def test_a_folder_without_records_is_no_checkout(tmp_path: Path) -> None:
    with pytest.raises(KbError, match="holds no records"):
        open_knowledge(tmp_path)


def test_a_damaged_record_is_told_when_a_model_meets_it_and_hides_no_other(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(data, copy)
    path = next(copy.rglob("pow-constant-base-two.yaml"))
    path.write_text(path.read_text().replace("severity: error", "severity: awful"))
    base = open_checkout(copy)
    assert base.record("linear-int32-input") is not None
    with pytest.raises(KbError, match="awful"):
        base.records_for({"pow"})
