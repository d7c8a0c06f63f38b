"""Two arrays of one shape → figures. Calculates in fp64; numpy is imported when the first is asked for."""

from typing import Any, Final

from kb.verification.comparison import Figures, Tolerance
from kb.verification.results import Array, Scores

_NUMPY: Final = {"fp32": "<f4", "fp64": "<f8", "int32": "<i4", "int64": "<i8"}
_SMALLEST_NORMAL: Final = 2.0**-14
"""Of fp16; below it the spacing is that of the smallest normal number."""
_PRECISION: Final = 10
"""Bits of fp16's fraction."""
_BUCKETS: Final = 12
_TOP: Final = 5


def values_of(array: Array) -> Any:
    """The array as numpy's fp64, in its own shape."""
    import numpy

    return numpy.frombuffer(array.content, dtype=_NUMPY[array.encoding]).reshape(array.shape).astype(numpy.float64)


def scores_of(scores: Scores, labels: tuple[str, ...]) -> Any:
    """The scores in the order of `labels`; NaN for a label that is absent."""
    import numpy

    return numpy.array([scores.values.get(label, numpy.nan) for label in labels], dtype=numpy.float64)


def measure(reference: Any, result: Any) -> Figures:
    import numpy

    finite = numpy.isfinite(reference) & numpy.isfinite(result)
    expected, got = reference[finite], result[finite]
    error = numpy.abs(got - expected)
    ulp = error / _fp16_spacing(expected)
    peak = float(numpy.abs(expected).max(initial=0.0)) or 1.0
    maximum = float(error.max(initial=0.0))
    return Figures(
        maximum=maximum,
        mean=float(error.mean()) if error.size else 0.0,
        relative=maximum / peak,
        ulp=float(ulp.max(initial=0.0)),
        mean_ulp=float(ulp.mean()) if ulp.size else 0.0,
        snr=_snr(expected, error),
        nan=int((numpy.isnan(result) & ~numpy.isnan(reference)).sum()),
        infinite=int((numpy.isinf(result) & ~numpy.isinf(reference)).sum()),
        top1=_agreement(reference, result, 1),
        top5=_agreement(reference, result, _TOP),
        histogram=_histogram(ulp),
    )


def within(figures: Figures, tolerance: Tolerance) -> bool:
    if figures.nan or figures.infinite:
        return False
    return figures.relative <= tolerance.relative and (figures.snr is None or figures.snr >= tolerance.snr)


def is_close(reference: Any, result: Any, tolerance: Tolerance) -> bool:
    return bool(reference.size) and within(measure(reference, result), tolerance)


def _fp16_spacing(values: Any) -> Any:
    import numpy

    exponent = numpy.floor(numpy.log2(numpy.maximum(numpy.abs(values), _SMALLEST_NORMAL)))
    return numpy.exp2(exponent - _PRECISION)


def _snr(expected: Any, error: Any) -> float | None:
    import numpy

    noise, signal = float((error**2).sum()), float((expected**2).sum())
    if noise == 0:
        return None
    # A reference of zeros has no signal: any error is as bad as can be said.
    return float(10 * numpy.log10(signal / noise)) if signal else -999.0


def _agreement(reference: Any, result: Any, count: int) -> float | None:
    """Rows are along the last axis. None where a row is not longer than `count`, or one is no number."""
    import numpy

    if reference.ndim == 0 or reference.shape[-1] <= count or not numpy.isfinite(result).all():
        return None
    rows = (each.reshape(-1, reference.shape[-1]) for each in (reference, result))
    best = [numpy.argsort(-each, axis=1, kind="stable")[:, :count] for each in rows]
    shared = [len(numpy.intersect1d(one, two)) for one, two in zip(*best, strict=True)]
    return float(numpy.mean(shared)) / count if shared else None


def _histogram(ulp: Any) -> tuple[int, ...]:
    import numpy

    edges = [0.0, *(2.0**power for power in range(_BUCKETS - 1))]
    # `right`: an error that equals a limit counts as within it.
    return tuple(int(each) for each in numpy.bincount(numpy.digitize(ulp, edges, right=True), minlength=_BUCKETS + 1))
