"""Rules name operations that exist."""

from collections.abc import Callable

from kb.curation.lints.operations_exist import check

Told = Callable[..., list[str]]


def test_operations_and_layers_that_exist_pass(told: Told) -> None:
    assert told(check, ("[conv]", '[conv, "nn:convolution"]')) == []


def test_a_misspelt_operation_is_told_with_the_right_one(told: Told) -> None:
    (problem,) = told(check, ("[conv]", "[conv, con_transpose]"))
    assert problem == "x.yaml:10:24: no operation `con_transpose` (did you mean `conv_transpose`?)"
