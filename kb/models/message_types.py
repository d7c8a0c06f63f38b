"""What the field table says of a message type; a type's lines are parsed when it is first met."""

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from kb.models.wire import FIXED32, FIXED64, LENGTH, VARINT
from kb.models.wire_fields import ENUMERATIONS, MESSAGES

_WIRE_TYPES: Final = {
    "float": FIXED32,
    "double": FIXED64,
    "string": LENGTH,
    "bytes": LENGTH,
    "message": LENGTH,
    "map": LENGTH,
}


class Field(NamedTuple):
    number: int
    name: str
    kind: str
    repeated: bool
    type: str
    oneof: str
    wire_type: int
    """Of one element; numbers of a repeated field may also stand packed."""

    def fits(self, wire_type: int) -> bool:
        """Whether the field may stand with this wire type; if not, protobuf takes it for an unknown field."""
        return wire_type == self.wire_type or (self.repeated and wire_type == LENGTH)


class Types(NamedTuple):
    by_name: Mapping[str, Field]
    by_number: Mapping[int, Field]
    oneofs: frozenset[str]


@cache
def types_of(message: str) -> Types:
    """The fields of a message type."""
    fields = [_field_of(line) for line in MESSAGES[message].split("\n") if line]
    return Types(
        {field.name: field for field in fields},
        {field.number: field for field in fields},
        frozenset(field.oneof for field in fields if field.oneof),
    )


def _field_of(line: str) -> Field:
    number, name, kind, inner, oneof = line.split(" ")
    repeated, kind = kind.startswith("*"), kind.removeprefix("*")
    wire_type = _WIRE_TYPES.get(kind, VARINT)
    return Field(int(number), name, kind, repeated, inner.strip("-"), oneof.strip("-"), wire_type)


@cache
def names_of(enumeration: str) -> Mapping[int, str]:
    """Number → name of an enumeration's values."""
    pairs = (line.split(" ") for line in ENUMERATIONS[enumeration].split("\n") if line)
    return {int(number): name for number, name in pairs}
