"""The JSON Schema of a record's file, for editors: written from the same table by which the parser checks."""

from typing import Any, Final

from kb.records.fields import RECORD
from kb.records.kinds import Choice, Date, Example, Field, Fields, Flag, Kind, Many, Table, Text

SCHEMA_ID: Final = "kb.record-file/1"


def record_schema() -> dict[str, Any]:
    """Draft 2020-12. Editors complete keys and enumerations by it; `kb lint` sees more."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "A known compatibility issue of Core ML",
        **_schema(RECORD),
    }


def _schema(kind: Kind) -> dict[str, Any]:
    match kind:
        case Text():
            # Editors read `8.1` as a number; the parser takes it as it is written.
            written = {"type": ["string", "number"]} if not kind.pattern else {"type": "string"}
            return written | ({"pattern": f"^(?:{kind.pattern})\\s*$"} if kind.pattern else {})
        case Choice():
            return {"enum": list(kind.values)}
        case Flag():
            return {"type": "boolean"}
        case Date():
            return {"type": "string", "format": "date"}
        case Many():
            return {"type": "array", "minItems": 1, "items": _schema(kind.of)}
        case Table():
            keys = {"propertyNames": {"enum": list(kind.keys)}} if kind.keys else {}
            return {"type": "object", "minProperties": 1, "additionalProperties": _schema(kind.of)} | keys
        case Example():
            step = {"type": "object", "minProperties": 1}
            return {"anyOf": [step, {"type": "array", "minItems": 1, "items": step}]}
        case Fields():
            return _fields(kind)


def _fields(kind: Fields) -> dict[str, Any]:
    required = [name for name, field in kind.fields.items() if field.required]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _described(field) for name, field in kind.fields.items()},
    } | ({"required": required} if required else {})


def _described(field: Field) -> dict[str, Any]:
    return {"description": field.about} | _schema(field.kind)
