"""Results are made wrong in one known way each: each is named as what it is, and rounding passes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.verification.comparison import Fault, Tolerance
from kb.verification.faults import name_fault
from kb.verification.measuring import measure, within

TOLERANCE = Tolerance()


def fault_of(reference, result) -> Fault:
    return name_fault(np.asarray(reference, float), np.asarray(result, float), TOLERANCE).fault


def with_noise(values, seed: int = 1):
    """As fp16 hardware gives them: rounded, with a few units of noise from other orders of summing."""
    noise = np.random.default_rng(seed).normal(size=values.shape) * np.abs(values) * 2.0**-11
    return (values + noise).astype(np.float16).astype(np.float64)


def test_equal_results_are_equal(features) -> None:
    assert fault_of(features, features) is Fault.NONE


def test_fp16_noise_passes_and_is_called_rounding(features) -> None:
    assert fault_of(features, with_noise(features)) is Fault.ROUNDING


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from([(4,), (1, 10), (2, 3, 4), (1, 8, 6, 5)]), st.floats(1e-3, 1e3))
def test_fp16_noise_passes_whatever_the_values_are(seed: int, shape: tuple[int, ...], scale: float) -> None:
    """No correct result that was merely rounded to fp16 fails."""
    values = np.random.default_rng(seed).normal(size=shape) * scale
    named = name_fault(values, with_noise(values, seed), TOLERANCE)
    assert named.fault.is_harmless
    assert within(measure(values, with_noise(values, seed)), TOLERANCE)


@pytest.mark.parametrize("channel", [0, 3, 7])
def test_a_zeroed_channel_is_named_with_its_index(features, channel: int) -> None:
    result = with_noise(features)
    result[:, channel] = 0
    named = name_fault(features.astype(float), result, TOLERANCE)
    assert named.fault is Fault.CHANNEL_ZERO
    assert named.detail == f"zero at index {channel} of axis 1, right elsewhere"


def test_a_channel_that_is_zero_in_the_reference_as_well_is_no_fault(features) -> None:
    features[:, 2] = 0
    assert fault_of(features, with_noise(features)) is Fault.ROUNDING


def test_a_wrong_channel_is_told_from_a_zeroed_one(features) -> None:
    result = with_noise(features)
    result[:, 5] = np.random.default_rng(3).normal(size=result[:, 5].shape) * 3
    assert name_fault(features.astype(float), result, TOLERANCE).detail.startswith("wrong at index 5 of axis 1")


def test_everything_zero_is_not_a_channel(features) -> None:
    assert fault_of(features, np.zeros_like(features)) is Fault.ALL_ZERO


def test_nan_is_named_and_counted(features) -> None:
    result = with_noise(features)
    result[0, 1, 2, :3] = np.nan
    named = name_fault(features.astype(float), result, TOLERANCE)
    assert named.fault is Fault.NAN
    assert named.detail.startswith("3 of 240 elements")


def test_nan_where_the_reference_has_it_too_is_right(features) -> None:
    features[0, 0, 0, 0] = np.nan
    assert fault_of(features, with_noise(features)) is Fault.ROUNDING


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize("cut", [False, True], ids=["infinite", "cut-to-the-largest"])
def test_an_overflow_of_fp16_is_named(features, cut: bool) -> None:
    reference = features.astype(float)
    reference[0, 0, 0, 0] = 1e5
    result = reference.astype(np.float16).astype(float)
    if cut:
        result = np.clip(result, -65504, 65504)
    assert fault_of(reference, result) is Fault.OVERFLOW


def test_an_infinity_where_fp16_could_hold_the_value_is_not_called_an_overflow_of_the_output(features) -> None:
    result = with_noise(features)
    result[0, 0, 0, 0] = np.inf
    assert fault_of(features, result) is Fault.INFINITE


@pytest.mark.parametrize("order", [(0, 2, 3, 1), (0, 3, 1, 2), (0, 1, 3, 2)])
def test_a_transposed_layout_is_named_with_its_order(features, order: tuple[int, ...]) -> None:
    same_shape = with_noise(features).transpose(order).reshape(features.shape)
    named = name_fault(features.astype(float), same_shape, TOLERANCE)
    assert named.fault is Fault.TRANSPOSED
    assert str(order) in named.detail
    turned = with_noise(features).transpose(order)
    assert fault_of(features, turned) is Fault.TRANSPOSED


def test_the_same_values_in_another_shape_are_told_so(features) -> None:
    named = name_fault(features.astype(float), with_noise(features).reshape(8, 30), TOLERANCE)
    assert named.fault is Fault.SHAPE
    assert "the same values" in named.detail


@pytest.mark.parametrize("shift", [1, -1])
def test_scores_moved_by_one_class_are_off_by_one(shift: int) -> None:
    scores = np.random.default_rng(5).dirichlet(np.ones(12), size=1)
    named = name_fault(scores, with_noise(np.roll(scores, shift, axis=1)), TOLERANCE)
    assert named.fault is Fault.OFF_BY_ONE
    assert f"{shift:+d} along axis 1" in named.detail
    background_added = np.roll(scores, shift, axis=1)
    background_added[:, 0 if shift == 1 else -1] = 0.5
    assert fault_of(scores, background_added) is Fault.OFF_BY_ONE


def test_class_numbers_that_are_all_one_too_large_are_off_by_one() -> None:
    assert fault_of([3, 14, 15, 92], [4, 15, 16, 93]) is Fault.OFF_BY_ONE


def test_scaled_values_are_named_with_the_factor(features) -> None:
    assert "255 times" in name_fault(features.astype(float), features * 255.0, TOLERANCE).detail
    assert fault_of(features, features * 2.0 + 3.0) is Fault.SCALED


def test_noise_that_is_like_nothing_is_wrong_without_a_name(features) -> None:
    result = np.random.default_rng(11).normal(size=features.shape)
    assert fault_of(features, result) is Fault.WRONG


def test_figures_are_in_the_units_that_they_say() -> None:
    reference, result = np.array([1.0, 2.0, 4.0]), np.array([1.0 + 2**-10, 2.0, 4.0 - 2**-7])
    figures = measure(reference, result)
    assert figures.ulp == 2.0
    assert figures.maximum == 2**-7
    assert figures.relative == 2**-9
    assert figures.histogram[:3] == (1, 1, 1)
    assert figures.snr == pytest.approx(10 * np.log10(21 / (2**-20 + 2**-14)))


def test_top_k_counts_rows() -> None:
    reference = np.array([[0.1, 0.9, 0.0], [0.5, 0.2, 0.3]])
    result = np.array([[0.2, 0.8, 0.0], [0.2, 0.5, 0.3]])
    assert measure(reference, result).top1 == 0.5
    assert measure(reference, result).top5 is None


def test_units_of_fp16_below_its_normal_numbers_are_the_smallest_there_is() -> None:
    assert measure(np.array([2.0**-20]), np.array([2.0**-20 + 2.0**-24])).ulp == 1.0
