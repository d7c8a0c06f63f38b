"""From a path, or from bytes, to a `Model`. Raises UnreadableModel, which names the file, the place and the reason.

Weights are never read. Operations are decoded when somebody asks for them; damage inside one is told then, by
UnreadableModel too, so whoever looks into a model must be ready for it.
"""

import os
import stat
from pathlib import Path
from typing import Final

from kb.errors import UnreadableModel
from kb.models.decoding import decode_source
from kb.models.manifest import MANIFEST
from kb.models.mlmodel import read_mlmodel, weight_file_state
from kb.models.model import Model
from kb.models.opening import open_file, reason, refuse_closed_folder
from kb.models.package import read_package
from kb.models.sources import MemorySource

# Any of these files in a folder says that it is a compiled model.
_COMPILED_FILES: Final = ("coremldata.bin", "model.mil", "model.espresso.net")
_ZIP_START: Final = b"PK"


def read_model(path: Path) -> Model:
    """The model in a `.mlpackage`, `.mlmodel`, `.mlmodelc`, or a zip. What it is, its content says, not its name."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 — Path.stat is slower and raises the same
    except (OSError, ValueError) as error:
        raise UnreadableModel(where=str(path), what=reason(error)) from error
    return _read_folder(path) if stat.S_ISDIR(mode) else _read_file(path)


def decode_model(data: bytes, *, origin: str) -> Model:
    """The model that the bytes of a `.mlmodel` hold."""
    return decode_source(MemorySource(data, origin=origin), path=origin, model_format="mlmodel")


def is_model_folder(path: Path) -> bool:
    """Whether a folder is a package or a compiled model, whatever it is called."""
    return any(os.path.lexists(path / name) for name in (MANIFEST, *_COMPILED_FILES))


def _read_folder(path: Path) -> Model:
    refuse_closed_folder(path)
    if os.path.lexists(path / MANIFEST):
        return read_package(path)
    if path.suffix == ".mlmodelc" or is_model_folder(path):
        # Its text form needs a parser of its own, which most models never meet.
        from kb.models.compiled import read_compiled  # noqa: PLC0415

        return read_compiled(path)
    if path.suffix == ".mlpackage":
        raise UnreadableModel(where=str(path), what=f"is a package without its {MANIFEST}")
    raise UnreadableModel(where=str(path), what="is a folder, but not a Core ML package", hint="name the model in it")


def _read_file(path: Path) -> Model:
    source = open_file(path)
    start = source.read(0, min(4, source.size))
    if start.startswith(_ZIP_START):
        # zipfile takes as long to import as a small model takes to read.
        from kb.models.archive import read_archive  # noqa: PLC0415

        return read_archive(source, path)
    return read_mlmodel(
        source, path=path, model_format="mlmodel", weights=lambda name: weight_file_state(path.parent, name)
    )
