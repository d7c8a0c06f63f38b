"""A file is in its canonical form."""

from collections.abc import Callable

from kb.curation.lints.form_is_canonical import check

Told = Callable[..., list[str]]


def test_the_canonical_form_passes(told: Told) -> None:
    assert told(check) == []


def test_keys_in_another_order_are_told(told: Told) -> None:
    (problem,) = told(
        check, ("severity: error\n", ""), ("category: wrong-output\n", "severity: error\ncategory: wrong-output\n")
    )
    assert "kb lint --fix" in problem
