"""Searching: the same answers on every database."""

import datetime

import pytest
from sqlalchemy import Engine

from kb.knowledge.opening import open_knowledge
from kb.platforms.reach import target_reach
from kb.platforms.targets import target_named
from kb.records.record import Affects, Category, Confidence, Record, Severity
from kb.store.loading import load_knowledge
from kb.store.searching import Query, search

BASE = open_knowledge()
EVERY = {record.id: record for record in BASE.records}


@pytest.fixture
def filled(store: Engine) -> Engine:
    load_knowledge(store, BASE)
    return store


def slugs(store: Engine, **asked: object) -> list[str]:
    return [record.id for record in search(store, Query(**asked))]  # type: ignore[arg-type]


def test_records_come_back_as_they_went_in(filled: Engine) -> None:
    assert {record.id: record for record in search(filled, Query())} == EVERY


def test_words_find_the_founding_record(filled: Engine) -> None:
    assert slugs(filled, words="stride interleave iPad")[0] == "conv-stride-interleave-factors"


def test_a_log_line_finds_its_record(filled: Engine) -> None:
    words = "Strides of Conv needs to be product of at most 2 interleave factors"
    assert slugs(filled, words=words)[0] == "conv-stride-interleave-factors"


@pytest.mark.parametrize("name", ["apple/coremltools#2173", "conv-stride-interleave-factors"])
def test_an_alias_or_a_slug_finds_its_record_first(filled: Engine, name: str) -> None:
    assert slugs(filled, words=name)[0] == "conv-stride-interleave-factors"


def test_every_word_has_to_be_found(filled: Engine) -> None:
    assert slugs(filled, words="interleave zebra") == []


@pytest.mark.parametrize("words", ["'", '"', "* OR", "a:b & | !", "\x00", "%_\\", "NEAR(", "))) --"])
def test_marks_of_a_query_language_are_words_or_nothing(filled: Engine, words: str) -> None:
    slugs(filled, words=words)


def _alternatives(record: Record) -> list[Affects]:
    return [*record.affects, *(each for rule in record.rules for each in rule.affects)] or [Affects()]


def test_filters_answer_what_the_records_say(filled: Engine) -> None:
    """Truth: the same question asked of the records themselves."""
    target = target_named("ios16")
    assert target is not None
    asked: list[tuple[dict[str, object], set[str]]] = [
        ({"operation": "conv"}, {k for k, r in EVERY.items() if any("conv" in rule.operations for rule in r.rules)}),
        ({"category": Category.CRASH}, {k for k, r in EVERY.items() if r.category is Category.CRASH}),
        ({"severity": Severity.ERROR}, {k for k, r in EVERY.items() if r.severity is Severity.ERROR}),
        ({"confidence": Confidence.CONFIRMED}, {k for k, r in EVERY.items() if r.confidence.rank >= 3}),
        ({"os": "macOS"}, {k for k, r in EVERY.items() if any("macOS" in a.os for a in _alternatives(r))}),
        ({"chip": "M1"}, {k for k, r in EVERY.items() if any("M1" in a.chips for a in _alternatives(r))}),
        (
            {"target": "iOS16"},
            {k for k, r in EVERY.items() if any(target_reach(a.targets, target) for a in _alternatives(r))},
        ),
    ]
    for question, expected in asked:
        assert set(slugs(filled, **question)) == expected, question
        assert expected, question


def test_filters_add_up_and_a_day_counts_from_itself(filled: Engine) -> None:
    both = set(slugs(filled, operation="conv", severity=Severity.ERROR))
    assert both == set(slugs(filled, operation="conv")) & set(slugs(filled, severity=Severity.ERROR))
    newest = max(change.date for record in EVERY.values() for change in record.history)
    assert slugs(filled, since=newest)
    assert slugs(filled, since=newest + datetime.timedelta(days=1)) == []


def test_without_words_the_worst_come_first(filled: Engine) -> None:
    ranks = [EVERY[slug].severity.rank for slug in slugs(filled)]
    assert ranks == sorted(ranks, reverse=True)


def test_the_knowledge_is_copied_once(filled: Engine) -> None:
    before = load_knowledge(filled, BASE)
    assert load_knowledge(filled, BASE) == before
