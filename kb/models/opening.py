"""Files as sources, opened so that nothing hangs: regular files only. All opening of files is here."""

import os
import stat
from pathlib import Path
from typing import Final

from kb.errors import UnreadableModel
from kb.models.manifest import leaves
from kb.models.sources import FileSource, Source

# What Git LFS leaves in place of a file that it has not fetched. Source: git-lfs, docs/spec.md.
LFS_POINTER: Final = b"version https://git-lfs"
# Bytes of the longest pointer.
LFS_POINTER_LIMIT: Final = 1024
_LFS_HINT: Final = "run `git lfs pull`"


def open_file(path: Path, *, where: str = "") -> FileSource:
    """A regular file as a source. Raises UnreadableModel for anything else: a pipe, a device, no permission."""
    where = where or str(path)
    try:
        # Without O_NONBLOCK, opening a named pipe waits for a writer for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise UnreadableModel(where=where, what=reason(error)) from error
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise UnreadableModel(where=where, what="is not a regular file")
    return FileSource(descriptor, origin=where, size=status.st_size)


def open_inside(folder: Path, inside: str, *, where: str) -> FileSource:
    """A file of a package, by its path inside, which may be a link: downloads of Hugging Face are made of links to a
    common store. Raises UnreadableModel where the path itself leaves the package, or leads to no regular file."""
    if leaves(inside):
        raise UnreadableModel(where=where, what="its path leaves the package")
    path = folder / inside
    try:
        return open_file(path, where=where)
    except UnreadableModel as error:
        if isinstance(error.__cause__, FileNotFoundError) and path.is_symlink():
            what = f"is a link to a file that is not there: {os.readlink(path)[:200]!r}"  # noqa: PTH115 — as it is written
            raise UnreadableModel(where=where, what=what, hint="fetch the package again") from error
        raise


def refuse_closed_folder(path: Path) -> None:
    """Raises UnreadableModel where nobody may look into the folder: else its files would seem to be absent."""
    if not os.access(path, os.R_OK | os.X_OK):
        raise UnreadableModel(where=str(path), what="no permission to read it")


def refuse_lfs_pointer(source: Source) -> None:
    """Raises UnreadableModel where a Git LFS pointer stands in place of the model."""
    if is_lfs_pointer(source):
        what = "is a Git LFS pointer: the model itself was not fetched"
        raise UnreadableModel(where=source.origin, what=what, hint=_LFS_HINT)


def is_lfs_pointer(source: Source) -> bool:
    return len(LFS_POINTER) <= source.size <= LFS_POINTER_LIMIT and source.read(0, len(LFS_POINTER)) == LFS_POINTER


def reason(error: OSError | ValueError) -> str:
    """Why a file cannot be opened, in words."""
    match error:
        case FileNotFoundError():
            return "no such file or folder"
        case PermissionError():
            return "no permission to read it"
        case OSError():
            return error.strerror or "cannot be read"
    return "is no path"
