"""Every record of the checkout is proved; and a record that says something else than its examples is not."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.advice.assessment import own_target
from kb.advice.destinations import places_of
from kb.advice.findings import judge
from kb.curation.examples import build_example
from kb.curation.proving import prove, prove_record
from kb.knowledge.checkout import open_checkout
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.platforms.deployment import Deployment
from kb.records.record import Affects, Example, Examples, Precision, Record, Rule
from kb.rules.compiling import compile_record
from kb.rules.matching import match
from kb.rules.verdict import Verdict

DATA = Path(__file__).parents[2] / "data"
BASE = open_checkout(DATA)
SLUGS = [slug for slug in BASE.slugs if (record := BASE.record(slug)) is not None and record.rules]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_record_matches_its_affected_examples_and_no_others(slug: str) -> None:
    record = BASE.record(slug)
    assert record is not None
    proof = prove_record(record, BASE)
    assert proof.examples >= 2
    assert [f"{failure.example} {failure.what}\n{failure.built}" for failure in proof.failures] == []


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return BASE


def record_of(base: KnowledgeBase, affected: Example, unaffected: Example, affects: tuple[Affects, ...] = ()) -> Record:
    """A made-up record: relu on more than four elements."""
    record = base.record("pow-constant-base-two")
    assert record is not None
    rule = Rule(operations=("relu",), when="x.size > 4", precision=Precision.EXACT)
    examples = Examples(affected=(affected,), unaffected=(unaffected,))
    return replace(record, rules=(rule,), affects=affects, examples=examples)


SMALL: Example = {"relu": {"x": "fp32[4]"}}
LARGE: Example = {"relu": {"x": "fp32[5]"}}
UNKNOWN: Example = {"relu": {"x": "fp32[?]"}}


def test_what_the_rule_says_is_proved(base: KnowledgeBase) -> None:
    assert prove_record(record_of(base, LARGE, SMALL), base).failures == ()


def test_undecided_is_no_match(base: KnowledgeBase) -> None:
    assert prove_record(record_of(base, LARGE, UNKNOWN), base).failures == ()
    (failure,) = prove_record(record_of(base, UNKNOWN, SMALL), base).failures
    assert failure.example == "affected 1"
    assert failure.what.startswith("is undecided")


def test_each_rule_is_proved_by_an_affected_example(base: KnowledgeBase) -> None:
    one = record_of(base, LARGE, SMALL)
    two = replace(one, rules=(*one.rules, Rule(operations=("tanh",), when="", precision=Precision.EXACT)))
    (failure,) = prove_record(two, base).failures
    assert (failure.example, failure.what) == ("rule 2", "is met by no affected example, so nothing proves it: tanh")
    proved = replace(two, examples=replace(two.examples, affected=(LARGE, {"tanh": {"x": "fp32[4]"}})))
    assert prove_record(proved, base).failures == ()


def test_a_failure_shows_what_was_built_and_why(base: KnowledgeBase) -> None:
    first, second = prove_record(record_of(base, SMALL, LARGE), base).failures
    assert (first.example, second.example) == ("affected 1", "unaffected 1")
    assert "no rule held: x.size > 4" in first.what
    assert "is matched" in second.what
    assert "relu(x=%x" in second.built


def test_a_match_counts_only_where_the_record_affects_the_model(base: KnowledgeBase) -> None:
    affects = (Affects(coremltools="<8.1"),)
    old, new = {**LARGE, "coremltools": "8.0"}, {**LARGE, "coremltools": "8.1"}  # type: ignore[dict-item]
    assert prove_record(record_of(base, old, new, affects), base).failures == ()
    low = (Affects(targets="<iOS17"),)
    assert prove_record(record_of(base, LARGE, {**LARGE, "target": "iOS17"}, low), base).failures == ()  # type: ignore[dict-item]


def test_what_affects_leaves_open_is_proved_and_yet_undecided_for_who_checks(
    base: KnowledgeBase, tmp_path: Path
) -> None:
    """The rule is proved by an example that names no version; a model that names none is not said to be affected."""
    record = record_of(base, LARGE, SMALL, (Affects(coremltools="<8.1"),))
    assert prove_record(record, base).failures == ()
    model = build_example(LARGE, record, base.availability, tmp_path).model
    matches = match(model, compile_record(record, base, frozenset({"relu"})))
    (standing,) = judge(matches, own_target(model), places_of(Deployment(), base.platforms), model.metadata).standing
    assert (standing.match.verdict, standing.verdict) == (Verdict.MATCHED, Verdict.UNDECIDED)


def test_an_example_that_cannot_be_built_is_a_failure_and_not_the_end(base: KnowledgeBase) -> None:
    (failure,) = prove_record(record_of(base, {"rely": {"x": "fp32[5]"}}, SMALL), base).failures
    assert "there is no such operation" in failure.what


def test_proofs_are_made_in_other_processes_in_the_order_asked_for() -> None:
    slugs = ["pow-constant-base-two", "no-such-record", "linear-int32-input"]
    first, second, third = prove(slugs, DATA, processes=2)
    assert [first.slug, second.slug, third.slug] == slugs
    assert (first.failures, third.failures) == ((), ())
    assert second.failures[0].what == "does not exist"
