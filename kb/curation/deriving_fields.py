"""From coremltools' protobuf descriptors to `kb/models/wire_fields.py`, the table our own reader walks by.

The table is committed, so that reading a model needs neither coremltools nor protobuf; `check` tells when the
installed coremltools describes other fields.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Literal

WIRE_FIELDS: Final = Path(__file__).parent.parent / "models" / "wire_fields.py"
REPAIR: Final = "kb derive fields"

_PACKAGE: Final = "CoreML.Specification."
_HEADER: Final = '''\
# Derived by "{repair}" from coremltools {version}; do not edit.
"""Core ML's messages: field numbers, names, kinds. Names stand without `CoreML.Specification.`."""

from typing import Final

# A line a field: number, name, kind (`*` before it: repeated), message or enumeration, oneof; `-` for none.
# Text, not tuples: a message's lines are parsed when the message is first met, so that importing costs nothing.
MESSAGES: Final = {{
'''


def derive_wire_fields(mode: Literal["write", "check", "stdout"]) -> int:
    """Write the table, compare it with the one that stands there, or print it. Gives the exit status."""
    text = wire_fields_text()
    if mode == "stdout":
        sys.stdout.write(text)
        return 0
    if mode == "check":
        if WIRE_FIELDS.read_text(encoding="utf-8") == text:
            return 0
        sys.stderr.write(f"{WIRE_FIELDS}: not what the installed coremltools describes (run `{REPAIR}`)\n")
        return 1
    WIRE_FIELDS.write_text(text, encoding="utf-8")
    return 0


def wire_fields_text() -> str:
    """The table as Python source, from the descriptors of the installed coremltools."""
    import coremltools
    from coremltools.proto import Model_pb2

    messages: dict[str, Any] = {}
    _collect(Model_pb2.Model.DESCRIPTOR, messages)
    lines = [_HEADER.format(repair=REPAIR, version=coremltools.__version__)]
    lines.extend(_entry(name, _fields(messages[name])) for name in sorted(messages))
    lines.append("}\n\n# A line a value: number, name.\nENUMERATIONS: Final = {\n")
    lines.extend(_entry(name, values) for name, values in sorted(_enumerations(messages.values())))
    lines.append("}\n")
    return "".join(lines)


def _entry(name: str, lines: Iterable[str]) -> str:
    text = "".join(f"\n{line}" for line in lines)
    return f'    "{name}": """{text}\n""",\n' if text else f'    "{name}": "",\n'


def _collect(message: Any, into: dict[str, Any]) -> None:
    """`message` and every message that its fields lead to."""
    name = _short(message)
    if name in into:
        return
    into[name] = message
    for field in message.fields:
        if field.message_type is not None:
            _collect(field.message_type, into)


def _short(descriptor: Any) -> str:
    return str(descriptor.full_name).removeprefix(_PACKAGE)


def _fields(message: Any) -> Iterator[str]:
    for field in sorted(message.fields, key=lambda each: each.number):
        kind = f"{'*' if field.is_repeated else ''}{_kind(field)}"
        inner = field.message_type or field.enum_type
        oneof = field.containing_oneof
        yield f"{field.number} {field.name} {kind} {_short(inner) if inner else '-'} {oneof.name if oneof else '-'}"


def _kind(field: Any) -> str:
    """`int32`, `string`, `enum`, `message`, …; `map` where the message is a map's entry."""
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        return "map"
    names = {number: name for name, number in vars(type(field)).items() if name.startswith("TYPE_")}
    return str(names[field.type]).removeprefix("TYPE_").lower()


def _enumerations(messages: Iterable[Any]) -> Iterator[tuple[str, list[str]]]:
    seen = {_short(field.enum_type): field.enum_type for each in messages for field in each.fields if field.enum_type}
    for name, enumeration in seen.items():
        # The first name of an alias counts, as in protobuf.
        values = {value.number: value.name for value in reversed(enumeration.values)}
        yield name, [f"{number} {values[number]}" for number in sorted(values)]


if __name__ == "__main__":
    _MODES: Final[dict[str, Literal["write", "check", "stdout"]]] = {"--check": "check", "--stdout": "stdout"}
    sys.exit(derive_wire_fields(_MODES[sys.argv[1]] if len(sys.argv) > 1 else "write"))
