"""`affects` can hold somewhere."""

from collections.abc import Callable

from kb.curation.lints.affects_can_hold import check

Told = Callable[..., list[str]]


def test_ranges_that_meet_pass(told: Told) -> None:
    assert told(check) == []


def test_a_release_that_cannot_load_the_target_is_told(told: Told) -> None:
    (problem,) = told(check, ('"==16.5.1"', '"<16"'))
    assert "no release in `<16` of iPadOS loads a model for >=iOS16" in problem


def test_an_operation_that_is_newer_than_every_target_is_told(told: Told) -> None:
    (problem,) = told(check, ("[conv]", "[topk, read_state]"), ('">=iOS16"', '"==iOS16"'))
    assert "`read_state` exists from iOS18 on" in problem


def test_a_rules_own_affects_counts_instead_of_the_records(told: Told) -> None:
    own = ("    precision: exact", "    precision: exact\n    affects: [{targets: '==iOS15'}]")
    (problem,) = told(check, ("[conv]", "[read_state]"), own)
    assert "`read_state`" in problem
