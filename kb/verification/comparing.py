"""From a reference and the results of runs to what is right, what is wrong, and what it looks like. Pure."""

from collections.abc import Iterator

from kb.verification.comparison import Fault, Named, OutputComparison, Tolerance
from kb.verification.faults import name_fault
from kb.verification.measuring import measure, scores_of, values_of, within
from kb.verification.results import Array, Label, Output, Results, Scores

_FLOATS = frozenset({"fp16", "fp32", "fp64"})


def compare_outputs(reference: Results, results: Results, tolerance: Tolerance) -> tuple[OutputComparison, ...]:
    """One for each output of each set of inputs that the reference has, in its order."""
    return tuple(_compared(reference, results, tolerance))


def _compared(reference: Results, results: Results, tolerance: Tolerance) -> Iterator[OutputComparison]:
    predicted = {each.inputs: each for each in results.predictions}
    for expected in reference.predictions:
        got = predicted.get(expected.inputs)
        for name, output in expected.outputs.items():
            result = got.outputs.get(name) if got else None
            if result is None:
                detail = got.error if got and got.error else "the run has no such output"
                yield _failed(expected.inputs, name, Named(fault=Fault.MISSING, detail=detail))
            else:
                labels = _labels(expected.outputs.values())
                yield _one(expected.inputs, name, output, result, labels, tolerance)


def _labels(outputs: object) -> tuple[str, ...]:
    """The labels of a classifier in the reference's order: what tells which label is the next one."""
    assert hasattr(outputs, "__iter__")
    return next((tuple(each.values) for each in outputs if isinstance(each, Scores)), ())


def _failed(inputs: str, name: str, named: Named) -> OutputComparison:
    return OutputComparison(inputs=inputs, output=name, figures=None, named=named, passed=False)


def _one(
    inputs: str, name: str, expected: Output, got: Output, labels: tuple[str, ...], tolerance: Tolerance
) -> OutputComparison:
    match expected, got:
        case Label(), Label():
            named = _label_fault(expected.text, got.text, labels)
            passed = named.fault is Fault.NONE
            return OutputComparison(inputs=inputs, output=name, figures=None, named=named, passed=passed)
        case Array(), Array():
            return _arrays(inputs, name, expected, got, tolerance)
        case Scores(), Scores():
            return _scores(inputs, name, expected, got, tolerance)
    detail = f"a {type(got).__name__.lower()} instead of a {type(expected).__name__.lower()}"
    return _failed(inputs, name, Named(fault=Fault.DTYPE, detail=detail))


def _label_fault(expected: str, got: str, labels: tuple[str, ...]) -> Named:
    if expected == got:
        return Named(fault=Fault.NONE, detail="the same label")
    if expected in labels and got in labels and abs(labels.index(expected) - labels.index(got)) == 1:
        return Named(fault=Fault.OFF_BY_ONE, detail=f"{got!r} instead of {expected!r}, the label beside it")
    return Named(fault=Fault.OTHER_LABEL, detail=f"{got!r} instead of {expected!r}")


def _arrays(inputs: str, name: str, expected: Array, got: Array, tolerance: Tolerance) -> OutputComparison:
    # fp16 for fp32 is what a target or a compute unit decides; a whole number for a fraction is not.
    if (expected.dtype in _FLOATS) != (got.dtype in _FLOATS):
        named = Named(fault=Fault.DTYPE, detail=f"{got.dtype} instead of {expected.dtype}")
        return _failed(inputs, name, named)
    return _numbers(inputs, name, values_of(expected), values_of(got), tolerance)


def _scores(inputs: str, name: str, expected: Scores, got: Scores, tolerance: Tolerance) -> OutputComparison:
    labels = tuple(expected.values)
    if set(labels) != set(got.values):
        missing = [label for label in labels if label not in got.values]
        named = Named(fault=Fault.SHAPE, detail=f"other labels: {len(got.values)}, {len(missing)} missing")
        return _failed(inputs, name, named)
    return _numbers(inputs, name, scores_of(expected, labels), scores_of(got, labels), tolerance)


def _numbers(inputs: str, name: str, expected: object, got: object, tolerance: Tolerance) -> OutputComparison:
    named = name_fault(expected, got, tolerance)
    alike = getattr(expected, "shape", ()) == getattr(got, "shape", ())
    figures = measure(expected, got) if alike else None
    passed = figures is not None and named.fault.is_harmless and within(figures, tolerance)
    return OutputComparison(inputs=inputs, output=name, figures=figures, named=named, passed=passed)
