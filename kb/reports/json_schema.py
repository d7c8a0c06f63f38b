"""From the public TypedDicts of a JSON document to its JSON Schema (draft 2020-12)."""

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin, get_type_hints, is_typeddict

Schema: TypeAlias = dict[str, object]

_SIMPLE: dict[object, str] = {str: "string", int: "integer", bool: "boolean", float: "number", NoneType: "null"}


def schema_of(document: type, *, name: str) -> Schema:
    """The schema of `document`, whose `schema` key always says `name`.

    Unknown keys are allowed: new ones may come within a major version.
    """
    definitions: dict[str, Schema] = {}
    root = _object(document, definitions)
    properties = root["properties"]
    assert isinstance(properties, dict)
    properties["schema"] = {"const": name}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:coreml-kb:{name}",
        "title": name,
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _of(hint: Any, definitions: dict[str, Schema]) -> Schema:
    if hint in _SIMPLE:
        return {"type": _SIMPLE[hint]}
    if hint is object:
        return {}
    if is_typeddict(hint):
        return _reference(hint, definitions)
    arguments = get_args(hint)
    match get_origin(hint):
        case origin if origin is Annotated:
            return {"enum": list(arguments[1])}
        case origin if origin in (Union, UnionType):
            return {"anyOf": [_arm(argument, arguments, definitions) for argument in arguments]}
        case origin if origin is list:
            return {"type": "array", "items": _of(arguments[0], definitions)}
        case origin if origin is dict:
            return {"type": "object", "additionalProperties": _of(arguments[1], definitions)}
    raise TypeError(f"no JSON Schema for {hint!r}")


def _arm(hint: Any, arms: tuple[Any, ...], definitions: dict[str, Schema]) -> Schema:
    """One alternative. An object with fewer keys than another must not let a broken one of those pass for it."""
    schema = _of(hint, definitions)
    if not is_typeddict(hint):
        return schema
    more = {key for arm in arms if is_typeddict(arm) for key in get_type_hints(arm)} - set(get_type_hints(hint))
    return {**schema, "not": {"anyOf": [{"required": [key]} for key in sorted(more)]}} if more else schema


def _reference(typed: type, definitions: dict[str, Schema]) -> Schema:
    name = typed.__name__.removesuffix("V1")
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = _object(typed, definitions)
    return {"$ref": f"#/$defs/{name}"}


def _object(typed: type, definitions: dict[str, Schema]) -> Schema:
    hints: Mapping[str, Any] = get_type_hints(typed, include_extras=True)
    described: Schema = {"description": " ".join(typed.__doc__.split())} if typed.__doc__ else {}
    return {
        "type": "object",
        **described,
        "required": sorted(typed.__required_keys__),  # type: ignore[attr-defined] # every TypedDict has it
        "properties": {key: _of(hint, definitions) for key, hint in hints.items()},
    }
