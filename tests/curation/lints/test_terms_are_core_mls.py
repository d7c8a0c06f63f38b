"""Words are Core ML's."""

from collections.abc import Callable

import pytest

from kb.curation.lints.terms_are_core_mls import check

Told = Callable[..., list[str]]
TEXT = "The numbers are wrong on an iPad and right on a Mac."


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("It runs on the ANE.", "Neural Engine"),
        ("CoreML refuses it.", "Core ML"),
        ("An mlprogram is wrong.", "ML program"),
        ("Converted from Pytorch.", "PyTorch"),
        ("On MacOS it is right.", "macOS"),
    ],
)
def test_another_word_is_told_with_ours(told: Told, text: str, word: str) -> None:
    (problem,) = told(check, (TEXT, text))
    assert f"we write `{word}`" in problem


@pytest.mark.parametrize("text", ["The log says `ANE`.", "Opset CoreML7 has it.", "See https://example.org/CoreML."])
def test_names_that_are_quoted_stay(told: Told, text: str) -> None:
    assert told(check, (TEXT, text)) == []


@pytest.mark.parametrize("title", ["A bug of conv", "Convolution may crash", "Convolution crashes."])
def test_a_title_says_what_happens(told: Told, title: str) -> None:
    old = "title: Convolution with a stride above 8 computes wrong results on iPad"
    (problem,) = told(check, (old, f"title: {title}"))
    assert "a title" in problem
