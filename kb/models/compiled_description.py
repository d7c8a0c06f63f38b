"""What a compiled model says of itself: `metadata.json`, and the description inside `coremldata.bin`."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kb.errors import UnreadableModel
from kb.models.message import Message, message_of
from kb.models.message_types import types_of
from kb.models.wire_writing import Content, entry, numbers_of, written

# How far into `coremldata.bin` the description's length is looked for: a short header stands before it.
HEADER_LIMIT: Final = 512
_SHORTEST: Final = 8
# Digits of an image's width: what a 64-bit number holds for certain.
_LONGEST_SIZE: Final = 18
_Said = Mapping[str, Any]

_ARRAY_TYPES: Final = {"Float32": "FLOAT32", "Double": "DOUBLE", "Int32": "INT32", "Float16": "FLOAT16", "Int8": "INT8"}
_COLOURS: Final = {"Grayscale": "GRAYSCALE", "RGB": "RGB", "BGR": "BGR", "Grayscale16Half": "GRAYSCALE_FLOAT16"}
_PLAIN: Final = {"Int64": "int64Type", "Double": "doubleType", "String": "stringType"}


def said_in(content: bytes, *, origin: str) -> _Said:
    """The one object in `metadata.json`."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableModel(where=origin, what="is not JSON") from error
    first = said[0] if isinstance(said, list) and said else said
    if not isinstance(first, dict):
        raise UnreadableModel(where=origin, what="holds no description of a model")
    return first


def kind_of(said: _Said) -> str:
    """`MLModelType_mlProgram` → `mlProgram`; "" where nothing is said."""
    kind = said.get("modelType", "")
    name = kind.get("name", "") if isinstance(kind, dict) else kind
    return str(name).removeprefix("MLModelType_")


def description_in(coremldata: bytes, *, origin: str) -> bytes | None:
    """The `ModelDescription` that stands in `coremldata.bin` behind its length; None where none is found.

    The file's header is not published: a place counts where a length leads to a message that is a description and
    nothing else.
    """
    for position in range(min(len(coremldata) - _SHORTEST, HEADER_LIMIT)):
        length = int.from_bytes(coremldata[position : position + 8], "little")
        start = position + 8
        if _SHORTEST <= length <= len(coremldata) - start:
            content = coremldata[start : start + length]
            if _is_description(message_of(content, origin=origin, type="ModelDescription")):
                return content
    return None


def _is_description(message: Message) -> bool:
    try:
        if message.unknown():
            return False
        features = [*message.messages("input"), *message.messages("output")]
        return bool(features) and all(each.text("name") and each.message("type").which("Type") for each in features)
    except UnreadableModel:
        return False


_SIDES: Final = (("input", "inputSchema"), ("output", "outputSchema"), ("state", "stateSchema"))


def says_interface(said: _Said) -> bool:
    """Whether `metadata.json` tells of inputs or outputs: a list of none tells that there are none."""
    return any(isinstance(said.get(key), list) for _, key in _SIDES)


def description_from(said: _Said) -> bytes:
    """A `ModelDescription` from the words of `metadata.json`."""
    fields: list[tuple[str, Content]] = [
        (field, written("FeatureDescription", _feature(each)))
        for field, key in _SIDES
        for each in _lists(said.get(key))
        if isinstance(each, dict)
    ]
    return written("ModelDescription", [*fields, ("metadata", written("Metadata", _metadata(said)))])


def _metadata(said: _Said) -> Iterator[tuple[str, Content]]:
    names = {
        "shortDescription": "shortDescription",
        "version": "versionString",
        "author": "author",
        "license": "license",
    }
    yield from ((field, str(said[key])) for key, field in names.items() if said.get(key))
    user_defined = said.get("userDefinedMetadata")
    for key, value in user_defined.items() if isinstance(user_defined, dict) else ():
        yield "userDefined", entry(str(key), str(value))


def _feature(said: _Said) -> Iterator[tuple[str, Content]]:
    yield "name", str(said.get("name", ""))
    yield "shortDescription", str(said.get("shortDescription", ""))
    yield "type", written("FeatureType", _feature_type(said))


def _feature_type(said: _Said) -> Iterator[tuple[str, Content]]:
    match said.get("type"):
        case "MultiArray":
            yield "multiArrayType", _array(said)
        case "State":
            yield "stateType", written("StateFeatureType", [("arrayType", _array(said))])
        case "Image":
            yield "imageType", written("ImageFeatureType", _image(said))
        case str(plain) if plain in _PLAIN:
            yield _PLAIN[plain], b""
    if said.get("isOptional") == "1":
        yield "isOptional", True


def _array(said: _Said) -> bytes:
    fields: list[tuple[str, Content]] = []
    arm = next(arm for arm in types_of("FeatureType").by_name.values() if arm.name == "multiArrayType").type
    fields += [("shape", size) for size in _numbers(said.get("shape"))]
    name = _ARRAY_TYPES.get(str(said.get("dataType")))
    if name:
        fields.append(("dataType", name))
    shapes = said.get("enumeratedShapes")
    if shapes:
        inner = [written(f"{arm}.Shape", [("shape", n) for n in _numbers(each)]) for each in _lists(shapes)]
        fields.append(("enumeratedShapes", written(f"{arm}.EnumeratedShapes", [("shapes", each) for each in inner])))
    ranges = said.get("shapeRange")
    if ranges:
        sizes = [_range(_numbers(each)) for each in _lists(ranges)]
        fields.append(("shapeRange", written(f"{arm}.ShapeRange", [("sizeRanges", each) for each in sizes])))
    return written(arm, fields)


def _range(bounds: list[int]) -> bytes:
    lower, upper = (*bounds, -1, -1)[:2]
    return written("SizeRange", [("lowerBound", max(lower, 0)), ("upperBound", upper)])


def _image(said: _Said) -> Iterator[tuple[str, Content]]:
    for field in ("width", "height"):
        text = str(said.get(field, ""))
        if text.isascii() and text.isdigit() and len(text) <= _LONGEST_SIZE:
            yield field, int(text)
    colour = _COLOURS.get(str(said.get("colorspace")), "")
    if colour in numbers_of("ImageFeatureType.ColorSpace"):
        yield "colorSpace", colour


def _lists(text: object) -> list[object]:
    """`[[1, 2], [3, 4]]`, as text or as itself, → its elements."""
    value = _parsed(text)
    return value if isinstance(value, list) else []


def _numbers(text: object) -> list[int]:
    return [each for each in _lists(text) if isinstance(each, int)]


def _parsed(text: object) -> object:
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
