"""From the installed coremltools to `data/operations/`: which operation, parameter, dtype and layer exists since when.

The files are committed, so that nothing asks coremltools at run time; `kb derive operations --check` tells when the
installed coremltools says something else.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kb.availability.encoding import REFERENCE, layer_to_plain, operation_to_plain
from kb.availability.table import Availability, OperationEntry
from kb.curation.message_facts import layer_entries
from kb.curation.registry_facts import operation_entries

REPAIR: Final = "kb derive operations"

_WIDTH: Final = 120


def derived_availability() -> Availability:
    import coremltools

    return Availability(
        coremltools=str(coremltools.__version__), operations=operation_entries(), layers=layer_entries()
    )


def operations_texts() -> dict[str, str]:
    """File name → its text: operations by the module in which coremltools defines them, and the layers."""
    availability = derived_availability()
    themes: dict[str, dict[str, OperationEntry]] = {}
    for name, entry in availability.operations.items():
        themes.setdefault(_theme(entry), {})[name] = entry
    texts = {
        f"{theme}.yaml": _text(availability, "operations", _operation_lines(entries))
        for theme, entries in sorted(themes.items())
    }
    layers = (line for name, entry in availability.layers.items() for line in _lines(name, layer_to_plain(entry), 1))
    return texts | {"layers.yaml": _text(availability, "layers", layers)}


def _theme(entry: OperationEntry) -> str:
    """`…#….iOS15.conv.conv` → `conv`: the module, whichever target it stands under."""
    if not entry.documentation:
        return "control_flow"
    folder, module, _ = entry.documentation.removeprefix(REFERENCE).split(".")
    return "states" if folder == "coreml_dialect" else module


def _text(availability: Availability, section: str, lines: Iterator[str]) -> str:
    version = availability.coremltools
    head = f'# derived by "{REPAIR}" from coremltools {version}; do not edit\ncoremltools: "{version}"\n{section}:\n'
    return head + "".join(f"{line}\n" for line in lines)


def _operation_lines(entries: Mapping[str, OperationEntry]) -> Iterator[str]:
    for name, entry in entries.items():
        yield from _lines(name, operation_to_plain(entry), 1)


def _lines(key: str, value: Any, depth: int, dash: str = "") -> Iterator[str]:
    """YAML: on one line what fits and is no version or layer, else a line for each entry.

    A key like `nn:pooling` needs no quotes, for no space follows its colon.
    """
    start = f"{'  ' * depth}{dash}{key}:"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        yield start
        for element in value:
            for index, (inner, each) in enumerate(element.items()):
                yield from _lines(inner, each, depth + 1 if index == 0 else depth + 2, "- " if index == 0 else "")
        return
    if isinstance(value, str) and "\n" in value:
        yield f"{start} |"
        yield from (f"{'  ' * (depth + 1)}{line}" for line in value.splitlines())
        return
    line = f"{start} {_flow(value)}"
    if not isinstance(value, dict) or not value or (depth > 3 and len(line) <= _WIDTH):
        yield line
        return
    yield start
    for inner, each in value.items():
        yield from _lines(inner, each, depth + 1)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, str):
        return _word(value)
    if isinstance(value, float):
        mantissa, exponent, power = repr(value).partition("e")
        # YAML 1.1 takes `1e-05` for a text.
        return f"{mantissa}{'' if '.' in mantissa or not exponent else '.0'}{exponent}{power}"
    return json.dumps(value)


def _word(text: str) -> str:
    """Plain where no reader of YAML could take it for something else, else quoted."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _TAKEN else json.dumps(text)


_PLAIN: Final = re.compile(r"[A-Za-z][\w.]*")
# What YAML 1.1 takes for a boolean or nothing.
_TAKEN: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
