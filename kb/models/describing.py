"""A model's interface in words: `fp16 array 1×3×224×224, dimension 2 from 32 to 128`."""

from collections.abc import Iterator

from kb.models.model import DimensionRange, Feature, Image, MultiArray, Plain, State


def describe_feature(feature: Feature) -> str:
    """One line about what a feature takes; its name is left out."""
    words = _describe(feature.type)
    return f"{words}, optional" if feature.optional else words


def _describe(kind: MultiArray | Image | Plain | State | None) -> str:
    match kind:
        case None:
            return "no type"
        case MultiArray():
            return ", ".join(_array(kind))
        case Image():
            return ", ".join(_image(kind))
        case State(array=array):
            return f"state of {_describe(array)}"
        case Plain(kind=name, detail=detail):
            return f"{name} of {detail}" if detail else name


def _array(array: MultiArray) -> Iterator[str]:
    yield f"{array.dtype} array {_by(array.shape)}".rstrip()
    if array.enumerated_shapes:
        yield f"one of {', '.join(map(_by, array.enumerated_shapes))}"
    for index, each in enumerate(array.shape_ranges):
        if each.lower != each.upper:
            yield f"dimension {index} {_range(each)}"
    if array.default is not None:
        yield f"{array.default!r} by default"


def _image(image: Image) -> Iterator[str]:
    yield f"{image.colour} image {image.width}×{image.height}"
    if image.enumerated_sizes:
        yield f"one of {', '.join(map(_by, image.enumerated_sizes))}"
    for name, each in (("width", image.width_range), ("height", image.height_range)):
        if each is not None and each.lower != each.upper:
            yield f"{name} {_range(each)}"


def _range(each: DimensionRange) -> str:
    return f"from {each.lower} on" if each.upper is None else f"from {each.lower} to {each.upper}"


def _by(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))
