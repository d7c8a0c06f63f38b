"""Runs a record's Python code: how it converts, and what it makes of the model afterwards.

    mlmodel = ct.convert(model, compute_precision=ct.precision.FLOAT32)
    mlmodel = ct.optimize.coreml.palettize_weights(mlmodel, config)

The code is run as it stands, with a `ct.convert` of ours, which converts what `torch` says: `model` or `traced` stand
for nothing, and something that the code made itself is refused.
"""

import ast
import builtins
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final, TypeAlias

from kb.errors import KbError

Convert: TypeAlias = Callable[[Mapping[str, Any]], Any]
"""Options of `ct.convert` → the model."""

_MODEL: Final = "mlmodel"
_OPTIONS: Final = ("compute_precision", "pass_pipeline")
"""What a remedy says of how to convert; inputs and target follow from the trial."""


def options_of(code: str) -> Mapping[str, Any]:
    """Options of `ct.convert`; none where the code does not convert. Raises whatever the code raises."""
    asked: dict[str, Any] = {}
    _run(code, asked.update)
    return {name: asked[name] for name in _OPTIONS if name in asked}


def model_by(code: str, convert: Convert) -> Any:
    """What the code calls `mlmodel`, or else what it converted last. Raises whatever the code raises."""
    converted: list[Any] = []

    def keeping(options: Mapping[str, Any]) -> Any:
        converted.append(convert(options))
        return converted[-1]

    names = _run(code, keeping)
    if not converted:
        raise KbError(where="python", what="converts nothing", hint="write `mlmodel = ct.convert(model)`")
    return converted[-1] if names.get(_MODEL) is None else names[_MODEL]


def _run(code: str, convert: Convert) -> Mapping[str, Any]:
    """The names that stand for something after it."""
    coremltools = _Coremltools(import_module("coremltools"), convert)
    at_hand = {"ct": coremltools, "coremltools": coremltools, "np": import_module("numpy")}
    tree = ast.parse(code)
    asked_for = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - set(dir(builtins))
    names: dict[str, Any] = dict.fromkeys(asked_for) | at_hand
    exec(compile(tree, "<record>", "exec"), names)  # noqa: S102 — a record's own code, run on request
    return names


class _Coremltools:
    """coremltools, with another `convert`."""

    def __init__(self, coremltools: Any, convert: Convert) -> None:
        self._coremltools = coremltools
        self._convert = convert

    def convert(self, model: object = None, /, **options: Any) -> Any:
        if model is not None:
            what = f"converts a {type(model).__name__} of its own"
            raise KbError(where="python", what=what, hint="`ct.convert(model)` converts what `torch` says")
        return self._convert(options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._coremltools, name)
