"""What an output that is wrong looks like: the first name that fits, from what is certain to what is like it."""

from collections.abc import Callable, Iterator
from itertools import permutations
from math import factorial
from typing import Any, Final

from kb.verification.comparison import Fault, Figures, Named, Tolerance
from kb.verification.measuring import is_close, measure, within

FP16_LARGEST: Final = 65504.0
_ORDERS_LIMIT: Final = factorial(5)
_LARGEST_TRANSPOSED: Final = 2**22
"""Elements: beyond it the orders of more than four axes cost too long."""
_SHOWN: Final = 8
_FEWEST_CLASSES: Final = 3


def name_fault(reference: Any, result: Any, tolerance: Tolerance) -> Named:
    """The name of what distinguishes two numpy arrays."""
    if reference.shape != result.shape:
        return _other_shape(reference, result, tolerance)
    figures = measure(reference, result)
    if figures.nan:
        return Named(fault=Fault.NAN, detail=f"{_share(figures.nan, result.size)} NaN where the reference is a number")
    overflow = _overflow(reference, result, figures, tolerance)
    if overflow:
        return overflow
    if within(figures, tolerance):
        return _harmless(figures)
    for look in _LOOKS:
        named = look(reference, result, tolerance)
        if named is not None:
            return named
    return Named(fault=Fault.WRONG, detail=f"largest error {figures.maximum:.4g}, like nothing that has a name")


def _harmless(figures: Figures) -> Named:
    if figures.maximum == 0:
        return Named(fault=Fault.NONE, detail="nothing differs")
    return Named(fault=Fault.ROUNDING, detail=f"at most {figures.ulp:.3g} units of fp16's precision")


def _share(count: int, total: int) -> str:
    return f"{count} of {total} elements {'is' if count == 1 else 'are'}"


def _other_shape(reference: Any, result: Any, tolerance: Tolerance) -> Named:
    shapes = f"{_by(result.shape)} instead of {_by(reference.shape)}"
    if sorted(reference.shape) == sorted(result.shape):
        for order in _orders(reference):
            turned = reference.transpose(order)
            if turned.shape == result.shape and is_close(turned, result, tolerance):
                return Named(fault=Fault.TRANSPOSED, detail=f"axes in the order {order}: {shapes}")
    if reference.size == result.size and is_close(reference.ravel(), result.ravel(), tolerance):
        return Named(fault=Fault.SHAPE, detail=f"the same values as {shapes}")
    return Named(fault=Fault.SHAPE, detail=shapes)


def _overflow(reference: Any, result: Any, figures: Figures, tolerance: Tolerance) -> Named | None:
    import numpy

    infinite = numpy.isinf(result) & ~numpy.isinf(reference)
    beyond = numpy.abs(reference) > FP16_LARGEST
    cut = beyond & (numpy.abs(result) == FP16_LARGEST)
    lost = infinite | cut
    if not lost.any():
        return None
    count = int(lost.sum())
    if (lost & ~beyond).any():
        detail = f"{_share(figures.infinite, result.size)} infinite; a value on the way may be more than fp16 can hold"
        return Named(fault=Fault.INFINITE, detail=detail)
    largest = float(numpy.abs(reference).max())
    how = "infinite" if infinite.any() else f"cut to {FP16_LARGEST:.0f}"
    detail = f"{_share(count, result.size)} {how}: the reference reaches {largest:.4g}, fp16 {FP16_LARGEST:.0f}"
    if not lost.all() and not is_close(reference[~lost], result[~lost], tolerance):
        detail += "; the rest is wrong, too"
    return Named(fault=Fault.OVERFLOW, detail=detail)


def _all_zero(reference: Any, result: Any, _: Tolerance) -> Named | None:
    if result.any() or not reference.any():
        return None
    return Named(fault=Fault.ALL_ZERO, detail="every element is zero")


def _channels(reference: Any, result: Any, tolerance: Tolerance) -> Named | None:
    """Few slices along one axis are wrong, and all others right. The axis with the fewest says it best."""
    found = [each for axis in range(reference.ndim) if (each := _along(axis, reference, result, tolerance))]
    return min(found, key=lambda each: each[0])[1] if found else None


def _along(axis: int, reference: Any, result: Any, tolerance: Tolerance) -> tuple[float, Named] | None:
    import numpy

    length = reference.shape[axis]
    if length == 1:
        return None
    one, two = (numpy.moveaxis(each, axis, 0).reshape(length, -1) for each in (reference, result))
    # By the same measure as the whole: a small channel's rounding is no fault.
    limit = tolerance.relative * (float(numpy.abs(reference).max()) or 1.0)
    bad = numpy.flatnonzero((numpy.abs(two - one) > limit).any(axis=1) | (~two.any(axis=1) & one.any(axis=1)))
    good = numpy.setdiff1d(numpy.arange(length), bad)
    if not 0 < len(bad) <= length // 2 or not is_close(one[good], two[good], tolerance):
        return None
    zero = not two[bad].any()
    indices = ", ".join(map(str, bad[:_SHOWN])) + (f" and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else "")
    fault = Fault.CHANNEL_ZERO if zero else Fault.CHANNEL_WRONG
    what = "zero" if zero else "wrong"
    return len(bad) / length, Named(fault=fault, detail=f"{what} at index {indices} of axis {axis}, right elsewhere")


def _transposed(reference: Any, result: Any, tolerance: Tolerance) -> Named | None:
    """The same shape, filled in another order of the axes: a layout mixed up."""
    for order in _orders(reference):
        if is_close(reference.transpose(order).reshape(reference.shape), result, tolerance):
            return Named(fault=Fault.TRANSPOSED, detail=f"filled as if the axes were in the order {order}")
    return None


def _orders(reference: Any) -> Iterator[tuple[int, ...]]:
    orders = list(permutations(range(reference.ndim)))[1:]
    small = reference.size <= _LARGEST_TRANSPOSED or len(orders) < factorial(4)
    yield from orders[:_ORDERS_LIMIT] if small else ()


def _off_by_one(reference: Any, result: Any, tolerance: Tolerance) -> Named | None:
    import numpy

    for axis in range(reference.ndim - 1, -1, -1):
        length = reference.shape[axis]
        if length < _FEWEST_CLASSES:
            continue
        for shift in (1, -1):
            moved = numpy.roll(reference, shift, axis)
            # What falls off one end need not come in at the other.
            kept = [slice(None)] * reference.ndim
            kept[axis] = slice(1, None) if shift == 1 else slice(None, -1)
            if is_close(moved[tuple(kept)], result[tuple(kept)], tolerance):
                return Named(fault=Fault.OFF_BY_ONE, detail=f"moved by {shift:+d} along axis {axis}")
    return _index_off_by_one(reference, result)


def _index_off_by_one(reference: Any, result: Any) -> Named | None:
    """Class numbers, not scores: each one too large, or too small."""
    import numpy

    whole = all(numpy.array_equal(each, numpy.round(each)) for each in (reference, result))
    difference = numpy.unique(result - reference)
    if whole and difference.size == 1 and abs(difference[0]) == 1:
        return Named(fault=Fault.OFF_BY_ONE, detail=f"every number is {difference[0]:+.0f}")
    return None


def _scaled(reference: Any, result: Any, tolerance: Tolerance) -> Named | None:
    import numpy

    power = float((reference**2).sum())
    if reference.size < _FEWEST_CLASSES or power == 0:
        return None
    factor = float((reference * result).sum()) / power
    if factor and is_close(reference * factor, result, tolerance):
        return Named(fault=Fault.SCALED, detail=f"{factor:.4g} times the reference")
    columns = numpy.stack([reference.ravel(), numpy.ones(reference.size)], axis=1)
    (slope, offset), *_ = numpy.linalg.lstsq(columns, result.ravel(), rcond=None)
    if slope and reference.std() > 0 and is_close(reference * slope + offset, result, tolerance):
        return Named(fault=Fault.SCALED, detail=f"{slope:.4g} times the reference, plus {offset:.4g}")
    return None


def _by(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) or "a scalar"


_LOOKS: Final[tuple[Callable[[Any, Any, Tolerance], Named | None], ...]] = (
    _all_zero,
    _channels,
    _transposed,
    _off_by_one,
    _scaled,
)
