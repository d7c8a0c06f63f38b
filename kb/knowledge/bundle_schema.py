"""The JSON Schema of the bundle, for programs in other languages that evaluate conditions themselves."""

from typing import Any, Final

from kb.knowledge.bundle import SCHEMA
from kb.platforms.targets import TARGETS
from kb.records.record import Confidence
from kb.records.schema import record_schema

_TARGET: Final = {"enum": [target.name for target in TARGETS]}
_TREE: Final = {
    "description": "The checked tree of `when`; docs/reference/conditions.md lists the kinds of nodes.",
    "type": "object",
    "required": ["version", "tree"],
    "properties": {"version": {"const": 1}, "tree": {"type": "array", "minItems": 1}},
}


def bundle_schema() -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "Everything that kb knows, as one document",
        "type": "object",
        "required": ["schema", "data_version", "coremltools", "records", "operations", "layers", "platforms"],
        "properties": {
            "schema": {"const": SCHEMA},
            "data_version": {"type": "string", "description": "The calendar version of the data."},
            "coremltools": {"type": "string", "description": "Whose registry operations and layers come from."},
            "records": {"type": "object", "additionalProperties": _record()},
            "operations": {"type": "object", "additionalProperties": _operation()},
            "layers": {"type": "object", "additionalProperties": _layer()},
            "platforms": {
                "type": "object",
                "required": ["chips", "devices", "releases"],
                "properties": {name: {"type": "object"} for name in ("chips", "devices", "releases", "targets")},
            },
        },
    }


def _record() -> dict[str, Any]:
    """A record's file, with what is computed from it: its area, confidence, and a tree beside each condition."""
    record = record_schema()
    properties = dict(record["properties"])
    rule = properties["rules"]["items"]
    properties["rules"] = properties["rules"] | {
        "items": rule | {"properties": rule["properties"] | {"tree": _TREE}, "dependentRequired": {"when": ["tree"]}}
    }
    properties["area"] = {"type": "string", "description": "The folder under data/records."}
    properties["confidence"] = {"enum": [confidence.value for confidence in Confidence]}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [*record["required"], "area", "confidence"],
        "properties": properties,
    }


def _operation() -> dict[str, Any]:
    version = {
        "type": "object",
        "required": ["since", "parameters"],
        "properties": {
            "since": _TARGET,
            "domains": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
            "parameters": {"type": "object", "additionalProperties": {"type": "object"}},
        },
    }
    return {
        "type": "object",
        "required": ["versions"],
        "properties": {"reference": {"type": "string"}, "versions": {"type": "array", "minItems": 1, "items": version}},
    }


def _layer() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["since", "fields"],
        "properties": {
            "since": _TARGET,
            "fields": {"type": "string", "description": "A line a field: its name, `*` where it repeats, its type."},
        },
    }
