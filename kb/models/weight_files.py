"""Whether the weight files that a model names are there. They are never read, but for a Git LFS pointer's first bytes.

A model without its weights can still be checked; the reader tells so in a note.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from kb.errors import Problem
from kb.models.sources import Source

# How far a model is searched for the names of its weight files, and how many of them are told.
SEARCH_LIMIT: Final = 64 * 1024 * 1024
FILES_LIMIT: Final = 10
# What coremltools calls the file. Source: coremltools 9.0, converters/mil/backend/mil/load.py.
USUAL_FILE: Final = "weights/weight.bin"

_WINDOW: Final = 1024 * 1024
_OVERLAP: Final = 256
_NAMED: Final = rb"@model_path/([\w. /-]{1,200}\.bin)"


def weight_notes(model: Source, state: Callable[[str], str], *, path: str) -> Iterator[Problem]:
    """A note for each weight file that the model names and that is not there.

    `state` says what is wrong with a file, by its path beside the model; "" where nothing is.
    """
    if not state(USUAL_FILE):
        return
    for name in _named_files(model):
        what = state(name)
        if what:
            hint = "the check goes on without it; values that stand there are not known"
            yield Problem(where=f"{path}: {name}", what=what, hint=hint)


def _named_files(model: Source) -> tuple[str, ...]:
    names: dict[bytes, None] = {}
    named = re.compile(_NAMED)
    for start in range(0, min(model.size, SEARCH_LIMIT), _WINDOW):
        content = model.read(start, min(start + _WINDOW + _OVERLAP, model.size))
        names |= dict.fromkeys(named.findall(content))
        if len(names) >= FILES_LIMIT:
            break
    return tuple(name.decode(errors="replace") for name in names)[:FILES_LIMIT]
