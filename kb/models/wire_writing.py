"""Messages written by field name, through the same field table that reads them.

Compiled models stand in forms of their own; written as messages, one reader serves them all.
"""

import struct
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, TypeAlias

from kb.models.message_types import Field, types_of
from kb.models.wire import LENGTH
from kb.models.wire_fields import ENUMERATIONS

Content: TypeAlias = bytes | str | bool | int | float
"""bytes: an inner message, already written; str: a text, or an enumeration's name; else a number."""

_UNSIGNED: Final = 1 << 64


def written(message: str, fields: Iterable[tuple[str, Content]]) -> bytes:
    """The bytes of a message. A repeated field is given once for each of its values."""
    by_name = types_of(message).by_name
    return b"".join(_field(by_name[name], content) for name, content in fields)


def entry(name: str, content: Content) -> bytes:
    """A map's entry with a text for its key: field 1 is the key, field 2 the value, in every map."""
    value = content if isinstance(content, bytes) else str(content).encode(errors="replace")
    return _bytes(1, name.encode(errors="replace")) + _bytes(2, value)


@cache
def numbers_of(enumeration: str) -> Mapping[str, int]:
    """Name → number of an enumeration's values."""
    pairs = (line.split(" ") for line in ENUMERATIONS[enumeration].split("\n") if line)
    return {name: int(number) for number, name in pairs}


def _field(field: Field, content: Content) -> bytes:
    match field.kind:
        case "float":
            return varint(field.number << 3 | field.wire_type) + struct.pack("<f", content)
        case "double":
            return varint(field.number << 3 | field.wire_type) + struct.pack("<d", content)
        case "string" | "bytes" | "message" | "map":
            return _bytes(
                field.number, content if isinstance(content, bytes) else str(content).encode(errors="replace")
            )
        case "enum" if isinstance(content, str):
            return varint(field.number << 3) + varint(numbers_of(field.type)[content])
    return varint(field.number << 3) + varint(int(content) % _UNSIGNED)


def _bytes(number: int, content: bytes) -> bytes:
    return varint(number << 3 | LENGTH) + varint(len(content)) + content


def varint(value: int) -> bytes:
    """A number in base 128, lowest seven bits first."""
    if value < 0x80:
        return bytes((value,))
    parts = bytearray()
    while value >= 0x80:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)
