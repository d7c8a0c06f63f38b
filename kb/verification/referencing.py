"""What the source model gives for a kit's inputs, in fp32, on this machine: what devices are compared with.

A PyTorch module is called with tensors in the order of the interface. Any other callable is called with a mapping from
input to numpy array (an image: height × width × channels, 0 to 255), and returns a mapping from output to array, text
or scores, or the outputs in the order of the interface.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kb.errors import KbError
from kb.models.model import Image, Interface
from kb.verification.inputs import Input, InputSet, Number, Pixels
from kb.verification.results import Array, Label, Output, Prediction, Ran, Results, Scores

_DTYPES = {"float16": "fp16", "float32": "fp32", "float64": "fp64", "int32": "int32", "int64": "int64"}


def reference_results(source: Any, interface: Interface, sets: Sequence[InputSet]) -> Results:
    """Raises KbError where the source does not fit the interface."""
    predict = _prediction_of(source, interface)
    names = [each.name for each in interface.outputs]
    return Results(
        origin="reference.json",
        model="the source model",
        sha256="",
        target="",
        ran=Ran(compute_units="reference"),
        predictions=tuple(Prediction(inputs=each.name, outputs=_named(predict(each.values), names)) for each in sets),
    )


def _prediction_of(source: Any, interface: Interface) -> Any:
    module = source.module() if type(source).__module__.startswith("torch.export") else source
    if not callable(module):
        what = f"a {type(source).__name__} cannot be called"
        raise KbError(where="reference", what=what, hint="return a PyTorch module, or a function")
    if not _is_torch(module):
        return lambda values: module({name: _numpy(value) for name, value in values.items()})
    if any(isinstance(each.type, Image) for each in interface.inputs):
        what = "a PyTorch module takes tensors, and how pixels become tensors only you know"
        raise KbError(where="reference", what=what, hint="return a function of a mapping from input to array")
    return lambda values: _call_torch(module, [values[each.name] for each in interface.inputs if each.name in values])


def _is_torch(module: Any) -> bool:
    return any(each.__module__.startswith("torch.") for each in type(module).__mro__)


def _call_torch(module: Any, values: Sequence[Input]) -> Any:
    import torch

    with torch.no_grad():
        result = module(*(torch.from_numpy(_numpy(value)) for value in values))
    return _plain(result)


def _plain(result: Any) -> Any:
    if isinstance(result, Mapping):
        return {name: _plain(each) for name, each in result.items()}
    if isinstance(result, tuple | list):
        return [_plain(each) for each in result]
    return result.detach().cpu().numpy()


def _numpy(value: Input) -> Any:
    import numpy

    match value:
        case Pixels():
            shape = (value.height, value.width) + ((3,) if value.colour == "RGB" else ())
            return numpy.frombuffer(value.content, dtype=numpy.uint8).reshape(shape)
        case Number():
            return numpy.array(value.value, dtype=numpy.int64 if value.kind == "int64" else numpy.float64)
        case Array():
            kind = "<f4" if value.encoding == "fp32" else "<i4"
            return numpy.frombuffer(value.content, dtype=kind).reshape(value.shape).copy()


def _named(result: Any, names: Sequence[str]) -> Mapping[str, Output]:
    if not isinstance(result, Mapping):
        several = list(result) if isinstance(result, tuple | list) else [result]
        if len(several) != len(names):
            what = f"the source gives {len(several)} outputs, the model {len(names)}: {', '.join(names)}"
            raise KbError(where="reference", what=what, hint="return a mapping from output to array")
        result = dict(zip(names, several, strict=True))
    unknown = sorted(set(result) - set(names))
    if unknown:
        what = f"the source gives {', '.join(unknown)}, which the model has not"
        raise KbError(where="reference", what=what, hint=f"the model's outputs are {', '.join(names)}")
    return {name: _output(value) for name, value in result.items()}


def _output(value: Any) -> Output:
    import numpy

    if isinstance(value, str):
        return Label(text=value)
    if isinstance(value, Mapping):
        return Scores(values={str(label): float(score) for label, score in value.items()})
    array = numpy.asarray(value)
    whole = array.dtype.kind in "iub"
    content = array.astype("<i8" if whole else "<f4").tobytes()
    dtype = _DTYPES.get(array.dtype.name, "int64" if whole else "fp32")
    return Array(dtype=dtype, shape=array.shape, encoding="int64" if whole else "fp32", content=content)
