"""Bounds of numbers: what holds for them holds for every number that they leave, and nothing more is claimed."""

import operator
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.bounds.between import Between, between, hull, larger, narrowed, smaller
from kb.rules.kleene import ARITHMETIC, COMPARISONS, UNKNOWN, folded

SIZES = st.integers(0, 12)


@st.composite
def bounded_numbers(draw: st.DrawFn) -> tuple[Between | int, int]:
    """Bounds, or a number that is known, with one number that they leave."""
    lower = draw(SIZES)
    upper = draw(st.none() | st.integers(lower, 14))
    number = draw(st.integers(lower, 30 if upper is None else upper))
    return (number if draw(st.booleans()) else Between(lower=lower, upper=upper)), number


@given(one=bounded_numbers(), other=bounded_numbers(), sign=st.sampled_from(sorted({*COMPARISONS} - {"in", "not in"})))
def test_a_comparison_that_is_decided_holds_for_each_number(
    one: tuple[Between | int, int], other: tuple[Between | int, int], sign: str
) -> None:
    answer = COMPARISONS[sign](one[0], other[0])
    if answer is not UNKNOWN:
        assert answer is COMPARISONS[sign](one[1], other[1])


@given(one=bounded_numbers(), other=bounded_numbers(), sign=st.sampled_from(sorted(ARITHMETIC)))
def test_what_is_calculated_with_bounds_holds_each_result(
    one: tuple[Between | int, int], other: tuple[Between | int, int], sign: str
) -> None:
    answer, exact = ARITHMETIC[sign](one[0], other[0]), ARITHMETIC[sign](one[1], other[1])
    if isinstance(answer, Between):
        assert isinstance(exact, int)
        assert answer.lower <= exact <= (exact if answer.upper is None else answer.upper)
    elif answer is not UNKNOWN:
        assert answer == exact


@pytest.mark.parametrize(
    ("bounds", "meant"),
    [(hull, lambda a, b: {a, b}), (smaller, lambda a, b: {min(a, b)}), (larger, lambda a, b: {max(a, b)})],
)
@given(one=bounded_numbers(), other=bounded_numbers())
def test_bounds_put_together_hold_what_they_are_of(
    bounds: Callable[[Between, Between], Between],
    meant: Callable[[int, int], set[int]],
    one: tuple[Between | int, int],
    other: tuple[Between | int, int],
) -> None:
    both = [each if isinstance(each, Between) else between(each, each) for each in (one[0], other[0])]
    result = bounds(*both)
    assert all(
        result.lower <= number and (result.upper is None or number <= result.upper)
        for number in meant(one[1], other[1])
    )


def test_equal_bounds_are_no_equal_numbers() -> None:
    side = Between(lower=32, upper=64)
    assert COMPARISONS["=="](side, side) is UNKNOWN
    assert COMPARISONS["=="]((1, side), (1, side)) is UNKNOWN
    assert COMPARISONS["=="]((1, side), (2, side)) is False


@pytest.mark.parametrize(
    ("sign", "left", "right", "answer"),
    [
        (">", Between(lower=32, upper=64), 16384, False),
        (">", Between(lower=32, upper=64), 31, True),
        (">", Between(lower=32, upper=64), 63, UNKNOWN),
        (">=", Between(lower=32, upper=None), 32, True),
        ("<", Between(lower=32, upper=None), 16384, UNKNOWN),
        ("==", Between(lower=32, upper=64), 65, False),
        ("in", Between(lower=32, upper=64), (1, 2, 3), False),
        ("in", Between(lower=2, upper=64), (1, 2, 3), UNKNOWN),
        ("in", 40, (1, Between(lower=32, upper=64)), UNKNOWN),
        ("in", 20, (1, Between(lower=32, upper=64)), False),
        ("not in", 20, (1, Between(lower=32, upper=64)), True),
    ],
)
def test_bounds_decide_what_no_number_between_them_would_change(
    sign: str, left: object, right: object, answer: object
) -> None:
    assert COMPARISONS[sign](left, right) is answer


def test_a_size_is_bounded_by_its_dimensions() -> None:
    assert folded("*", 1)((1, 3, Between(lower=2, upper=4))) == Between(lower=6, upper=12)
    assert folded("*", 1)((1, 3, UNKNOWN)) is UNKNOWN


def test_bounds_that_contradict_each_other_narrow_nothing() -> None:
    one = Between(lower=2, upper=4)
    assert narrowed(one, Between(lower=5, upper=9)) == one
    assert narrowed(one, Between(lower=3, upper=None)) == Between(lower=3, upper=4)


def test_no_product_grows_without_end() -> None:
    large = Between(lower=2**60, upper=2**60)
    assert operator.mul(large, large).upper is None
