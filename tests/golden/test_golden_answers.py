"""What is answered for ordinary models. A change here is a change of what users see: read it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.curation.golden import ANSWERS, CORPUS, corpus_of, golden_answers, moved
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge

ROOT = Path(__file__).parents[2]
COMMITTED = (ROOT / ANSWERS).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return open_knowledge()


def answers() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(COMMITTED)
    return loaded


def test_answers_are_those_that_were_committed(base: KnowledgeBase) -> None:
    """Where this fails, `kb derive golden` writes the new answers: they belong in the same commit as the change."""
    found = golden_answers(corpus_of(ROOT / CORPUS), base)
    assert list(moved(COMMITTED, found)) == []


def test_the_corpus_is_large_enough_to_tell() -> None:
    assert len(answers()) >= 60


def test_an_error_on_an_ordinary_model_is_justified_in_its_record(base: KnowledgeBase) -> None:
    """A false alarm switches a checker off: whoever raises one says when the model is fine all the same."""
    errors = {slug for name, answer in answers().items() for slug in answer.get(_own_target(name), {}).get("error", ())}
    records = {slug: base.record(slug) for slug in errors}
    assert [slug for slug, record in records.items() if not (record and record.known_false_positives)] == []


@pytest.mark.parametrize("name", sorted(answers()))
def test_an_ordinary_model_needs_no_more_than_the_target_it_was_built_for(name: str) -> None:
    targets = ["iOS13", "iOS14", "iOS15", "iOS16", "iOS17", "iOS18", "iOS26"]
    assert targets.index(answers()[name]["requires"]) <= targets.index(_own_target(name))


def _own_target(name: str) -> str:
    return name.rpartition("-")[2].replace("ios", "iOS")
