"""From an ML program's functions to what their opsets need.

Source: apple/coremltools, mlmodel/src/Utils.cpp (`hasOpsets`). Apple's rule reads the function `main` only and
does not know CoreML9; here every function counts.
"""

from collections.abc import Iterable, Iterator

from kb.advice.requiring.need import Need
from kb.models.model import Function
from kb.platforms.targets import TARGET_OF_OPSET


def opset_needs(functions: Iterable[Function]) -> Iterator[Need]:
    """An opset that no target is known for needs nothing: Apple's rule passes over it too."""
    for function in functions:
        target = TARGET_OF_OPSET.get(function.opset or "")
        if target is not None:
            yield Need(target.specification_version, f"opset {function.opset}", f"function {function.name}")
