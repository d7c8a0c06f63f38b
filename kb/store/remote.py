"""Models in remote stores, by URL, through fsspec: ranges of the model's message are fetched, never the weights."""

import json
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

from kb.errors import KbError, UnreadableModel
from kb.models.manifest import MANIFEST, MANIFEST_LIMIT, model_path
from kb.models.mlmodel import ABSENT, read_mlmodel
from kb.models.model import Model
from kb.models.sources import unreadable

# Bytes of one request, and requests that are remembered.
BLOCK: Final = 64 * 1024
REMEMBERED: Final = 256
_SUFFIXES: Final = (".mlpackage", ".mlmodel")


def survey_remote(root: str) -> Iterator[tuple[str, str]]:
    """(URL, state) of each model below a root. Raises KbError where the store cannot be reached."""
    system, path = _open(root)
    try:
        if PurePosixPath(path).suffix in _SUFFIXES:
            yield root, _state(system, path)
            return
        found = system.find(path, withdirs=False)
    except Exception as error:
        raise KbError(where=root, what=f"cannot be listed: {error}"[:500]) from error
    models: dict[str, None] = {}
    for name in found:
        parts = PurePosixPath(name).parts
        ends = [index for index, part in enumerate(parts) if PurePosixPath(part).suffix in _SUFFIXES]
        if ends:
            models[str(PurePosixPath(*parts[: ends[0] + 1]))] = None
    yield from ((system.unstrip_protocol(name), _state(system, name)) for name in models)


def read_remote(url: str) -> Model:
    """The model behind a URL. Raises UnreadableModel."""
    system, path = _open(url)
    try:
        if not path.endswith(".mlpackage"):
            return _read(system, path, url, None)
        manifest = system.cat_file(f"{path}/{MANIFEST}", start=0, end=MANIFEST_LIMIT)
        inside = model_path(manifest, where=f"{url}: {MANIFEST}")
        files = {str(PurePosixPath(name).relative_to(PurePosixPath(path))) for name in system.find(path)}
        folder = PurePosixPath(inside).parent
        beside = {name.removeprefix(f"{folder}/") for name in files}
        return _read(system, f"{path}/{inside}", url, beside)
    except KbError:
        raise
    except Exception as error:
        raise UnreadableModel(where=url, what=f"cannot be fetched: {error}"[:500]) from error


def _read(system: Any, path: str, url: str, beside: set[str] | None) -> Model:
    """`beside`: the files beside the model of a package; None for a model that is no package."""
    return read_mlmodel(
        RemoteSource(system, path, origin=url),
        # A URL is no path of this machine; here it only names the model.
        path=Path(url),
        model_format="mlmodel" if beside is None else "mlpackage",
        weights=lambda name: "" if beside is None or name in beside else ABSENT,
    )


def _open(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 — an extra

        system, path = url_to_fs(url)
    except ImportError as error:
        hint = "pip install 'coreml-kb[remote]', and the package that fsspec names for this store (s3fs, gcsfs, …)"
        raise KbError(where=url, what=f"needs more packages: {error}", hint=hint) from error
    except (ValueError, OSError) as error:
        raise KbError(where=url, what=str(error)) from error
    return system, str(path)


def _state(system: Any, path: str) -> str:
    """What the store says of the model's files: sizes, versions, times; "" where it says nothing."""
    try:
        said = system.find(path, detail=True) if path.endswith(".mlpackage") else {path: system.info(path)}
    except Exception:  # noqa: BLE001 — stores raise what they like; not knowing means: examine again
        return ""
    keys = ("size", "ETag", "etag", "mtime", "LastModified", "updated", "md5Hash", "crc32c")
    facts = {name: {key: str(info[key]) for key in keys if key in info} for name, info in sorted(said.items())}
    known = all(len(each) > 1 for each in facts.values())
    return json.dumps(facts, sort_keys=True) if known else ""


class RemoteSource:
    """A remote file as a source: blocks are fetched when somebody reads in them, and the last ones remembered."""

    def __init__(self, system: Any, path: str, *, origin: str) -> None:
        self.origin = origin
        self.size = int(system.info(path)["size"])
        self._system = system
        self._path = path
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def read(self, start: int, end: int) -> bytes:
        content = b"".join(
            self._block(number) for number in range(start // BLOCK, (max(end, start + 1) - 1) // BLOCK + 1)
        )
        offset = start - start // BLOCK * BLOCK
        part = content[offset : offset + end - start]
        if len(part) < end - start:
            raise unreadable(self, start, "the remote file ends early")
        return part

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            start = number * BLOCK
            self._blocks[number] = self._system.cat_file(self._path, start=start, end=min(start + BLOCK, self.size))
            if len(self._blocks) > REMEMBERED:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(number)
        return self._blocks[number]
