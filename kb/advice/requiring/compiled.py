"""What a compiled model needs, as far as what it tells of itself goes: kind, interface, opsets.

A compiled model holds no message, so a layer's and a revision's needs cannot be seen.
"""

from collections.abc import Iterator

from kb.advice.requiring.interface import DEFAULT_VALUE, FLEXIBLE, FP16, FUNCTIONS, INT8, SEQUENCE, STATE
from kb.advice.requiring.kinds import kind_need
from kb.advice.requiring.need import Need
from kb.models.model import Feature, Image, Interface, Model, MultiArray, Plain, State


def compiled_needs(model: Model) -> Iterator[Need]:
    yield kind_need(model.kind)
    interfaces = model.function_interfaces or {"": model.interface}
    for name, interface in interfaces.items():
        place = f"function {name}" if name else ""
        if name:
            yield Need(FUNCTIONS, "functions described one by one", place)
        for where, feature in _features(interface):
            for version, what in _feature_needs(feature):
                yield Need(version, what, f"{place}, {where}" if place else where)


def _features(interface: Interface) -> Iterator[tuple[str, Feature]]:
    for role, features in (("input", interface.inputs), ("output", interface.outputs), ("state", interface.states)):
        for feature in features:
            yield f"{role} {feature.name}", feature


def _feature_needs(feature: Feature) -> Iterator[tuple[int, str]]:
    match feature.type:
        case MultiArray() as array:
            yield from _array_needs(array, optional=feature.optional)
        case Image() as image:
            if image.enumerated_sizes or image.width_range or image.height_range:
                yield FLEXIBLE, "image of flexible size"
            if image.colour == "GRAYSCALE_FLOAT16":
                yield FP16, "image of dtype fp16 (GRAYSCALE_FLOAT16)"
        case Plain(kind="sequence"):
            yield SEQUENCE, f"sequence of {feature.type.detail}"
        case State() as state:
            yield STATE, "a state"
            if state.array.dtype == "int8":
                yield INT8, "a state of dtype int8"


def _array_needs(array: MultiArray, *, optional: bool) -> Iterator[tuple[int, str]]:
    if array.enumerated_shapes or array.shape_ranges:
        yield FLEXIBLE, "array of flexible shape"
    if optional and array.default is not None:
        yield DEFAULT_VALUE, "default value of an optional array"
    if version := {"fp16": FP16, "int8": INT8}.get(array.dtype):
        yield version, f"array of dtype {array.dtype}"
