"""Inputs for a model, from its interface and a seed: the same on every machine.

Whole numbers stay small and not negative, since a token or an index must exist; fractions are normal, images noise.
What the interface does not tell (which words mean something) only the user knows: they can bring their own.
"""

import base64
import random
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Final, TypeAlias

from kb.errors import KbError
from kb.models.model import Feature, Image, Interface, Model, MultiArray, Plain
from kb.verification.results import Array, encode_output

SCHEMA: Final = "kb.inputs/1"
LARGEST_INTEGER: Final = 15
_CHANNELS: Final = {"RGB": 3, "BGR": 3, "GRAYSCALE": 1}
_FLOATS: Final = frozenset({"fp16", "fp32", "fp64"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pixels:
    """8 bits a channel, row by row; RGB whatever order the model takes, since both runners give it an image."""

    width: int
    height: int
    colour: str
    """RGB or GRAYSCALE."""
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """An input that is one whole number or one fraction."""

    kind: str
    """int64 or double."""
    value: float


Input: TypeAlias = Array | Pixels | Number


@dataclass(frozen=True, slots=True, kw_only=True)
class InputSet:
    name: str
    values: Mapping[str, Input]


def seeded_inputs(interface: Interface, *, seed: int, sets: int) -> tuple[InputSet, ...]:
    """`sets` sets of the default shapes, then one for each other shape. Raises KbError for what cannot be made up.

    Optional inputs are left out of the last of the default sets, where there is more than one.
    """
    made = []
    for number in range(sets):
        leave_out = sets > 1 and number == sets - 1
        features = [each for each in interface.inputs if not (leave_out and each.optional)]
        made.append(_set(f"default-{number + 1}", features, {}, seed))
    for number, shapes in enumerate(_other_shapes(interface.inputs), 1):
        made.append(_set(f"shape-{number}", interface.inputs, shapes, seed))
    return tuple(made)


def shared_interface(models: Sequence[Model]) -> Interface:
    """The interface of builds of one network. Where one takes fp16 the values are such that all can take them.

    Raises KbError where inputs or outputs are called or shaped differently: what fits one would not fit the other.
    """
    first = models[0].interface
    for model in models[1:]:
        for role in ("inputs", "outputs"):
            here, there = (tuple(map(_alike, getattr(each, role))) for each in (first, model.interface))
            if here != there:
                what = f"its {role} are not those of {models[0].path}"
                raise KbError(where=model.path, what=what, hint="make a kit for each")
    narrow = [_narrowest(same) for same in zip(*(model.interface.inputs for model in models), strict=True)]
    return replace(first, inputs=tuple(narrow))


def _alike(feature: Feature) -> Feature:
    """But for how fractions are held."""
    if isinstance(feature.type, MultiArray) and feature.type.dtype in _FLOATS:
        return replace(feature, type=replace(feature.type, dtype="float"), description="")
    return replace(feature, description="")


def _narrowest(same: Sequence[Feature]) -> Feature:
    return next((each for each in same if isinstance(each.type, MultiArray) and each.type.dtype == "fp16"), same[0])


_Shape: TypeAlias = tuple[int, ...]


def _other_shapes(features: Sequence[Feature]) -> Iterator[Mapping[str, _Shape]]:
    """Of one input after the other: each enumerated shape, or the smallest that its ranges allow. An image: sizes."""
    for feature in features:
        for shape in dict.fromkeys(_shapes(feature)):
            yield {feature.name: shape}


def _shapes(feature: Feature) -> Iterator[_Shape]:
    match feature.type:
        case MultiArray() as array:
            yield from (shape for shape in array.enumerated_shapes if shape != array.shape)
            lowest = tuple(each.lower for each in array.shape_ranges)
            if lowest and lowest != array.shape and not array.enumerated_shapes:
                yield tuple(max(each, 1) for each in lowest)
        case Image() as image:
            yield from (size for size in image.enumerated_sizes if size != (image.width, image.height))


def _set(name: str, features: Sequence[Feature], shapes: Mapping[str, _Shape], seed: int) -> InputSet:
    return InputSet(
        name=name,
        values={
            # Each by its own name: a new input changes no other's values.
            each.name: _value(each, shapes.get(each.name), random.Random(f"{seed}/{name}/{each.name}"))  # noqa: S311
            for each in features
        },
    )


def _value(feature: Feature, shape: _Shape | None, chance: random.Random) -> Input:
    match feature.type:
        case MultiArray() as array if array.shape or shape:
            return _array(array.dtype, shape or array.shape, chance)
        case Image() as image if image.colour in _CHANNELS:
            width, height = shape or (image.width, image.height)
            content = chance.randbytes(width * height * _CHANNELS[image.colour])
            colour = "GRAYSCALE" if image.colour == "GRAYSCALE" else "RGB"
            return Pixels(width=width, height=height, colour=colour, content=content)
        case Plain(kind="int64"):
            return Number(kind="int64", value=chance.randint(0, LARGEST_INTEGER))
        case Plain(kind="double"):
            return Number(kind="double", value=chance.gauss(0, 1))
    what = f"input {feature.name!r} is of a kind for which no values can be made up"
    raise KbError(where="kb verify kit", what=what, hint="bring your own: --inputs FILE")


def _array(dtype: str, shape: _Shape, chance: random.Random) -> Array:
    count = prod(shape)
    if dtype in _FLOATS:
        values = [chance.gauss(0, 1) for _ in range(count)]
        if dtype == "fp16":
            # The very values that an fp16 input holds, so that the reference sees no others.
            values = list(struct.unpack(f"<{count}e", struct.pack(f"<{count}e", *values)))
        return Array(dtype=dtype, shape=shape, encoding="fp32", content=struct.pack(f"<{count}f", *values))
    numbers = [chance.randint(0, LARGEST_INTEGER) for _ in range(count)]
    return Array(dtype=dtype, shape=shape, encoding="int32", content=struct.pack(f"<{count}i", *numbers))


def encode_inputs(sets: Sequence[InputSet], *, seed: int | None) -> dict[str, object]:
    """The document `kb.inputs/1`."""
    return {
        "schema": SCHEMA,
        "seed": seed,
        "sets": [
            {"name": each.name, "features": {name: _encoded(value) for name, value in each.values.items()}}
            for each in sets
        ],
    }


def _encoded(value: Input) -> dict[str, object]:
    match value:
        case Pixels():
            data = base64.b64encode(value.content).decode("ascii")
            return {
                "kind": "image",
                "width": value.width,
                "height": value.height,
                "colour": value.colour,
                "data": data,
            }
        case Number():
            return {"kind": value.kind, "value": value.value}
    return encode_output(value)
