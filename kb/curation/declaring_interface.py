"""The interface of an example's model, written into its message: arrays, images, states, flexible shapes, metadata."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from kb.curation.example_form import ExampleForm
from kb.curation.value_text import COLOURS, Range, ValueText, read_value
from kb.errors import KbError

# Source: FeatureTypes.proto, ArrayFeatureType.ArrayDataType.
ARRAY_TYPES: Final = {"fp16": "FLOAT16", "fp32": "FLOAT32", "fp64": "DOUBLE", "int32": "INT32", "int8": "INT8"}
_VERSION_KEY: Final = "com.github.apple.coremltools.version"
_SOURCE_KEY: Final = "com.github.apple.coremltools.source"
_DIALECT_KEY: Final = "com.github.apple.coremltools.source_dialect"


def declare_inputs(interface: Any, form: ExampleForm, inputs: Mapping[str, ValueText]) -> None:
    """`interface`: a model's or a function's description."""
    for name, value in inputs.items():
        if value.role == "state":
            _set_array(interface.state.add(name=name).type.stateType.arrayType, value)
            continue
        feature = interface.input.add(name=name)
        set_feature(feature, value)
        if name in form.optional or name in form.defaults:
            feature.type.isOptional = True
        if name in form.defaults:
            feature.type.multiArrayType.floatDefaultValue = form.defaults[name]


def declare_model(message: Any, form: ExampleForm) -> None:
    """What is said of the model as a whole."""
    user_defined = message.description.metadata.userDefined
    if form.coremltools:
        user_defined[_VERSION_KEY] = form.coremltools
    for package, version in form.source.items():
        user_defined[_SOURCE_KEY] = f"{package}=={version}"
    if form.dialect:
        user_defined[_DIALECT_KEY] = form.dialect
    if form.updatable:
        message.isUpdatable = True
    if form.specification_version:
        message.specificationVersion = form.specification_version


def set_feature(feature: Any, value: ValueText) -> None:
    """A feature's type as the example writes it: an array or an image, with the shapes that it may have."""
    if value.dtype in COLOURS:
        feature.type.ClearField("multiArrayType")
        _set_image(feature.type.imageType, value)
    else:
        _set_array(feature.type.multiArrayType, value)


def value_of(text: str) -> ValueText:
    """How an input or an output is declared. Raises KbError."""
    read = read_value(text)
    if not isinstance(read, ValueText):
        raise KbError(where=f"`{text}`", what="declares nothing", hint="write `fp16[1,3,8,8]` or `RGB[64,64]`")
    return read


def _set_array(array: Any, value: ValueText) -> None:
    if value.dtype not in ARRAY_TYPES:
        what = f"an interface has no arrays of {value.dtype}"
        raise KbError(where=value.dtype, what=what, hint=f"write one of {', '.join(ARRAY_TYPES)}")
    array.dataType = array.ArrayDataType.Value(ARRAY_TYPES[value.dtype])
    array.shape.extend(_least(value.shape))
    if len(value.shapes) > 1:
        for shape in value.shapes:
            array.enumeratedShapes.shapes.add().shape.extend(_least(shape))
    elif any(isinstance(dimension, Range) for dimension in value.shape):
        for dimension in value.shape:
            _set_range(array.shapeRange.sizeRanges.add(), dimension)


def _set_image(image: Any, value: ValueText) -> None:
    """An image is written `RGB[height,width]`."""
    image.colorSpace = image.ColorSpace.Value(value.dtype)
    image.height, image.width = _least(value.shape)
    if len(value.shapes) > 1:
        for shape in value.shapes:
            size = image.enumeratedSizes.sizes.add()
            size.height, size.width = _least(shape)
    elif any(isinstance(dimension, Range) for dimension in value.shape):
        _set_range(image.imageSizeRange.heightRange, value.shape[0])
        _set_range(image.imageSizeRange.widthRange, value.shape[1])


def _set_range(message: Any, dimension: int | Range) -> None:
    message.lowerBound = dimension.lower if isinstance(dimension, Range) else dimension
    upper = dimension.upper if isinstance(dimension, Range) else dimension
    # Core ML writes -1 where there is no upper bound.
    message.upperBound = -1 if upper is None else upper


def _least(shape: Iterable[int | Range]) -> list[int]:
    return [max(dimension.lower, 1) if isinstance(dimension, Range) else dimension for dimension in shape]
