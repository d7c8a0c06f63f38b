"""A zip of compiled models, or of several: what is needed to check them is unpacked to a temporary folder.

An archive is taken for hostile: names that lead out are refused, links are not made, weights are left where they are,
and unpacking stops at a limit, whatever the archive says of itself.
"""

import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from kb.errors import UnreadableModel
from kb.models.manifest import leaves
from kb.models.opening import open_file, refuse_lfs_pointer
from kb.models.sources import FileSource

# Bytes of the archive's directory, entries in it, bytes of one file, and of all files that are unpacked.
DIRECTORY_LIMIT: Final = 64 * 1024 * 1024
ENTRIES_LIMIT: Final = 200_000
FILE_LIMIT: Final = 256 * 1024 * 1024
TOTAL_LIMIT: Final = 1024 * 1024 * 1024

_CHUNK: Final = 1024 * 1024
_TAIL: Final = 22 + 65_535
_END: Final = b"PK\x05\x06"
_ENCRYPTED: Final = 1
_LINK: Final = 0o120000
_FILE_TYPE: Final = 0o170000
# What a check reads; everything else, weights above all, stays packed.
_NEEDED_NAMES: Final = frozenset(
    {"Info.plist", "Manifest.json", "metadata.json", "coremldata.bin", "model.mil"}
    | {"model.espresso.net", "model.espresso.shape"}
)
_ERRORS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
    NotImplementedError,
)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """A folder with what a check of the archive's models reads; it is gone afterwards. Raises UnreadableModel."""
    with tempfile.TemporaryDirectory(prefix="kb-") as folder:
        try:
            source = open_file(path)
            refuse_lfs_pointer(source)
            measure_directory(source, DIRECTORY_LIMIT)
            with zipfile.ZipFile(path) as archive:
                _unpack(archive, Path(folder), path)
        except _ERRORS as error:
            raise UnreadableModel(where=str(path), what=f"is a damaged zip: {_reason(error)}"[:200]) from error
        yield Path(folder)


def _reason(error: Exception) -> str:
    """In words that are the same on every run: a system's own error names the temporary folder."""
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def measure_directory(source: FileSource, limit: int) -> None:
    """Raises UnreadableModel where an archive's directory is absent, or too long: zipfile reads it whole, at some 700
    bytes of memory an entry."""
    tail = source.read(max(0, source.size - _TAIL), source.size)
    end = tail.rfind(_END)
    if end < 0 or end + 22 > len(tail):
        raise UnreadableModel(where=source.origin, what="is a damaged zip: its end is missing")
    (size,) = struct.unpack_from("<I", tail, end + 12)
    if size > limit:
        what = f"is a zip whose directory has more than {limit:,} bytes"
        raise UnreadableModel(where=source.origin, what=what, hint="unzip it and name the model inside")


def refuse_odd_names(entries: Iterable[zipfile.ZipInfo], path: Path) -> None:
    """Raises UnreadableModel for a name that leads out of the archive, and for a file of a model that stands in it
    twice: of those, one program takes the first, another the last."""
    seen: set[str] = set()
    for entry in entries:
        if leaves(entry.filename):
            what = f"holds a name that leaves the archive: {entry.filename[:100]!r}"
            raise UnreadableModel(where=str(path), what=what)
        if _is_needed(entry):
            if entry.filename in seen:
                what = f"holds {entry.filename[:200]!r} twice, and nothing says which one counts"
                raise UnreadableModel(where=str(path), what=what, hint="zip the model anew")
            seen.add(entry.filename)


def _unpack(archive: zipfile.ZipFile, folder: Path, path: Path) -> None:
    entries = archive.infolist()
    if len(entries) > ENTRIES_LIMIT:
        raise UnreadableModel(where=str(path), what=f"is a zip of more than {ENTRIES_LIMIT:,} files")
    refuse_odd_names(entries, path)
    total = 0
    for entry in entries:
        if _is_weights(entry):
            # That they are there counts, not what they hold.
            _write(archive, entry, folder / entry.filename, limit=0)
        if not _is_needed(entry):
            continue
        where = f"{path}: {entry.filename[:200]}"
        refuse_link(entry, where=where)
        if entry.flag_bits & _ENCRYPTED:
            raise UnreadableModel(where=where, what="is encrypted")
        total += entry.file_size
        if entry.file_size > FILE_LIMIT or total > TOTAL_LIMIT:
            raise UnreadableModel(
                where=where, what="is too large to unpack for a check", hint="unzip the archive and check the folder"
            )
        _write(archive, entry, folder / entry.filename, limit=entry.file_size)


def refuse_link(entry: zipfile.ZipInfo, *, where: str) -> None:
    """Raises UnreadableModel where the archive holds a link in place of a file: nobody follows where it leads."""
    if (entry.external_attr >> 16) & _FILE_TYPE == _LINK:
        what = "is a link, and an archive's links are not followed"
        raise UnreadableModel(where=where, what=what, hint="zip the files themselves: without `zip --symlinks`")


def _is_needed(entry: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(entry.filename)
    if entry.is_dir() or "__MACOSX" in name.parts or name.name.startswith("._"):
        return False
    return name.name in _NEEDED_NAMES or name.suffix == ".mlmodel" or "encryptionInfo" in name.parts


def _is_weights(entry: zipfile.ZipInfo) -> bool:
    return PurePosixPath(entry.filename).parent.name == "weights" and entry.filename.endswith(".bin")


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, *, limit: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    left = limit
    with archive.open(entry) as packed, target.open("wb") as file:
        # An entry may hold more than it says: never more than that is written.
        while left > 0 and (chunk := packed.read(min(_CHUNK, left))):
            file.write(chunk)
            left -= len(chunk)
