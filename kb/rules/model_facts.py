"""Facts of the model as a whole, its interface and its functions."""

import math
from collections.abc import Callable
from typing import Any, Final

from kb.models.model import DimensionRange, Feature, Function, Image, Interface, Model, MultiArray, Plain, State
from kb.models.walking import operation_types
from kb.platforms.targets import TARGET_OF_OPSET
from kb.rules.argument_facts import DTYPE, SHAPE, rank_of
from kb.rules.kleene import UNKNOWN
from kb.rules.scope import Scope
from kb.rules.types import BOOL, INT, NUMBER, STRING, Fact, ThingType, Type, string_of, tuple_of

_FEATURE_KINDS: Final = frozenset(
    {"multiArray", "image", "state", "int64", "double", "string", "sequence", "dictionary", ""}
)
_OPSETS: Final = frozenset(TARGET_OF_OPSET) | {""}


def _array(feature: Feature) -> MultiArray | None:
    if isinstance(feature.type, State):
        return feature.type.array
    return feature.type if isinstance(feature.type, MultiArray) else None


def _kind(feature: Feature) -> object:
    match feature.type:
        case MultiArray():
            return "multiArray"
        case Image():
            return "image"
        case State():
            return "state"
        case Plain(kind=kind):
            return kind
        case None:
            return ""


def _shape(feature: Feature) -> object:
    array = _array(feature)
    if array is None:
        return UNKNOWN
    if array.enumerated_shapes:
        return _common_shape([*array.enumerated_shapes, array.shape] if array.shape else [*array.enumerated_shapes])
    if array.shape_ranges:
        return tuple([each.lower if each.lower == each.upper else UNKNOWN for each in array.shape_ranges])
    return array.shape or UNKNOWN


def _common_shape(shapes: list[tuple[int, ...]]) -> object:
    """The dimensions on which all shapes agree; the others are unknown."""
    if len({len(shape) for shape in shapes}) != 1:
        return UNKNOWN
    return tuple([column[0] if len(set(column)) == 1 else UNKNOWN for column in zip(*shapes, strict=True)])


def _is_flexible(feature: Feature) -> object:
    array = _array(feature)
    if array is not None:
        ranged = any(each.lower != each.upper for each in array.shape_ranges)
        return ranged or len(set(array.enumerated_shapes) | ({array.shape} if array.shape else set())) > 1
    if isinstance(feature.type, Image):
        ranges = (feature.type.width_range, feature.type.height_range)
        ranged = any(each is not None and each.lower != each.upper for each in ranges)
        return ranged or bool(feature.type.enumerated_sizes)
    return False


def _of_array(read: Callable[[MultiArray], object]) -> Callable[[Feature, Scope], object]:
    def look(feature: Feature, _scope: Scope) -> object:
        array = _array(feature)
        return UNKNOWN if array is None else read(array)

    return look


def _of_image(read: Callable[[Image], object]) -> Callable[[Feature, Scope], object]:
    return lambda feature, _scope: read(feature.type) if isinstance(feature.type, Image) else UNKNOWN


def _enumerated_shapes(feature: Feature, _scope: Scope) -> object:
    if isinstance(feature.type, Image):
        return tuple([(height, width) for width, height in feature.type.enumerated_sizes])
    array = _array(feature)
    return () if array is None else array.enumerated_shapes


def _shape_ranges(feature: Feature, _scope: Scope) -> object:
    if isinstance(feature.type, Image):
        pair = (feature.type.height_range, feature.type.width_range)
        return tuple([each for each in pair if each is not None])
    array = _array(feature)
    return () if array is None else array.shape_ranges


def _fact(kind: Type, read: Callable[..., object], documentation: str) -> Fact:
    return Fact(type=kind, read=read, documentation=documentation)


def _upper(bounds: DimensionRange, _scope: Scope) -> object:
    return math.inf if bounds.upper is None else bounds.upper


RANGE: Final = ThingType(
    name="range",
    facts={
        "lower": _fact(INT, lambda bounds, _scope: bounds.lower, "The smallest size."),
        "upper": _fact(NUMBER, _upper, "The largest size; greater than every number where there is no bound."),
        "is_bounded": _fact(BOOL, lambda bounds, _scope: bounds.upper is not None, "Whether there is an upper bound."),
    },
)

FEATURE: Final = ThingType(
    name="feature",
    facts={
        "name": _fact(STRING, lambda feature, _scope: feature.name, "Its name in the model's interface."),
        "kind": _fact(
            string_of(_FEATURE_KINDS),
            lambda feature, _scope: _kind(feature),
            '`"multiArray"`, `"image"`, `"state"`, `"int64"`, `"double"`, `"string"`, `"sequence"` or `"dictionary"`.',
        ),
        "optional": _fact(BOOL, lambda feature, _scope: feature.optional, "Whether it may be left out."),
        "dtype": _fact(DTYPE, _of_array(lambda array: array.dtype), "A multi-array's or state's dtype."),
        "shape": _fact(
            SHAPE,
            lambda feature, _scope: _shape(feature),
            "A multi-array's or state's shape; a dimension that can differ is unknown.",
        ),
        "rank": _fact(
            INT, lambda feature, _scope: rank_of(_shape(feature)), "How many dimensions a multi-array or state has."
        ),
        "default_shape": _fact(
            SHAPE, _of_array(lambda array: array.shape or UNKNOWN), "The shape that the file states."
        ),
        "is_flexible": _fact(
            BOOL, lambda feature, _scope: _is_flexible(feature), "Whether it takes more than one shape or size."
        ),
        "enumerated_shapes": _fact(
            tuple_of(SHAPE),
            _enumerated_shapes,
            "The shapes that it may have, one by one; of an image: (height, width). Empty for a fixed or ranged one.",
        ),
        "shape_ranges": _fact(
            tuple_of(RANGE),
            _shape_ranges,
            "A range for each dimension; of an image: for height and width. Empty for a fixed or enumerated one.",
        ),
        "has_default": _fact(
            BOOL, _of_array(lambda array: array.default is not None), "Whether an optional multi-array has a default."
        ),
        "width": _fact(INT, _of_image(lambda image: image.width), "An image's default width."),
        "height": _fact(INT, _of_image(lambda image: image.height), "An image's default height."),
        "colour": _fact(
            string_of(frozenset({"GRAYSCALE", "RGB", "BGR", "GRAYSCALE_FLOAT16"})),
            _of_image(lambda image: image.colour),
            "An image's colour space.",
        ),
    },
)


def _of_model(read: Callable[[Model], object]) -> Callable[[object, Scope], object]:
    return lambda _owner, scope: UNKNOWN if scope.model is None else read(scope.model)


def _of_interface(read: Callable[[Interface], tuple[Feature, ...]]) -> Callable[[object, Scope], object]:
    return _of_model(lambda model: read(model.interface) if model.interface.is_known else UNKNOWN)


def _of_function(read: Callable[[Function], object]) -> Callable[[object, Scope], object]:
    return lambda _owner, scope: UNKNOWN if scope.function is None else read(scope.function)


def _or_unknown(value: Any) -> object:
    return UNKNOWN if value is None else value


def _there(_owner: object, _scope: Scope) -> object:
    """The model and the function are found by way of the scope."""
    return True


FUNCTION: Final = ThingType(
    name="function",
    facts={
        "name": _fact(STRING, _of_function(lambda function: function.name), "Its name, such as `main`."),
        "opset": _fact(
            string_of(_OPSETS),
            _of_function(lambda function: function.opset or ""),
            '`"CoreML5"` … `"CoreML9"`; `""` for a neural network.',
        ),
    },
)


def model_thing(types: frozenset[str]) -> ThingType:
    """The model as a whole. `types`: every operation and layer type that is known."""
    facts = {
        "kind": _fact(STRING, _of_model(lambda model: model.kind), '`"mlProgram"`, `"neuralNetwork"`, `"pipeline"`, …'),
        "format": _fact(
            string_of(frozenset({"mlpackage", "mlmodel", "mlmodelc"})),
            _of_model(lambda model: model.format),
            '`"mlpackage"`, `"mlmodel"` or `"mlmodelc"`.',
        ),
        "specification_version": _fact(
            INT, _of_model(lambda model: model.specification_version), "The number in the file, 1 … 10."
        ),
        "updatable": _fact(BOOL, _of_model(lambda model: model.updatable), "Whether it can be trained on the device."),
        "functions": _fact(
            tuple_of(STRING),
            _of_model(lambda model: tuple([function.name for function in model.functions])),
            "The functions' names.",
        ),
        "function_count": _fact(INT, _of_model(lambda model: len(model.functions)), "How many functions there are."),
        "inputs": _fact(tuple_of(FEATURE), _of_interface(lambda interface: interface.inputs), "The inputs."),
        "outputs": _fact(tuple_of(FEATURE), _of_interface(lambda interface: interface.outputs), "The outputs."),
        "states": _fact(tuple_of(FEATURE), _of_interface(lambda interface: interface.states), "The states."),
        "operation_types": _fact(
            tuple_of(string_of(types)),
            _of_model(lambda model: tuple(operation_types(model))),
            "The types of operations and layers, each once, nested blocks and the models inside included.",
        ),
        "operation_count": _fact(
            INT,
            _of_model(lambda model: sum(operation_types(model).values())),
            "How many operations and layers there are.",
        ),
        "source_dialect": _fact(
            STRING,
            _of_model(lambda model: _or_unknown(model.metadata.source_dialect)),
            "What coremltools converted from, as it notes it: `TorchScript`, `TorchExport::EDGE`, …",
        ),
    }
    return ThingType(name="model", facts=facts)


def model_fact(types: frozenset[str]) -> Fact:
    return Fact(type=model_thing(types), read=_there, documentation="The model that holds the operation.")


FUNCTION_FACT: Final = Fact(type=FUNCTION, read=_there, documentation="The function that holds the operation.")
