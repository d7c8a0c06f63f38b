"""The user's own inputs for a kit: `kb.inputs/1` as JSON, or an archive of numpy arrays, held against the interface.

In an `.npz` an array is called by its input, or `set/input` where there are several sets. An image is an array of
8 bits, height × width × 3 or height × width.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from kb.errors import KbError
from kb.models.model import Feature, Image, Interface, MultiArray
from kb.verification.inputs import SCHEMA, Input, InputSet, Number, Pixels
from kb.verification.results import Array, array_of

_FLOATS = frozenset({"fp16", "fp32", "fp64"})


def read_inputs(path: Path, interface: Interface) -> tuple[InputSet, ...]:
    """Raises KbError, which names the set and the input."""
    try:
        read = (
            _from_arrays(path, interface)
            if path.suffix == ".npz"
            else decode_inputs(path.read_text("utf-8"), str(path))
        )
    except (OSError, ValueError, BadZipFile) as error:
        raise KbError(where=str(path), what=f"cannot be read: {error}") from error
    if not read:
        raise KbError(where=str(path), what="holds no set of inputs")
    for each in read:
        _refuse_misfits(each, interface, str(path))
    return read


def decode_inputs(text: str, origin: str) -> tuple[InputSet, ...]:
    """From the document `kb.inputs/1`."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise KbError(where=origin, what=f"is no JSON: {error}") from error
    sets = document.get("sets") if isinstance(document, dict) and document.get("schema") == SCHEMA else None
    if not isinstance(sets, list) or not all(isinstance(each, dict) for each in sets):
        raise KbError(where=origin, what=f"is no {SCHEMA} with a list of sets")
    return tuple(_set(each, number, origin) for number, each in enumerate(sets, 1))


def _set(written: Mapping[str, Any], number: int, origin: str) -> InputSet:
    name, features = str(written.get("name", f"own-{number}")), written.get("features")
    if not isinstance(features, dict):
        raise KbError(where=f"{origin}: {name}", what="has no features")
    return InputSet(
        name=name, values={each: _decoded(value, f"{origin}: {name}: {each}") for each, value in features.items()}
    )


def _decoded(written: Any, where: str) -> Input:
    kind = written.get("kind") if isinstance(written, dict) else None
    if kind == "array":
        return array_of(written, where)
    if kind in ("int64", "double") and type(written.get("value")) in (int, float):
        return Number(kind=kind, value=written["value"])
    if kind == "image":
        return _pixels(written, where)
    raise KbError(where=where, what="must be an array, an image, an int64 or a double")


def _pixels(written: Mapping[str, Any], where: str) -> Pixels:
    width, height, colour = (written.get(key) for key in ("width", "height", "colour"))
    try:
        content = base64.b64decode(str(written.get("data", "")), validate=True)
    except binascii.Error as error:
        raise KbError(where=where, what=f"is no base64: {error}") from error
    channels = {"RGB": 3, "GRAYSCALE": 1}.get(str(colour))
    if type(width) is not int or type(height) is not int or channels is None:
        raise KbError(where=where, what="needs width, height, and a colour: RGB or GRAYSCALE")
    if len(content) != width * height * channels:
        raise KbError(where=where, what=f"has {len(content)} bytes, which is not {width} × {height} × {channels}")
    return Pixels(width=width, height=height, colour=str(colour), content=content)


def _from_arrays(path: Path, interface: Interface) -> tuple[InputSet, ...]:
    import numpy

    features = {feature.name: feature for feature in interface.inputs}
    sets: dict[str, dict[str, Input]] = {}
    # Never unpickled: the file may be anybody's.
    with path.open("rb") as file, numpy.lib.npyio.NpzFile(file, allow_pickle=False) as archive:
        for key in archive.files:
            # An input's own name may hold a slash.
            name = key if key in features else key.partition("/")[2]
            if name not in features:
                raise KbError(where=str(path), what=f"{key!r} is no input of the model", hint=_known(interface.inputs))
            sets.setdefault(key[: -len(name)].rstrip("/") or "own-1", {})[name] = _from_array(
                archive[key], features[name]
            )
    return tuple(InputSet(name=name, values=values) for name, values in sets.items())


def _from_array(array: Any, feature: Feature) -> Input:
    if isinstance(feature.type, Image):
        if array.dtype.name != "uint8" or array.ndim not in (2, 3):
            raise KbError(where=feature.name, what="an image is an array of 8 bits, height × width (× 3)")
        colour = "RGB" if array.ndim > 2 else "GRAYSCALE"
        return Pixels(width=array.shape[1], height=array.shape[0], colour=colour, content=array.tobytes())
    dtype = feature.type.dtype if isinstance(feature.type, MultiArray) else "fp64"
    encoding, kind = ("fp32", "<f4") if dtype in _FLOATS else ("int32", "<i4")
    return Array(dtype=dtype, shape=array.shape, encoding=encoding, content=array.astype(kind).tobytes())


def _refuse_misfits(given: InputSet, interface: Interface, origin: str) -> None:
    needed = {feature.name for feature in interface.inputs if not feature.optional}
    missing = sorted(needed - set(given.values))
    unknown = sorted(set(given.values) - {feature.name for feature in interface.inputs})
    where = f"{origin}: {given.name}"
    if missing:
        raise KbError(where=where, what=f"has no {', '.join(missing)}", hint=_known(interface.inputs))
    if unknown:
        raise KbError(
            where=where, what=f"has {', '.join(unknown)}, which the model has not", hint=_known(interface.inputs)
        )


def _known(features: Sequence[Feature]) -> str:
    return f"the model's inputs are {', '.join(feature.name for feature in features)}"
