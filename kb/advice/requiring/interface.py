"""From a model's description to what its inputs, outputs, states and functions need.

Source: apple/coremltools, mlmodel/src/Utils.cpp (`hasFlexibleShapes`, `hasFloat16MultiArray`, `hasMultiFunctions`,
`hasEmptyInput`, …). Apple's rule reads no state and nothing inside function descriptions; here they are read.
"""

from collections.abc import Iterator
from typing import Final

from kb.advice.requiring.need import Need
from kb.models.message import Message

_LISTS: Final = ("input", "output", "state")
FLEXIBLE: Final = 3
SEQUENCE: Final = 3
DEFAULT_VALUE: Final = 5
SUPPRESSION_FP32: Final = 5
FP16: Final = 7
STATE: Final = 9
FUNCTIONS: Final = 9
NO_INPUT: Final = 9
INT8: Final = 10


def interface_needs(description: Message, kind: str) -> Iterator[Need]:
    """`description` is the model's ModelDescription."""
    if default := description.text("defaultFunctionName"):
        yield Need(FUNCTIONS, "a default function", f"function {default}")
    yield from _feature_lists(description, kind, place="")
    if not description.count("functions") and not description.count("input"):
        yield Need(NO_INPUT, "no inputs", "")
    for function in description.messages("functions"):
        name = f"function {function.text('name')}"
        yield Need(FUNCTIONS, "functions described one by one", name)
        if not function.count("input"):
            yield Need(NO_INPUT, "no inputs", name)
        yield from _feature_lists(function, kind, place=f"{name}, ")


def _feature_lists(description: Message, kind: str, *, place: str) -> Iterator[Need]:
    for role in _LISTS:
        for feature in description.messages(role):
            where = f"{place}{role} {feature.text('name')}"
            type_ = feature.message("type")
            if role == "state" or type_.which("Type") == "stateType":
                yield Need(STATE, "a state", where)
            for version, what in _type_needs(type_, kind):
                yield Need(version, what, where)


def _type_needs(type_: Message, kind: str) -> Iterator[tuple[int, str]]:
    match type_.which("Type"):
        case "multiArrayType":
            yield from _array_needs(type_.message("multiArrayType"), kind, optional=type_.boolean("isOptional"))
        case "imageType":
            image = type_.message("imageType")
            if image.which("SizeFlexibility"):
                yield FLEXIBLE, "image of flexible size"
            if image.enum("colorSpace") == "GRAYSCALE_FLOAT16":
                yield FP16, "image of dtype fp16 (GRAYSCALE_FLOAT16)"
        case "sequenceType":
            if element := type_.message("sequenceType").which("Type"):
                yield SEQUENCE, f"sequence of {element.removesuffix('Type')}"
        case "stateType":
            if type_.message("stateType").message("arrayType").enum("dataType") == "INT8":
                yield INT8, "a state of dtype int8"


def _array_needs(array: Message, kind: str, *, optional: bool) -> Iterator[tuple[int, str]]:
    if array.which("ShapeFlexibility"):
        yield FLEXIBLE, "array of flexible shape"
    if optional and array.which("defaultOptionalValue"):
        yield DEFAULT_VALUE, "default value of an optional array"
    match array.enum("dataType"):
        case "FLOAT16":
            yield FP16, "array of dtype fp16"
        case "INT8":
            yield INT8, "array of dtype int8"
        case "FLOAT32" if kind == "nonMaximumSuppression":
            yield SUPPRESSION_FP32, "array of dtype fp32 of a nonMaximumSuppression"
