"""Ordinary models in PyTorch, with tiny weights, from which `tests/corpus/build.py` makes the corpus."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One model to convert: a module, example inputs, and what the converter is told besides."""

    module: Any
    inputs: tuple[Any, ...]
    target: str = "iOS16"
    convert: dict[str, Any] = field(default_factory=dict)
    """More arguments of ct.convert; they win over what the builder would say."""
    finish: Callable[[Any], Any] = lambda model: model
    """What is done to the converted model: its weights compressed."""
