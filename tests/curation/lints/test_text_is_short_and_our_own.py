"""Text is short and in our own words."""

from collections.abc import Callable

import pytest

from kb.curation.lints.text_is_short_and_our_own import check

Told = Callable[..., list[str]]
TEXT = "The numbers are wrong on an iPad and right on a Mac."


def test_plain_sentences_pass(told: Told) -> None:
    assert told(check) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("long " * 400, "at most 1500"),
        (f'He says "{"word " * 20}".', "a quotation of 20 words"),
        ("See ```code``` there.", "pasted from a thread"),
        ("Thanks @somebody for this.", "pasted from a thread"),
        ("See [here](http://example.org).", "pasted from a thread"),
    ],
)
def test_what_looks_copied_or_is_long_is_told(told: Told, text: str, what: str) -> None:
    problems = told(check, (TEXT, text))
    assert what in problems[0]


def test_a_long_title_is_told(told: Told) -> None:
    (problem,) = told(check, ("title: Convolution", f"title: {'Large ' * 20}convolution"))
    assert "at most 120" in problem


def test_decorators_and_versions_are_no_mentions(told: Told) -> None:
    assert told(check, (TEXT, "Built with @mb.program at apple/coremltools@8.0.")) == []
