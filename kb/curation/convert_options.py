"""How a record's Python code converts: with which precision, without which passes.

    pipeline = ct.PassPipeline.DEFAULT
    pipeline.remove_passes({"common::fuse_gelu_exact"})
    ct.convert(model, pass_pipeline=pipeline)

The code is run as it stands, with a `ct.convert` that only notes what it is asked for.
"""

import ast
import builtins
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

_OPTIONS: Final = ("compute_precision", "pass_pipeline")
"""What a record says of how to convert; inputs and target follow from the trial."""


def options_of(code: str) -> Mapping[str, Any]:
    """Options of `ct.convert`; none where the code does not convert. Raises whatever the code raises."""
    asked: dict[str, Any] = {}
    coremltools = _Noting(import_module("coremltools"), asked)
    tree = ast.parse(code)
    # What it converts is nobody's business here: `model`, `traced`.
    asked_for = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - set(dir(builtins))
    names: dict[str, Any] = dict.fromkeys(asked_for) | {"ct": coremltools, "coremltools": coremltools}
    exec(compile(tree, "<record>", "exec"), names)  # noqa: S102 — a record's own code, run on request
    return {name: asked[name] for name in _OPTIONS if name in asked}


class _Noting:
    """coremltools, with a `convert` that converts nothing."""

    def __init__(self, coremltools: Any, asked: dict[str, Any]) -> None:
        self._coremltools = coremltools
        self._asked = asked

    def convert(self, _model: object = None, /, **options: Any) -> None:
        self._asked.update(options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._coremltools, name)
