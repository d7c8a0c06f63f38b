"""Converts PyTorch code of records with the installed coremltools: traced or exported, for a target, as a program or
as a neural network."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from kb.curation.examples import known_target
from kb.curation.torch_module import TorchModule
from kb.curation.value_text import Range, ValueText
from kb.frozen import frozen
from kb.models.model import Model
from kb.models.reading import decode_model
from kb.platforms.targets import Target
from kb.records.record import FrontEnd

NETWORKS_FROM: Final = known_target("iOS13")
"""The lowest that coremltools can be told."""
PROGRAMS_FROM: Final = known_target("iOS15")
HALVES_FROM: Final = known_target("iOS16")
"""An interface of halves."""
STATES_FROM: Final = known_target("iOS18")


@frozen
class Asked:
    """What the converter is asked for."""

    target: Target
    as_network: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    """Of `ct.convert`; they come before what follows from the module and the target."""


def has_torch() -> bool:
    """Whether PyTorch is installed."""
    return find_spec("torch") is not None


def source_of(module: TorchModule, front_end: FrontEnd) -> Any:
    """What PyTorch makes of the module for the converter; good for several targets. Raises whatever PyTorch raises."""
    torch: Any = import_module("torch")  # untyped, whether it is installed or not
    with torch.no_grad():
        return _SOURCES[front_end](module, torch)


def convert_source(source: Any, module: TorchModule, asked: Asked, front_end: FrontEnd) -> Any:
    """coremltools' model. Raises whatever the converter raises."""
    import coremltools as ct

    is_traced = front_end is FrontEnd.TRACE
    is_flexible = any(any(_ranges(value)) for value in module.inputs.values())
    inputs = [_tensor_type(name, value, ct, asked.target) for name, value in module.inputs.items()]
    states = [
        ct.StateType(wrapped_type=ct.TensorType(shape=value.shape), name=name) for name, value in module.states.items()
    ]
    options: dict[str, Any] = {
        "convert_to": "neuralnetwork" if asked.as_network else "mlprogram",
        # A traced module is told its ranges, and which buffers are states; an exported program knows both.
        "inputs": inputs if is_traced or not is_flexible else None,
        "states": (states or None) if is_traced else None,
        "minimum_deployment_target": getattr(ct.target, asked.target.name),
        "skip_model_load": True,
    }
    return ct.convert(source, **{**options, **asked.options})


def model_of(converted: Any, *, origin: str) -> Model:
    """As our own reader sees what coremltools made."""
    return decode_model(converted.get_spec().SerializeToString(), origin=origin)


def text_of(converted: Any, asked: Asked) -> str:
    """The program in coremltools' words; a network has none, nor has what was read from a file."""
    program = converted._mil_program  # noqa: SLF001 — the only way to show it
    return "" if asked.as_network or program is None else str(program)


def _traced(module: TorchModule, torch: Any) -> Any:
    return torch.jit.trace(module.module, module.example, check_trace=False)


def _exported(module: TorchModule, torch: Any) -> Any:
    return _export(module, torch).run_decompositions({})


def _decomposed(module: TorchModule, torch: Any) -> Any:
    return _export(module, torch).run_decompositions()


def _export(module: TorchModule, torch: Any) -> Any:
    """With the inputs' ranges; which of their sizes must be equal, PyTorch finds out."""
    auto = torch.export.Dim.AUTO
    shapes = {
        name: {axis: auto(min=size.lower, max=size.upper) for axis, size in _ranges(value)}
        for name, value in module.inputs.items()
    }
    return torch.export.export(module.module, module.example, dynamic_shapes=shapes if any(shapes.values()) else None)


def _ranges(value: ValueText) -> Iterator[tuple[int, Range]]:
    if len(value.shapes) == 1:
        yield from ((axis, size) for axis, size in enumerate(value.shape) if isinstance(size, Range))


_SOURCES: Final[Mapping[FrontEnd, Callable[[TorchModule, Any], Any]]] = {
    FrontEnd.TRACE: _traced,
    FrontEnd.EXPORT: _exported,
    FrontEnd.DECOMPOSE: _decomposed,
}


def _tensor_type(name: str, value: ValueText, ct: Any, target: Target) -> Any:
    import numpy as np

    half = value.dtype == "fp16" and target >= HALVES_FROM
    dtype = np.int32 if value.dtype in ("int32", "int64", "bool") else np.float16 if half else np.float32
    shapes = [_shape(shape, ct) for shape in value.shapes]
    return ct.TensorType(name=name, shape=shapes[0] if len(shapes) == 1 else ct.EnumeratedShapes(shapes), dtype=dtype)


def _shape(shape: Sequence[int | Range], ct: Any) -> tuple[Any, ...]:
    return tuple(
        ct.RangeDim(lower_bound=size.lower, upper_bound=size.upper or -1) if isinstance(size, Range) else size
        for size in shape
    )
