"""Both sides of a boundary are examples."""

from collections.abc import Callable

import pytest

from kb.curation.lints.boundaries_have_examples import check

Told = Callable[..., list[str]]
WHEN = "strides.is_given and any(s > 8 for s in strides)"


def test_both_sides_of_the_boundary_pass(told: Told) -> None:
    assert told(check) == []


def test_a_side_that_no_example_has_is_told(told: Told) -> None:
    (problem,) = told(
        check, ("strides: [8, 8]", "strides: [4, 4]"), ("[1,3,8,8]", "[1,3,4,4]"), ("[4,3,8,8]", "[4,3,4,4]")
    )
    assert "no example has the 8" in problem


@pytest.mark.parametrize(
    ("condition", "missing"),
    [
        ("x.shape[3] > 16384", ["16384", "16385"]),
        ("x.shape[3] >= 16384", ["16383", "16384"]),
        ("16384 < x.shape[3]", ["16384", "16385"]),
        ("x.rank > 5", ["5", "6"]),
        ("not (x.rank <= 5)", ["5", "6"]),
        ("product(x.shape) > 16384", []),
        ("x.rank > 2", []),
        ("pad_type == 'same'", []),
    ],
)
def test_what_is_compared_with_a_number_has_two_sides(told: Told, condition: str, missing: list[str]) -> None:
    problems = told(check, (WHEN, condition))
    assert [problem.split("no example has the ")[1].split()[0] for problem in problems] == missing
