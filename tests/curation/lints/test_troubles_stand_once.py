"""One trouble, one record."""

from collections.abc import Callable

from kb.curation.lints.troubles_stand_once import check_all

Told = Callable[..., list[str]]
MESSAGE = ("have to be small", "have to be tiny")
THREAD = ("issues/1", "issues/2")


def test_records_with_nothing_in_common_pass(told_of_all: Told) -> None:
    assert told_of_all(check_all, MESSAGE, THREAD) == []


def test_the_same_message_is_told_once(told_of_all: Told) -> None:
    (problem,) = told_of_all(check_all, THREAD)
    assert "shares the message" in problem
    assert problem.startswith("other.yaml:1:5")


def test_the_same_thread_for_the_same_operation_is_told(told_of_all: Told) -> None:
    (problem,) = told_of_all(check_all, MESSAGE)
    assert "shares the thread" in problem


def test_the_same_thread_for_another_operation_passes(told_of_all: Told) -> None:
    assert told_of_all(check_all, MESSAGE, ("[conv]", "[conv_transpose]")) == []


def test_two_limits_that_name_each_other_pass(told_of_all: Told) -> None:
    assert told_of_all(check_all, ("examples:", "related: [conv-large-stride]\nexamples:")) == []
