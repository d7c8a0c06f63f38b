"""A message tells this issue from others."""

from collections.abc import Callable

import pytest

from kb.curation.lints.messages_tell_apart import check

Told = Callable[..., list[str]]
MESSAGE = '"Strides of conv have to be small, got <N>"'


def test_a_whole_line_passes(told: Told) -> None:
    assert told(check) == []


@pytest.mark.parametrize(
    ("message", "what"),
    [
        ('"failed"', "this short"),
        ('"one line\\nand another"', "one line"),
        (f'"{"x" * 500}"', "one line"),
        ('"Error in declaring network."', "whatever the cause is"),
        ('"Error computing NN outputs."', "whatever the cause is"),
    ],
)
def test_a_message_that_tells_nothing_is_told(told: Told, message: str, what: str) -> None:
    (problem,) = told(check, (MESSAGE, message))
    assert what in problem


def test_a_common_line_may_stand_beside_a_telling_one(told: Told) -> None:
    assert told(check, (MESSAGE, f'{MESSAGE}, "Error in declaring network."')) == []
