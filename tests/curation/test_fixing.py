"""The fixer orders and wraps, and never changes what a file says."""

# ruff: noqa: E501 — the wrapped line is as wide as it may be in a file

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.curation.fixing import fixed

DISORDERED = """\
# About this file.
title: A title
id: some-record          # its slug
evidence:
  # read twice
  - {url: "https://example.org", kind: report, says: x, read: 2026-11-24}

severity: error
category: crash
what_happens: >
  One
  word a line is too short, and this line is so long that nobody ever reads it
  on a terminal, whatever it may say there.

  A second paragraph.
"""


def test_keys_are_ordered_and_text_is_wrapped_with_comments_kept() -> None:
    assert fixed(DISORDERED).splitlines() == [
        "id: some-record          # its slug",
        "# About this file.",
        "title: A title",
        "category: crash",
        "severity: error",
        "what_happens: >",
        "  One word a line is too short, and this line is so long that nobody ever reads it on a terminal, whatever it may say",
        "  there.",
        "",
        "  A second paragraph.",
        "evidence:",
        "  # read twice",
        '  - {url: "https://example.org", kind: report, says: x, read: 2026-11-24}',
    ]


def test_the_canonical_form_is_its_own_canonical_form() -> None:
    once = fixed(DISORDERED)
    assert fixed(once) == once


@pytest.mark.parametrize("text", ["", "not yaml: [", "- a list", "id: x\nid: x\n", "a: &a b\nb: *a\n", "x" * 300_000])
def test_what_it_does_not_understand_it_leaves_alone(text: str) -> None:
    assert fixed(text) == text


def test_code_keeps_its_lines() -> None:
    text = "id: x\nremedies:\n  - text: y\n    code:\n      python: |\n        a = 1\n        b = 2\n"
    assert fixed(text) == text


def test_more_deeply_indented_text_is_left_alone() -> None:
    text = "id: x\nwhat_happens: >\n  A list:\n\n    * one\n    * two\n"
    assert fixed(text) == text


@given(st.permutations(DISORDERED.splitlines(keepends=True)))
def test_no_order_of_lines_makes_it_raise(lines: list[str]) -> None:
    fixed("".join(lines))


def test_every_record_of_the_checkout_is_in_its_canonical_form() -> None:
    records = (Path(__file__).parents[2] / "data" / "records").rglob("*.yaml")
    assert [path.name for path in records if fixed(text := path.read_text()) != text] == []
