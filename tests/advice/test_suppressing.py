"""Suppressions: what they cover, what they leave, when they have become stale."""

import datetime
from dataclasses import replace

import pytest
from report_table import FOUNDING, POW, STATES, STRIDE, UNREADABLE, finding, operation

from kb.advice.report import ModelReport
from kb.advice.suppressing import SuppressionRule, covering, stale, suppress

TODAY = datetime.date(2026, 11, 24)
TWO = replace(FOUNDING, findings=(finding(STRIDE, operation("a"), operation("b")), finding(POW)))


def rule(**changes) -> SuppressionRule:
    values = {"record": STRIDE.id, "reason": "looked at it", "where": "kb.toml: suppress 1"}
    return SuppressionRule(**(values | changes))


def marked(model: ModelReport, *rules: SuppressionRule) -> list[tuple[str, list[str], bool]]:
    return [
        (each.record.id, [one.name for one in each.operations], each.suppressed is not None)
        for each in suppress(model, rules, TODAY).findings
    ]


def test_a_suppressed_finding_stays_marked_with_its_reason() -> None:
    first, second = suppress(TWO, [rule(until=TODAY)], TODAY).findings
    assert first.suppressed is not None
    assert (first.suppressed.reason, first.suppressed.until) == ("looked at it", "2026-11-24")
    assert second.suppressed is None


def test_an_expired_one_covers_nothing() -> None:
    assert not any(each[2] for each in marked(TWO, rule(until=TODAY - datetime.timedelta(days=1))))


def test_one_for_an_operation_splits_the_finding() -> None:
    assert marked(TWO, rule(operation="a"))[:2] == [(STRIDE.id, ["a"], True), (STRIDE.id, ["b"], False)]


def test_both_parts_of_a_split_finding_keep_every_operation_between_them() -> None:
    parts = suppress(TWO, [rule(operation="main/b")], TODAY).findings[:2]
    assert sorted(one.name for part in parts for one in part.operations) == ["a", "b"]


@pytest.mark.parametrize(
    ("changes", "covered"),
    [
        ({}, True),
        ({"model": "*.mlpackage"}, True),
        ({"model": "patch14-*"}, True),
        ({"model": "examples/*"}, True),
        ({"model": "models/*"}, False),
        ({"function": "main"}, True),
        ({"function": "other"}, False),
        ({"operation": "conv"}, True),
        ({"operation": "main/*"}, True),
        ({"operation": "pool"}, False),
        ({"record": POW.id}, False),
    ],
)
def test_scope(changes: dict[str, str], covered: bool) -> None:
    assert marked(TWO, rule(**changes))[0][2] is covered


def test_what_is_suppressed_is_known_operation_by_operation() -> None:
    rules = [
        rule(),
        rule(record=POW.id, operation="a"),
        rule(record=STATES.id, model="other/*"),
    ]
    covered = covering(rules, TWO.path, TODAY)
    asked = [(record, name) for record in (STRIDE, POW, STATES) for name in "ab"]
    assert [covered(record, operation(name)) for record, name in asked] == [True, True, True, False, False, False]
    ended = covering([rule(until=TODAY)], TWO.path, TODAY + datetime.timedelta(days=1))
    assert not ended(STRIDE, operation("a"))


def test_expired_and_unused_ones_are_told() -> None:
    told = stale(
        [rule(), rule(record=POW.id, operation="nothing"), rule(until=datetime.date(2026, 1, 1))], [TWO], TODAY
    )
    assert [problem.what for problem in told] == [
        f"nothing needs the suppression of {POW.id} any more",
        f"the suppression of {STRIDE.id} ended on 2026-01-01",
    ]


def test_one_for_a_model_that_was_not_checked_is_not_unused() -> None:
    assert stale([rule(record="x", model="other/*")], [TWO], TODAY) == ()
    assert stale([rule()], [UNREADABLE], TODAY) == ()
