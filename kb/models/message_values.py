"""From the bytes of a field to numbers and texts, as protobuf reads them."""

import struct
from collections.abc import Iterator
from typing import Final, TypeAlias

from kb.models.message_types import Field
from kb.models.sources import unreadable
from kb.models.wire import LENGTH, VARINT, Span, varint

Scalar: TypeAlias = bool | int | float | str | bytes

# Bytes that are read of one `bytes` field, and of one text; a longer text is cut and ends with an ellipsis.
BYTES_LIMIT: Final = 64 * 1024
TEXT_LIMIT: Final = 256 * 1024

DEFAULTS: Final[dict[str, Scalar]] = {"bool": False, "float": 0.0, "double": 0.0, "string": "", "bytes": b""}

_FORMATS: Final = {"float": ("<f", 4), "double": ("<d", 8)}
_HIGH_BYTES: Final = bytes(range(128, 256))


def decoded(field: Field, span: Span, wire: int, a: int, b: int) -> Scalar:
    if wire == VARINT:
        return integer(field.kind, a)
    if field.kind in _FORMATS:
        value: float = struct.unpack(_FORMATS[field.kind][0], span.bytes_of(a, b))[0]
        return value
    if field.kind == "bytes":
        return span.bytes_of(a, min(b, a + BYTES_LIMIT))
    content = span.bytes_of(a, min(b, a + TEXT_LIMIT))
    if b - a > TEXT_LIMIT:
        return content.decode(errors="ignore") + "…"
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise unreadable(span.source, a + error.start, f"text that is no UTF-8 ({field.name})") from None


def integer(kind: str, value: int) -> int | bool:
    """A varint as what its field says it is. Values that do not fit are cut, as protobuf cuts them."""
    if kind == "bool":
        return value != 0
    if kind in ("int32", "enum"):
        value &= 0xFFFF_FFFF
        return value - 2**32 if value >= 2**31 else value
    if kind == "uint32":
        return value & 0xFFFF_FFFF
    return value - 2**64 if kind == "int64" and value >= 2**63 else value


def packed(field: Field, span: Span, a: int, b: int) -> Iterator[Scalar]:
    content = span.bytes_of(a, b)
    if field.kind in _FORMATS:
        letter, width = _FORMATS[field.kind]
        if len(content) % width:
            raise unreadable(span.source, a, f"{field.name}: no whole number of values")
        yield from struct.unpack(f"<{len(content) // width}{letter[1]}", content)
        return
    index = 0
    try:
        while index < len(content):
            value, index = varint(content, index)
            yield integer(field.kind, value)
    except IndexError:
        raise unreadable(span.source, b, f"{field.name}: ends in the middle of a number") from None
    except ValueError as error:
        raise unreadable(span.source, a + index, str(error)) from None


def packed_count(field: Field, span: Span, wire: int, a: int, b: int) -> int:
    """How many numbers stand at one place of a repeated field."""
    if wire != LENGTH:
        return 1
    if field.kind in _FORMATS:
        return (b - a) // _FORMATS[field.kind][1]
    # A varint ends with its only byte below 128.
    steps = range(a, b, BYTES_LIMIT)
    return sum(len(span.bytes_of(at, min(at + BYTES_LIMIT, b)).translate(None, _HIGH_BYTES)) for at in steps)
