"""A name leads to one record."""

from collections.abc import Callable

from kb.curation.lints.names_are_unique import check_all

Told = Callable[..., list[str]]


def test_different_names_pass(told_of_all: Told) -> None:
    assert told_of_all(check_all) == []


def test_a_slug_that_is_taken_is_told_at_both_ends(told_of_all: Told) -> None:
    problems = told_of_all(check_all, ("affects:", "aliases: [conv-large-stride]\naffects:"))
    assert [problem.split(": ")[0] for problem in problems] == ["x.yaml:1:5", "other.yaml:5:11"]


def test_two_records_of_one_slug_are_told(told_of_all: Told) -> None:
    problems = told_of_all(check_all, ("id: other", "id: conv-large-stride"))
    assert len(problems) == 2
    assert "in another folder" in problems[0]


def test_a_relation_to_nobody_is_told(told_of_all: Told) -> None:
    (problem,) = told_of_all(check_all, ("examples:", "related: [nobody]\nexamples:"))
    assert "no other record `nobody`" in problem
