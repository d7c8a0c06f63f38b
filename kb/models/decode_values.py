"""MIL's types and values: from the bytes of a `ValueType` or `Value` message to `ValueType` and `Constant`.

Programs repeat the same few types and small constants over and over, so both are remembered by their bytes.
"""

import math
import struct
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kb.models.message import VALUES_LIMIT, Message, message_of
from kb.models.model import (
    Constant,
    DictionaryType,
    ListType,
    Scalar,
    StateType,
    TensorType,
    TupleType,
    ValueType,
)
from kb.models.wire import LENGTH, WHOLE_LIMIT, Span, walk

# MIL's DataType → its spelling in programs.
DTYPES: Final = {
    "BOOL": "bool",
    "STRING": "string",
    "FLOAT16": "fp16",
    "FLOAT32": "fp32",
    "FLOAT64": "fp64",
    "BFLOAT16": "bf16",
    "FLOAT8E4M3FN": "fp8e4m3fn",
    "FLOAT8E5M2": "fp8e5m2",
}
# A rank beyond this is nobody's tensor; Core ML itself knows five dimensions, eight in places.
RANK_LIMIT: Final = 64
# Elements of one tuple type.
ELEMENTS_LIMIT: Final = 4096

# Tags of `MILSpec.Value`.
_VALUE_TYPE: Final = 2 << 3 | LENGTH
_VALUE_IMMEDIATE: Final = 3 << 3 | LENGTH
_VALUE_FILE: Final = 5 << 3 | LENGTH

_REMEMBERED: Final = 4096
_REMEMBERED_BYTES: Final = 512
# How the numbers of a dtype stand in `TensorValue.bytes`, little-endian.
_LETTERS: Final = {
    "fp16": "e",
    "fp32": "f",
    "fp64": "d",
    "int8": "b",
    "uint8": "B",
    "int16": "h",
    "uint16": "H",
    "int32": "i",
    "uint32": "I",
    "int64": "q",
    "uint64": "Q",
    "bool": "?",
}
_BITS: Final = {"uint1": 1, "uint2": 2, "uint3": 3, "uint4": 4, "uint6": 6, "int4": 4}


def dtype_of(name: str) -> str:
    """`FLOAT16` → `fp16`; `unknown` for numbers that the field table has no name for."""
    return DTYPES.get(name) or ("unknown" if name.isdigit() or name.startswith("-") else name.lower())


@lru_cache(_REMEMBERED)
def decode_type(content: bytes) -> ValueType | None:
    """The type that a `ValueType` message's bytes say; None where they say none that is known."""
    return value_type_of(message_of(content, origin="type", type="MILSpec.ValueType"))


def value_type_of(message: Message) -> ValueType | None:
    arm = message.which("type")
    inner = message.message(arm) if arm else message
    match arm:
        case "tensorType":
            return TensorType(dtype=dtype_of(inner.enum("dataType")), shape=_shape(inner))
        case "listType":
            element = value_type_of(inner.message("type"))
            return ListType(element=element, length=_dimension(inner.message("length"))) if element else None
        case "tupleType":
            return _tuple_type(inner)
        case "dictionaryType":
            key, value = value_type_of(inner.message("keyType")), value_type_of(inner.message("valueType"))
            return DictionaryType(key=key, value=value) if key and value else None
        case "stateType":
            wrapped = value_type_of(inner.message("wrappedType"))
            return StateType(wrapped=wrapped) if wrapped else None
    return None


def _tuple_type(message: Message) -> TupleType | None:
    if message.count("types") > ELEMENTS_LIMIT:
        return None
    elements = tuple(value_type_of(each) for each in message.messages("types"))
    known = tuple(each for each in elements if each is not None)
    return TupleType(elements=known) if len(known) == len(elements) else None


def _shape(tensor: Message) -> tuple[int | None, ...] | None:
    """The dimensions; None where the rank is unknown: negative, or a dimension stands for any number of them."""
    rank = tensor.integer("rank")
    if rank < 0 or tensor.count("dimensions") > RANK_LIMIT:
        return None
    dimensions = tuple(tensor.messages("dimensions"))
    if any(each.message("unknown").boolean("variadic") for each in dimensions) or len(dimensions) != rank:
        return None
    return tuple(_dimension(each) for each in dimensions)


def _dimension(message: Message) -> int | None:
    return message.message("constant").integer("size") if message.which("dimension") == "constant" else None


def decode_value(span: Span) -> Constant:
    """The constant that a `Value` message holds. Values in the weight file, and large ones, are not read."""
    value_type: ValueType | None = None
    immediate: tuple[int, int] | None = None
    in_weight_file = False
    for tag, a, b in walk(span):
        if tag == _VALUE_TYPE and b - a <= WHOLE_LIMIT:
            value_type = decode_type(span.bytes_of(a, b))
        elif tag in (_VALUE_IMMEDIATE, _VALUE_FILE):
            in_weight_file = tag == _VALUE_FILE
            immediate = (a, b)
    if in_weight_file or immediate is None:
        return Constant(type=value_type, values=None, in_weight_file=in_weight_file)
    if immediate[1] - immediate[0] > _REMEMBERED_BYTES:
        message = Message("MILSpec.Value.ImmediateValue", (span.part(*immediate),))
        return Constant(type=value_type, values=_immediate(message, value_type))
    return _decode_immediate(span.bytes_of(*immediate), value_type)


@lru_cache(_REMEMBERED)
def _decode_immediate(content: bytes, value_type: ValueType | None) -> Constant:
    message = message_of(content, origin="value", type="MILSpec.Value.ImmediateValue")
    return Constant(type=value_type, values=_immediate(message, value_type))


def constant_of(message: Message) -> Constant:
    value_type = value_type_of(message.message("type"))
    if message.which("value") == "blobFileValue":
        return Constant(type=value_type, values=None, in_weight_file=True)
    return Constant(type=value_type, values=_immediate(message.message("immediateValue"), value_type))


def _immediate(message: Message, value_type: ValueType | None) -> tuple[Scalar, ...] | None:
    arm = message.which("value")
    inner = message.message(arm) if arm else message
    if arm == "tensor" and isinstance(value_type, TensorType):
        return _tensor(inner, value_type)
    if arm in ("list", "tuple"):
        return _flat(inner)
    return None


def _flat(message: Message) -> tuple[Scalar, ...] | None:
    """The values of a list's or tuple's elements in a row."""
    values: list[Scalar] = []
    for each in message.messages("values"):
        inner = constant_of(each).values
        if inner is None or len(values) + len(inner) > VALUES_LIMIT:
            return None
        values.extend(inner)
    return tuple(values)


def _tensor(message: Message, tensor: TensorType) -> tuple[Scalar, ...] | None:
    """All elements of a tensor whose size is known and at most VALUES_LIMIT."""
    if tensor.shape is None or None in tensor.shape:
        return None
    size = math.prod(each for each in tensor.shape if each is not None)
    arm = message.which("value")
    if not arm or size > VALUES_LIMIT:
        return None
    inner = message.message(arm)
    if arm == "bytes":
        content = inner.scalar("values")
        values = _from_bytes(content, tensor.dtype, size) if isinstance(content, bytes) else None
    elif arm == "strings":
        values = inner.texts("values") if inner.count("values") == size else None
    else:
        values = inner.scalars("values")
    return values if values is not None and len(values) == size else None


def _from_bytes(content: bytes, dtype: str, size: int) -> tuple[Scalar, ...] | None:
    if dtype in _LETTERS:
        layout = struct.Struct(f"<{size}{_LETTERS[dtype]}")
        return layout.unpack(content) if len(content) == layout.size else None
    if dtype in _BITS:
        return tuple(_from_bits(content, _BITS[dtype], size, signed=dtype == "int4"))
    return None


def _from_bits(content: bytes, bits: int, size: int, *, signed: bool) -> Iterator[int]:
    """Elements narrower than a byte: packed from the lowest bit on, without gaps."""
    whole = int.from_bytes(content, "little")
    if bits * size > 8 * len(content):
        return
    for index in range(size):
        value = whole >> (bits * index) & ((1 << bits) - 1)
        yield value - (1 << bits) if signed and value >> (bits - 1) else value
