"""From a model's description to `Interface` and `Metadata`."""

from collections.abc import Iterator, Mapping
from typing import Final

from kb.models.message import Message
from kb.models.model import (
    DimensionRange,
    Feature,
    FeatureType,
    Image,
    Interface,
    Metadata,
    MultiArray,
    Plain,
    State,
)
from kb.models.sources import unreadable

# Features of one interface, and enumerated shapes of one feature.
FEATURES_LIMIT: Final = 10_000
SHAPES_LIMIT: Final = 10_000
# Entries of what a user wrote into the metadata, and characters of one of them.
USER_ENTRIES_LIMIT: Final = 1_000
USER_TEXT_LIMIT: Final = 16 * 1024

# ArrayFeatureType.ArrayDataType → MIL's spelling.
ARRAY_DTYPES: Final = {"FLOAT32": "fp32", "DOUBLE": "fp64", "INT32": "int32", "INT8": "int8", "FLOAT16": "fp16"}

# Source: coremltools 9.0, coremltools.models.model; the older name stands in models of coremltools 2 and 3.
_VERSION_KEYS: Final = ("com.github.apple.coremltools.version", "coremltoolsVersion")
_SOURCE_KEY: Final = "com.github.apple.coremltools.source"
_DIALECT_KEY: Final = "com.github.apple.coremltools.source_dialect"


def interfaces_of(description: Message) -> tuple[Interface, Mapping[str, Interface]]:
    """The default function's interface, and each function's where the file describes functions one by one."""
    functions: dict[str, Interface] = {}
    for each in _bounded(description, "functions"):
        functions[each.text("name")] = _interface(each)
    if not functions:
        return _interface(description), {}
    default = description.text("defaultFunctionName")
    return functions.get(default) or next(iter(functions.values())), functions


def metadata_of(description: Message) -> Metadata:
    metadata = description.message("metadata")
    user_defined: dict[str, str] = {}
    for entry in metadata.messages("userDefined"):
        if len(user_defined) >= USER_ENTRIES_LIMIT:
            break
        text = entry.text("value")
        cut = len(text) > USER_TEXT_LIMIT
        user_defined[entry.text("key")] = f"{text[:USER_TEXT_LIMIT]}…" if cut else text
    return Metadata(
        coremltools=next((user_defined[key] for key in _VERSION_KEYS if key in user_defined), None),
        source=_packages(user_defined.get(_SOURCE_KEY, "")),
        source_dialect=user_defined.get(_DIALECT_KEY),
        author=metadata.text("author"),
        short_description=metadata.text("shortDescription"),
        version=metadata.text("versionString"),
        license=metadata.text("license"),
        user_defined=user_defined,
    )


def _packages(text: str) -> Mapping[str, str]:
    """`torch==2.7.0` → {"torch": "2.7.0"}."""
    pairs = (part.strip().partition("==") for part in text.split(",") if part.strip())
    return {name.strip(): version.strip() for name, _, version in pairs}


def _interface(description: Message) -> Interface:
    """Of a `ModelDescription` or a `FunctionDescription`."""
    training = description.type == "ModelDescription"
    return Interface(
        inputs=_features(description, "input"),
        outputs=_features(description, "output"),
        states=_features(description, "state"),
        training_inputs=_features(description, "trainingInput") if training else (),
    )


def _bounded(message: Message, name: str) -> Iterator[Message]:
    for index, each in enumerate(message.messages(name)):
        if index >= FEATURES_LIMIT:
            span = each.spans[0]
            raise unreadable(span.source, span.start, f"more than {FEATURES_LIMIT:,} in {message.type}.{name}")
        yield each


def _features(description: Message, name: str) -> tuple[Feature, ...]:
    return tuple(
        Feature(
            name=each.text("name"),
            type=_feature_type(each.message("type")),
            optional=each.message("type").boolean("isOptional"),
            description=each.text("shortDescription"),
        )
        for each in _bounded(description, name)
    )


def _feature_type(message: Message) -> FeatureType | None:
    arm = message.which("Type")
    inner = message.message(arm) if arm else message
    match arm:
        case "multiArrayType":
            return _multi_array(inner)
        case "imageType":
            return _image(inner)
        case "stateType":
            return State(array=_multi_array(inner.message("arrayType")))
        case "dictionaryType":
            return Plain(kind="dictionary", detail=inner.which("KeyType").removesuffix("KeyType"))
        case "sequenceType":
            return Plain(kind="sequence", detail=inner.which("Type").removesuffix("Type"))
        case "":
            return None
    return Plain(kind=arm.removesuffix("Type"))


def _multi_array(message: Message) -> MultiArray:
    default = message.which("defaultOptionalValue")
    return MultiArray(
        dtype=ARRAY_DTYPES.get(message.enum("dataType"), "unknown"),
        shape=message.integers("shape") or (),
        enumerated_shapes=_enumerated(message.message("enumeratedShapes")),
        shape_ranges=_ranges(message.message("shapeRange")),
        default=message.scalar(default) if default else None,
    )


def _enumerated(message: Message) -> tuple[tuple[int, ...], ...]:
    if message.count("shapes") > SHAPES_LIMIT:
        return ()
    return tuple(each.integers("shape") or () for each in message.messages("shapes"))


def _ranges(message: Message) -> tuple[DimensionRange, ...]:
    if message.count("sizeRanges") > SHAPES_LIMIT:
        return ()
    return tuple(_range(each) for each in message.messages("sizeRanges"))


def _range(message: Message) -> DimensionRange:
    upper = message.integer("upperBound")
    return DimensionRange(lower=message.integer("lowerBound"), upper=None if upper < 0 else upper)


def _image(message: Message) -> Image:
    sizes, ranges = message.message("enumeratedSizes"), message.message("imageSizeRange")
    few = sizes.count("sizes") <= SHAPES_LIMIT
    return Image(
        width=message.integer("width"),
        height=message.integer("height"),
        colour=message.enum("colorSpace"),
        enumerated_sizes=tuple((each.integer("width"), each.integer("height")) for each in sizes.messages("sizes"))
        if few
        else (),
        width_range=_range(ranges.message("widthRange")) if ranges.has("widthRange") else None,
        height_range=_range(ranges.message("heightRange")) if ranges.has("heightRange") else None,
    )
