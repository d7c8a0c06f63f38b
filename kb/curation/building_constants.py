"""Constants of examples: YAML values and filled shapes → what coremltools' MIL builder takes."""

from collections.abc import Mapping
from typing import Any

from kb.availability.table import Parameter
from kb.curation.value_text import Fill, Range, ValueText
from kb.errors import KbError


def filled(value: ValueText) -> Any:
    """A NumPy value of that dtype and shape; 0 (or an empty text) where no fill is given."""
    import numpy as np

    if any(isinstance(dimension, Range) for dimension in value.shape):
        raise KbError(where=value.dtype, what="a constant has a fixed shape", hint="write numbers in the brackets")
    shape = tuple(dimension for dimension in value.shape if isinstance(dimension, int))
    fill: Fill = value.fill if value.fill is not None else ("" if value.dtype == "string" else 0)
    if value.dtype == "string":
        return str(fill)
    dtype = numpy_dtype(value.dtype)
    if not shape:
        return dtype.type(fill)
    # Zeros cost no memory until somebody looks at them; weights of examples are seldom looked at.
    return np.full(shape, fill, dtype=dtype) if fill else np.zeros(shape, dtype=dtype)


def numpy_dtype(name: str) -> Any:
    import numpy as np
    from coremltools.converters.mil.mil import types

    return np.dtype(types.nptype_from_builtin(types.string_to_builtin(name)))


def builtin(name: str) -> Any:
    """coremltools' own type for a dtype."""
    from coremltools.converters.mil.mil import types

    return types.string_to_builtin(name)


def typed(value: Any, parameter: Parameter | None, domains: Mapping[str, str]) -> Any:
    """A YAML number, flag or list with the dtype that the parameter wants; text as it is.

    `domains`: dtypes that other parameters of the operation have settled, by the name of the domain that they share.
    """
    import numpy as np

    if parameter is None or not _is_plain(value):
        return value
    wanted = domains.get(parameter.domain) if parameter.domain else None
    flat = np.asarray(value)
    if flat.dtype.kind in "US":
        return value
    dtype = wanted or _fitting(flat.dtype.kind, parameter.dtypes)
    if dtype is None:
        return value
    array = flat.astype(numpy_dtype(dtype))
    return array if array.shape else numpy_dtype(dtype).type(value)


def _is_plain(value: Any) -> bool:
    """A number or flag, or a list of them, as YAML gives it; neither text nor what the builder made."""
    if isinstance(value, list):
        return bool(value) and all(_is_plain(each) for each in value)
    return isinstance(value, bool | int | float)


def _fitting(kind: str, dtypes: tuple[str, ...]) -> str | None:
    """The first dtype of the parameter that holds such a value as it is: int32 for 2, fp32 for 2.0."""
    preferred = {"b": ("bool",), "i": ("int32", "fp32", "fp16"), "f": ("fp32", "fp16")}.get(kind, ())
    known = {"string": "str"}
    names = [known.get(dtype, dtype) for dtype in dtypes]
    return next((dtype for dtype in preferred if dtype in names), names[0] if names and kind in "if" else None)
