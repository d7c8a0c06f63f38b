"""A function of a flexible model → the bounds of every dimension that its file leaves open.

The interface says between which sizes an input may lie, and Core ML refuses others; an ML program's types say no more
than that a size is open. From the inputs on the bounds are carried through the operations in the order of the file.
"""

from collections.abc import Iterable, Mapping

from kb.bounds.between import ANY, Between, Dimensions, between, exactly, hull
from kb.bounds.numbers import NUMBERS, representable
from kb.bounds.operations import SHAPES
from kb.bounds.seen import Seen, agreed
from kb.models.model import (
    DimensionRange,
    Feature,
    Function,
    Image,
    Interface,
    Model,
    MultiArray,
    TensorType,
    Value,
)


def bounds_of(model: Model, function: Function) -> Mapping[str, Dimensions]:
    """The value's name → its dimensions, for values whose type leaves one open; empty where no input is flexible."""
    dimensions = _of_inputs(model.function_interfaces.get(function.name, model.interface), function)
    return _carried(function, dimensions) if dimensions else {}


def _of_inputs(interface: Interface, function: Function) -> dict[str, Dimensions]:
    features = {feature.name: feature for feature in interface.inputs}
    found = {}
    for value in function.inputs:
        kind, feature = value.type, features.get(value.name)
        if feature is not None and isinstance(kind, TensorType) and kind.is_open:
            known = agreed(kind, _of_feature(feature, len(kind.shape or ())))
            if known is not None:
                found[value.name] = known
    return found


def _of_feature(feature: Feature, rank: int) -> Dimensions | None:
    match feature.type:
        case MultiArray() as array:
            return _of_array(array)
        case Image() as image:
            return _of_image(image, rank)
        case _:
            return None


def _of_array(array: MultiArray) -> Dimensions | None:
    if array.shape_ranges:
        return tuple([between(each.lower, each.upper) for each in array.shape_ranges])
    shapes = [array.shape, *array.enumerated_shapes] if array.enumerated_shapes else []
    if not shapes or len({len(each) for each in shapes}) != 1:
        return None
    return tuple([_all_of(sizes) for sizes in zip(*shapes, strict=True)])


def _of_image(image: Image, rank: int) -> Dimensions | None:
    """An image stands in the program as [1, channels, height, width]."""
    if rank != 4:
        return None
    return (ANY, ANY, _of_side(image, 1, image.height_range), _of_side(image, 0, image.width_range))


def _of_side(image: Image, side: int, range_: DimensionRange | None) -> Between:
    if range_ is not None:
        return between(range_.lower, range_.upper)
    default = (image.width, image.height)
    return _all_of(size[side] for size in (default, *image.enumerated_sizes))


def _all_of(sizes: Iterable[int]) -> Between:
    every = [exactly(each) for each in sizes]
    result = every[0]
    for each in every[1:]:
        result = hull(result, each)
    return result


def _carried(function: Function, dimensions: dict[str, Dimensions]) -> Mapping[str, Dimensions]:
    numbers: dict[str, Dimensions] = {}
    named = {value.name for value in function.inputs}
    for operation in function.source.operations(SHAPES.keys() | NUMBERS.keys()):
        seen = Seen(operation, dimensions, numbers)
        shape_of, numbers_of = SHAPES.get(operation.type), NUMBERS.get(operation.type)
        derived = shape_of(seen) if shape_of is not None else None
        computed = numbers_of(seen) if numbers_of is not None else None
        if computed is not None and not all(representable(computed, each.type) for each in operation.outputs):
            computed = None
        for value in operation.outputs:
            # A name given twice, as a block may do: which one is meant further on is not worth knowing.
            known = None if value.name in named else _known(value, derived)
            _set(dimensions, value.name, known)
            _set(numbers, value.name, None if value.name in named else computed)
            named.add(value.name)
    return dimensions


def _known(value: Value, derived: Dimensions | None) -> Dimensions | None:
    """What is to be kept of a value: nothing where its type says all of it, or nothing is known of it."""
    is_open = isinstance(value.type, TensorType) and value.type.is_open
    return agreed(value.type, derived) if derived is not None and is_open else None


def _set(known: dict[str, Dimensions], name: str, what: Dimensions | None) -> None:
    if what is None:
        known.pop(name, None)
    else:
        known[name] = what
