"""Conditions in words."""

import html
import re

import pytest

from kb.pages.condition_words import points
from kb.pages.site import Site
from kb.rules.language import parse_condition


def _words(condition: str) -> str:
    return html.unescape(re.sub(r"</?code>", "", points(parse_condition(condition)))).strip()


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("x.rank == 5", "the rank of x is 5"),
        ("not x.is_constant", "x is computed at run time"),
        ("bias.is_given", "bias is given"),
        ("x.shape[-1] >= 16", "the last dimension of x is at least 16"),
        ("strides[0] != 1", "the 1st of strides is not 1"),
        ("13 < weight.shape[-1] <= 15", "the last dimension of weight is greater than 13 and is at most 15"),
        ("any(s > 2 for s in strides)", "at least one of strides is greater than 2"),
        ("not any(s > 2 for s in strides)", "none of strides is greater than 2"),
        ("all(k == 7 for k in kernel_sizes)", "every one of kernel_sizes is 7"),
        ('x.producer == ""', "x is an input of the function"),
        ('"matmul" in output.consumers', "matmul is among the operations that take the output"),
        ("not is_multiple(x.shape[0], 32)", "the 1st dimension of x is not a multiple of 32"),
        ("len(model.states) > 0", "the list of states of the model is not empty"),
        ("any(s not in POWERS for s in strides)", "at least one of strides is not among POWERS"),
        ("align_corners", "align_corners is true"),
        ("not align_corners", "align_corners is false"),
    ],
)
def test_a_condition_reads_as_a_sentence(condition: str, words: str) -> None:
    assert _words(condition) == words


def test_parts_that_must_all_hold_are_points() -> None:
    assert _words("x.rank == 3 and groups > 1") == "* the rank of x is 3\n* groups is greater than 1"


def test_alternatives_stand_below_their_point() -> None:
    words = _words("x.rank == 3 and (groups > 1 or groups == 0)")
    assert words.splitlines()[1:] == [
        "* one of these holds:",
        "",
        "    * groups is greater than 1",
        "    * groups is 0",
    ]


def test_every_condition_of_the_data_has_words(site: Site) -> None:
    conditions = {rule.when for record in site.records for rule in record.rules if rule.when}
    assert all(_words(condition) for condition in conditions)
