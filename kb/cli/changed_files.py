"""From the names of changed files to their models: what pre-commit and `git diff --name-only` give."""

from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Final

_SUFFIXES: Final = (".mlpackage", ".mlmodelc", ".mlmodel")


def models_of(files: Iterable[str]) -> tuple[str, ...]:
    """Each model once, in the order of its first file; files of no model are passed over, as are models that are gone.

    `a/b.mlpackage/Data/com.apple.CoreML/weights/weight.bin` → `a/b.mlpackage`
    """
    models = dict.fromkeys(model for file in files if (model := _model_of(PurePath(file))) is not None)
    return tuple(model for model in models if Path(model).exists())


def _model_of(file: PurePath) -> str | None:
    """The outermost: a package's own `model.mlmodel` counts with its package."""
    for path in (*reversed(file.parents), file):
        if path.suffix.lower() in _SUFFIXES:
            return str(path)
    return None
