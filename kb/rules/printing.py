"""A tree as text again, and values as a reader wants to see them: short, on one line, nothing hidden in them."""

import math
from collections.abc import Mapping
from typing import Final

from kb.bounds.between import Between
from kb.rules import tree
from kb.rules.kleene import UNKNOWN

_LOWEST, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(10)
_BINDING: Final = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "//": _PRODUCT, "%": _PRODUCT, "**": _POWER}

_ELEMENTS_SHOWN: Final = 8
_CHARACTERS_SHOWN: Final = 60

Shown = Mapping[str, object]
"""Variables to show as the values that they stand for."""


def text_of(node: tree.Node, shown: Shown | None = None) -> str:
    """The condition's text, in one spelling; parsing it gives an equal tree."""
    return _text(node, shown or {})[0]


def _text(node: tree.Node, shown: Shown) -> tuple[str, int]:  # noqa: PLR0911 — one for each kind of node
    """The text, and how tightly it binds."""
    match node:
        case tree.Literal(value=value):
            return _literal(value)
        case tree.Name(name=name):
            return (_value(shown[name]), _ATOM) if name in shown else (name, _ATOM)
        case tree.Attribute(of=of, name=name):
            # A variable keeps its name here: `f.is_flexible` reads better than what `f` stands for.
            return f"{_within(of, _ATOM, {} if isinstance(of, tree.Name) else shown)}.{name}", _ATOM
        case tree.Index(of=of, index=index):
            return f"{_within(of, _ATOM, shown)}[{_text(index, shown)[0]}]", _ATOM
        case tree.Slice(of=of, lower=lower, upper=upper):
            bounds = f"{'' if lower is None else lower}:{'' if upper is None else upper}"
            return f"{_within(of, _ATOM, shown)}[{bounds}]", _ATOM
        case tree.Tuple(elements=elements):
            parts = [_text(each, shown)[0] for each in elements]
            return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})", _ATOM
        case tree.Call(function=function, arguments=arguments):
            return f"{function}({', '.join(_text(each, shown)[0] for each in arguments)})", _ATOM
        case tree.Generator():
            return _generator(node, shown), _LOWEST
        case _:
            return _operation(node, shown)


def _operation(node: tree.Node, shown: Shown) -> tuple[str, int]:
    match node:
        case tree.Negative(of=of):
            return f"-{_within(of, _SIGN, shown)}", _SIGN
        case tree.Arithmetic(operator=operator, left=left, right=right):
            binding = _BINDING[operator]
            # `**` binds from the right, and its exponent may carry a sign.
            sides = (_ATOM, _SIGN) if operator == "**" else (binding, binding + 1)
            return f"{_within(left, sides[0], shown)} {operator} {_within(right, sides[1], shown)}", binding
        case tree.Comparison(left=left, operators=operators, rights=rights):
            parts = [f"{each} {_within(right, _SUM, shown)}" for each, right in zip(operators, rights, strict=True)]
            return " ".join([_within(left, _SUM, shown), *parts]), _COMPARISON
        case tree.Not(of=of):
            return f"not {_within(of, _NOT, shown)}", _NOT
        case tree.And(parts=parts_):
            return " and ".join(_within(each, _NOT, shown) for each in parts_), _AND
        case tree.Or(parts=parts_):
            return " or ".join(_within(each, _AND, shown) for each in parts_), _OR
        case _:
            raise AssertionError(node)


def _within(node: tree.Node, binding: int, shown: Shown) -> str:
    text, own = _text(node, shown)
    return text if own >= binding else f"({text})"


def _generator(node: tree.Generator, shown: Shown) -> str:
    inside = {name: value for name, value in shown.items() if name != node.variable}
    filters = "".join(f" if {_within(each, _OR, inside)}" for each in node.filters)
    iterable = _within(node.iterable, _OR, shown)
    return f"{_within(node.element, _OR, inside)} for {node.variable} in {iterable}{filters}"


def _literal(value: object) -> tuple[str, int]:
    if isinstance(value, str):
        return _quoted(value), _ATOM
    text = repr(value)
    return text, _SIGN if text.startswith("-") else _ATOM


def _quoted(value: str) -> str:
    # Double quotes where nothing has to be escaped: that is how conditions are written.
    return f'"{value}"' if value.isprintable() and not set(value) & {'"', "\\"} else repr(value)


def shown_value(value: object) -> str:
    """A value seen in a model, cut to what one line takes, control characters written out."""
    return _value(value)


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return _tuple_value(value)
    if isinstance(value, str):
        cut = value if len(value) <= _CHARACTERS_SHOWN else value[:_CHARACTERS_SHOWN] + "…"
        return '"' + "".join(each if each.isprintable() else ascii(each)[1:-1] for each in cut) + '"'
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6g}" if math.isfinite(value) and not value.is_integer() else str(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Between):
        return str(value)
    return "unknown" if value is UNKNOWN else "…"


def _tuple_value(values: tuple[object, ...]) -> str:
    shown = [_value(value) if value is not UNKNOWN else "?" for value in values[:_ELEMENTS_SHOWN]]
    if len(values) > _ELEMENTS_SHOWN:
        return f"({', '.join(shown)}, … {len(values)} in all)"
    return f"({', '.join(shown)}{',' if len(values) == 1 else ''})"
