"""From a folder that is no model itself to the models inside it, each with the app that ships it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kb.apps.property_lists import App, app_in
from kb.errors import KbError
from kb.frozen import frozen

MODEL_SUFFIXES: Final = (".mlpackage", ".mlmodelc", ".mlmodel")
_BUNDLE_SUFFIXES: Final = (".app", ".framework", ".appex", ".xpc", ".bundle")
# Folders in which nobody keeps models to ship.
_PASSED_OVER: Final = frozenset({".git", ".hg", ".svn", "node_modules", "__pycache__", "__MACOSX"})
# Files and folders looked at; folders inside one another.
ENTRIES_LIMIT: Final = 1_000_000
DEPTH_LIMIT: Final = 64


@frozen
class FoundModel:
    path: Path
    app: App | None
    """The outermost app or framework that it lies in, with what that promises."""


def is_model(path: Path) -> bool:
    """Whether a path is called what models are called; a package's own `model.mlmodel` counts with its package."""
    return path.suffix.lower() in MODEL_SUFFIXES


def models_in(folder: Path) -> tuple[FoundModel, ...]:
    """Every model below a folder, in order of their paths. Links to folders are not followed, so that none can lead
    round in a circle, but for one that is called as a model is and leads to one that lies elsewhere.

    Raises KbError where a folder cannot be read, or holds more than the limits.
    """
    return tuple(_Walk(folder).models_in(folder, app=None, depth=0))


class _Walk:
    def __init__(self, root: Path) -> None:
        self._entries = 0
        self._root = root.resolve()

    def models_in(self, folder: Path, *, app: App | None, depth: int) -> Iterator[FoundModel]:
        if app is None and folder.suffix in _BUNDLE_SUFFIXES:
            app = app_in(folder)
        if depth > DEPTH_LIMIT:
            raise KbError(where=str(folder), what=f"folders are nested more than {DEPTH_LIMIT} deep")
        for path, is_folder in self._children(folder):
            if is_model(path):
                yield FoundModel(path=path, app=app)
            elif is_folder and path.name not in _PASSED_OVER:
                yield from self.models_in(path, app=app, depth=depth + 1)

    def _children(self, folder: Path) -> list[tuple[Path, bool]]:
        try:
            with os.scandir(folder) as entries:
                children = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in self._counted(entries))
        except OSError as error:
            what = f"cannot be read: {error.strerror or error}"
            raise KbError(where=str(folder), what=what) from error
        return [(folder / name, is_folder) for name, is_folder in children]

    def _counted(self, entries: "Iterator[os.DirEntry[str]]") -> "Iterator[os.DirEntry[str]]":
        for entry in entries:
            self._entries += 1
            if self._entries > ENTRIES_LIMIT:
                what = f"holds more than {ENTRIES_LIMIT:,} files and folders"
                raise KbError(where=entry.path, what=what, hint="name a folder further inside")
            if not entry.is_symlink() or self._is_linked_model(entry):
                yield entry

    def _is_linked_model(self, entry: "os.DirEntry[str]") -> bool:
        """A `.mlmodel` of a Hugging Face download is a link into a common store, and a package may be one anywhere."""
        try:
            if not is_model(Path(entry.name)):
                return False
            # What lies in the same folder is found there.
            return entry.is_file() or (entry.is_dir() and not Path(entry.path).resolve().is_relative_to(self._root))
        except (OSError, RuntimeError):
            # A link to itself.
            return False
