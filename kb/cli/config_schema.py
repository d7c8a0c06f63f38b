"""The JSON Schema of a configuration file, from the options themselves: editors complete and check with it."""

from typing import Any, get_args, get_origin

from kb.cli.config import choices_of, option_hints

NAME = "kb.config/1"
_SUPPRESS = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["record", "reason"],
        "properties": {
            "record": {"type": "string", "minLength": 1, "description": "A slug or an alias."},
            "reason": {"type": "string", "minLength": 1, "description": "Why it does not matter here."},
            "until": {"type": "string", "format": "date", "description": "The last day on which it holds."},
            "model": {"type": "string", "description": "A glob over the model's path."},
            "function": {"type": "string", "description": "A function of the model."},
            "operation": {"type": "string", "description": "A glob over an operation's name, location or type."},
        },
    },
}


def config_schema() -> dict[str, Any]:
    """Of `kb.toml`, and of `[tool.kb]` in `pyproject.toml`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:coreml-kb:{NAME}",
        "title": NAME,
        "description": "Configuration of `kb check`. Keys are its long options.",
        "type": "object",
        "additionalProperties": False,
        "properties": {**{key: _of(hint) for key, hint in option_hints().items()}, "suppress": _SUPPRESS},
    }


def _of(hint: Any) -> dict[str, Any]:
    choices = choices_of(hint)
    if choices:
        return {"enum": list(choices)}
    if get_origin(hint) is tuple:
        return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    return {"type": "boolean" if bool in get_args(hint) else "string"}
