"""All records against real converted models: nothing fails, every answer has a readable reason, names do not count."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from rules_builders import Known

import kb
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge
from kb.models.reading import read_model
from kb.models.walking import operation_types
from kb.rules.compiling import compile_rules
from kb.rules.explaining import MAX_WHY_LENGTH
from kb.rules.language import parse_condition
from kb.rules.match import Match
from kb.rules.matching import match
from kb.rules.nearest import explain_nearest
from kb.rules.printing import text_of
from kb.rules.tree_json import tree_from_json, tree_to_json
from kb.rules.verdict import Verdict

CHECKOUT = Path(kb.__file__).parents[1]
MODELS = sorted([*CHECKOUT.glob("tests/corpus/packages/*/*.mlpackage"), *CHECKOUT.glob("examples/*.mlpackage")])


@cache
def knowledge() -> KnowledgeBase:
    return open_knowledge(CHECKOUT / "data")


def conditions() -> Iterator[str]:
    return (rule.when for each in knowledge().records for rule in each.rules if rule.when)


@cache
def matches(path: Path) -> tuple[Match, ...]:
    model = read_model(path)
    return match(model, compile_rules(knowledge(), operation_types(model)))


@pytest.mark.parametrize("path", MODELS, ids=[each.stem for each in MODELS])
def test_every_match_has_places_and_a_readable_reason(path: Path) -> None:
    for found in matches(path):
        assert found.verdict is not Verdict.UNMATCHED
        assert found.operations
        for where in found.operations:
            assert where.why.isprintable()
            assert 0 < len(where.why) <= MAX_WHY_LENGTH
            assert len(where.signature) == 16


@pytest.mark.parametrize("path", MODELS[::6], ids=[each.stem for each in MODELS[::6]])
def test_a_record_is_nearest_where_it_matched(path: Path) -> None:
    model = read_model(path)
    for found in matches(path):
        rules = explain_nearest(found.record, model, knowledge(), shown=10_000)
        for where in found.operations:
            nears = [near for rule in rules for near in rule.nearest if near.verdict is found.verdict]
            assert where.location in [near.operation.location for near in nears]


def test_the_corpus_meets_rules_at_all() -> None:
    """Else the tests above would show nothing."""
    assert sum(len(matches(path)) for path in MODELS) > len(MODELS)


def test_every_conditions_tree_survives_printing_and_json() -> None:
    for text in conditions():
        parsed = parse_condition(text)
        assert parse_condition(text_of(parsed)) == parsed
        assert tree_from_json(tree_to_json(parsed)) == parsed


def test_conditions_from_trees_match_as_conditions_from_text_do() -> None:
    base = knowledge()
    trees = {text: tree_to_json(parse_condition(text)) for text in conditions()}
    bundled = Known(records=tuple(base.records), availability=base.availability, trees=trees)
    for path in MODELS[::6]:
        model = read_model(path)
        assert match(model, compile_rules(bundled, operation_types(model))) == matches(path)
