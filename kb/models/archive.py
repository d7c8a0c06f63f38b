"""A zip of one model: of a package or a `.mlmodel` file only the manifest and the model are unpacked, to where nobody
else looks.

An archive is taken for hostile: its directory is measured before it is read, names that lead out are refused, and
unpacking stops at a limit, whatever the archive says of itself.
"""

import dataclasses
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from kb.errors import UnreadableModel
from kb.models.compiled import FILES as COMPILED_FILES
from kb.models.compiled import read_compiled
from kb.models.manifest import MANIFEST, MANIFEST_LIMIT, model_path
from kb.models.mlmodel import ABSENT, NOT_FETCHED, read_mlmodel
from kb.models.model import Model
from kb.models.opening import LFS_POINTER, LFS_POINTER_LIMIT, refuse_lfs_pointer
from kb.models.sources import FileSource, MemorySource, Source
from kb.models.unpacking import measure_directory, refuse_link, refuse_odd_names, unpacked

# Bytes of the archive's directory: about ten thousand files.
DIRECTORY_LIMIT: Final = 1024 * 1024
# Bytes that a packed model may have unpacked. Weights are not unpacked, so only unusual models have more.
UNPACKED_LIMIT: Final = 256 * 1024 * 1024
# Up to here an unpacked model stays in memory; beyond, it goes to a temporary file without a name.
MEMORY_LIMIT: Final = 8 * 1024 * 1024

_CHUNK: Final = 1024 * 1024
_ENCRYPTED: Final = 1
_LOCAL_HEADER: Final = 30
# Whatever zipfile meets in a damaged archive.
_ZIP_ERRORS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    OverflowError,
    NotImplementedError,
)


def read_archive(source: FileSource, path: Path) -> Model:
    """The one model in a zip. Raises UnreadableModel where there is none, or several."""
    measure_directory(source, DIRECTORY_LIMIT)
    try:
        with source.opened() as file, zipfile.ZipFile(file) as archive:
            refuse_odd_names(archive.infolist(), path)
            found = _only_model(archive, path)
            packed = _find(found, archive, source, path) if _is_file_of_model(found) else None
    except _ZIP_ERRORS as error:
        raise UnreadableModel(where=str(path), what=f"is a damaged zip: {error}"[:200]) from error
    if packed is None:
        return _read_compiled(path, found)
    return read_mlmodel(
        packed.model,
        path=path,
        model_format=packed.format,
        weights=lambda name: packed.weights.get(name, ABSENT),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Packed:
    model: Source
    format: str
    weights: Mapping[str, str]
    """Every file beside the model, by its path from there → what is wrong with it."""


def _read_compiled(path: Path, inside: PurePosixPath) -> Model:
    """The compiled model in a folder of the archive: all of it is read before the unpacked files are gone again."""
    with unpacked(path) as folder:
        model = read_compiled(folder / inside, origin=f"{path}: {inside}")
    return dataclasses.replace(model, path=str(path))


def _find(found: PurePosixPath, archive: zipfile.ZipFile, source: FileSource, path: Path) -> _Packed:
    packaged = found.name == MANIFEST
    if packaged:
        where = f"{path}: {found}"
        manifest = _unpack(archive, found.as_posix(), source)
        refuse_lfs_pointer(manifest)
        if manifest.size > MANIFEST_LIMIT:
            raise UnreadableModel(where=where, what=f"has more than {MANIFEST_LIMIT:,} bytes")
        found = found.parent / model_path(manifest.read(0, manifest.size), where=where)
    return _Packed(
        model=_unpack(archive, found.as_posix(), source),
        format="mlpackage" if packaged else "mlmodel",
        weights={
            PurePosixPath(each.filename).relative_to(found.parent).as_posix(): _weight_file_state(archive, each)
            for each in archive.infolist()
            if PurePosixPath(each.filename).is_relative_to(found.parent)
        },
    )


def _weight_file_state(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    if entry.is_dir() or entry.file_size > LFS_POINTER_LIMIT or entry.flag_bits & _ENCRYPTED:
        return ""
    return NOT_FETCHED if archive.read(entry).startswith(LFS_POINTER) else ""


def _only_model(archive: zipfile.ZipFile, path: Path) -> PurePosixPath:
    """The only model: a package's manifest, a `.mlmodel` outside of packages, or a compiled model's folder."""
    names = [PurePosixPath(name) for name in archive.namelist() if not name.endswith("/")]
    # What macOS's Finder adds.
    names = [name for name in names if "__MACOSX" not in name.parts and not name.name.startswith("._")]
    packages = [name for name in names if name.name == MANIFEST]
    folders = {name.parent for name in packages}
    files = [name for name in names if name.suffix == ".mlmodel" and not folders & set(name.parents)]
    compiled = {folder for name in names if not folders & set(name.parents) for folder in _compiled_folders(name)}
    # A compiled pipeline's models lie inside it.
    found = packages + files + sorted(each for each in compiled if not compiled & set(each.parents))
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnreadableModel(where=str(path), what="is a zip without a .mlpackage, .mlmodel or .mlmodelc inside")
    several = ", ".join(str(each.parent if each.name == MANIFEST else each) for each in found[:3])
    what = f"is a zip of {len(found)} models: {several}"[:300]
    raise UnreadableModel(where=str(path), what=what, hint="unzip it and name each model")


def _compiled_folders(name: PurePosixPath) -> Iterator[PurePosixPath]:
    """The folders that a file shows to be compiled models."""
    yield from (each for each in name.parents if each.suffix == ".mlmodelc")
    if name.name in COMPILED_FILES:
        yield name.parent


def _is_file_of_model(found: PurePosixPath) -> bool:
    return found.name == MANIFEST or found.suffix == ".mlmodel"


def _unpack(archive: zipfile.ZipFile, name: str, source: FileSource) -> Source:
    """An entry as a source: in place where it is stored, else unpacked."""
    where = f"{source.origin}: {name}"
    try:
        entry = archive.getinfo(name)
    except KeyError:
        raise UnreadableModel(where=where, what="is not in the archive") from None
    refuse_link(entry, where=where)
    if entry.flag_bits & _ENCRYPTED:
        raise UnreadableModel(where=where, what="is encrypted")
    if entry.compress_type == zipfile.ZIP_STORED and entry.file_size == entry.compress_size:
        return source.part(_content_start(source, entry), entry.file_size, origin=where)
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise UnreadableModel(where=where, what="is packed by a method other than deflate")
    if entry.file_size > UNPACKED_LIMIT:
        what = f"has more than {UNPACKED_LIMIT:,} bytes unpacked"
        raise UnreadableModel(where=where, what=what, hint="unzip it and name the model inside")
    with archive.open(entry) as packed:
        if entry.file_size <= MEMORY_LIMIT:
            return MemorySource(packed.read(MEMORY_LIMIT), origin=where)
        with tempfile.TemporaryFile() as file:
            while chunk := packed.read(_CHUNK):
                file.write(chunk)
            file.flush()
            return FileSource(os.dup(file.fileno()), origin=where, size=file.tell())


def _content_start(source: FileSource, entry: zipfile.ZipInfo) -> int:
    """Where a stored entry's bytes begin: behind its local header, whose length the directory does not tell."""
    header = source.read(entry.header_offset, min(entry.header_offset + _LOCAL_HEADER, source.size))
    name, extra = struct.unpack_from("<HH", header, 26)
    start: int = entry.header_offset + _LOCAL_HEADER + name + extra
    if start + entry.file_size > source.size:
        raise zipfile.BadZipFile(f"{entry.filename} ends beyond the file")
    return start
