"""An example as one line of YAML, as a record's file has it."""

import json
from collections.abc import Mapping

from kb.records.record import Example


def example_text(example: Example) -> str:
    """`- conv: {x: "fp16[1,3,224,224]", strides: [14, 14]}`: YAML that reads as it would be written by hand."""
    return f"- {_flow(example, outermost=True)}"


def _flow(value: object, *, outermost: bool = False) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)}: {_flow(each)}" for key, each in value.items())
        return inner if outermost and len(value) == 1 else f"{{{inner}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, bool | int | float | str) or value is None:
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(str(value), ensure_ascii=False)


def _key(key: object) -> str:
    name = str(key)
    return name if name.replace("_", "").isalnum() else json.dumps(name, ensure_ascii=False)
