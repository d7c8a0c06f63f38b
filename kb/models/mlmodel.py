"""A `.mlmodel` file: one `Model` message. Read at positions, so that its size does not matter."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Final

from kb.errors import UnreadableModel
from kb.models.decoding import decode_source
from kb.models.model import Model
from kb.models.opening import is_lfs_pointer, open_inside, refuse_lfs_pointer
from kb.models.sources import Source
from kb.models.weight_files import weight_notes

# What may be wrong with a weight file.
ABSENT: Final = "the weights are absent"
NOT_FETCHED: Final = "is a Git LFS pointer: the weights were not fetched"


def read_mlmodel(source: Source, *, path: Path, model_format: str, weights: Callable[[str], str]) -> Model:
    """The model in a source; `weights` says what is wrong with a weight file, by its path beside the model."""
    refuse_lfs_pointer(source)
    model = decode_source(source, path=str(path), model_format=model_format)
    if model.kind != "mlProgram":
        return model
    notes = tuple(weight_notes(source, weights, path=str(path)))
    return dataclasses.replace(model, notes=(*model.notes, *notes))


def weight_file_state(folder: Path, name: str) -> str:
    """What is wrong with a weight file in a folder; "" where nothing is."""
    try:
        return NOT_FETCHED if is_lfs_pointer(open_inside(folder, name, where=name)) else ""
    except UnreadableModel as error:
        return ABSENT if error.what == "no such file or folder" else error.what
