"""A tree as a plain JSON value and back, so that the bundle carries conditions that nobody has to parse.

`{"version": 1, "tree": NODE}`, where a node is an array that opens with its kind. docs/reference/conditions.md
lists the kinds; any language can evaluate them.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from kb.errors import KbError
from kb.rules import tree
from kb.rules.functions import FUNCTIONS

TREE_VERSION: Final = 1
_MAX_DEPTH: Final = 100


def tree_to_json(node: tree.Node) -> dict[str, object]:
    return {"version": TREE_VERSION, "tree": _written(node)}


def _written(node: tree.Node) -> list[object]:  # noqa: PLR0911 — one for each kind of node
    match node:
        case tree.Literal(value=value):
            return ["literal", value]
        case tree.Name(name=name):
            return ["name", name]
        case tree.Attribute(of=of, name=name):
            return ["attribute", _written(of), name]
        case tree.Index(of=of, index=index):
            return ["index", _written(of), _written(index)]
        case tree.Slice(of=of, lower=lower, upper=upper):
            return ["slice", _written(of), lower, upper]
        case tree.Tuple(elements=elements):
            return ["tuple", [_written(each) for each in elements]]
        case tree.Negative(of=of):
            return ["negative", _written(of)]
        case tree.Arithmetic(operator=operator, left=left, right=right):
            return ["arithmetic", operator, _written(left), _written(right)]
        case _:
            return _written_logic(node)


def _written_logic(node: tree.Node) -> list[object]:
    match node:
        case tree.Comparison(left=left, operators=operators, rights=rights):
            pairs = [[operator, _written(right)] for operator, right in zip(operators, rights, strict=True)]
            return ["comparison", _written(left), pairs]
        case tree.And(parts=parts):
            return ["and", [_written(each) for each in parts]]
        case tree.Or(parts=parts):
            return ["or", [_written(each) for each in parts]]
        case tree.Not(of=of):
            return ["not", _written(of)]
        case tree.Call(function=function, arguments=arguments):
            return ["call", function, [_written(each) for each in arguments]]
        case tree.Generator(element=element, variable=variable, iterable=iterable, filters=filters):
            return ["generator", _written(element), variable, _written(iterable), [_written(each) for each in filters]]
        case _:
            raise AssertionError(node)


def tree_from_json(value: Any) -> tree.Node:
    """The tree of `tree_to_json`. Raises KbError where the value is something else."""
    if not isinstance(value, dict) or value.get("version") != TREE_VERSION:
        raise _unreadable("not a condition's tree of version 1")
    try:
        return _read(value.get("tree"), 1)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        raise _unreadable("a condition's tree that is damaged") from None


def _unreadable(what: str) -> KbError:
    return KbError(where="bundle", what=what, hint="build it anew")


def _read(value: Any, depth: int) -> tree.Node:
    if not isinstance(value, list) or depth > _MAX_DEPTH:
        raise ValueError(value)
    # By the kind's name, not by patterns tried in turn: a check reads a thousand nodes.
    return _READERS[value[0]](depth + 1, *value[1:])


def _read_all(values: Any, depth: int) -> tuple[tree.Node, ...]:
    return tuple([_read(value, depth) for value in _list(values)])


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _among(operator: Any, operators: tuple[str, ...]) -> str:
    if operator not in operators:
        raise ValueError(operator)
    return str(operator)


def _literal(_: int, value: Any) -> tree.Node:
    if not isinstance(value, bool | int | float | str):
        raise TypeError(value)
    return tree.Literal(value=value)


def _slice(depth: int, of: Any, lower: Any, upper: Any) -> tree.Node:
    if not isinstance(lower, int | None) or not isinstance(upper, int | None):
        raise TypeError((lower, upper))
    return tree.Slice(of=_read(of, depth), lower=lower, upper=upper)


def _arithmetic(depth: int, operator: Any, left: Any, right: Any) -> tree.Node:
    operator = _among(operator, tree.ARITHMETIC_OPERATORS)
    return tree.Arithmetic(operator=operator, left=_read(left, depth), right=_read(right, depth))


def _comparison(depth: int, left: Any, pairs: Any) -> tree.Node:
    operators = tuple([_among(operator, tree.COMPARISON_OPERATORS) for operator, _ in _list(pairs)])
    if not operators:
        raise ValueError(pairs)
    rights = _read_all([right for _, right in pairs], depth)
    return tree.Comparison(left=_read(left, depth), operators=operators, rights=rights)


def _call(depth: int, function: Any, arguments: Any) -> tree.Node:
    name = FUNCTIONS[function].name
    match arguments:
        case [["generator", element, str() as variable, iterable, list() as filters]]:
            generator = tree.Generator(
                element=_read(element, depth),
                variable=variable,
                iterable=_read(iterable, depth),
                filters=_read_all(filters, depth),
            )
            return tree.Call(function=name, arguments=(generator,))
        case _:
            return tree.Call(function=name, arguments=_read_all(arguments, depth))


_READERS: Final[Mapping[str, Callable[..., tree.Node]]] = {
    "literal": _literal,
    "name": lambda _, name: tree.Name(name=_text(name)),
    "attribute": lambda depth, of, name: tree.Attribute(of=_read(of, depth), name=_text(name)),
    "index": lambda depth, of, index: tree.Index(of=_read(of, depth), index=_read(index, depth)),
    "slice": _slice,
    "tuple": lambda depth, elements: tree.Tuple(elements=_read_all(elements, depth)),
    "negative": lambda depth, of: tree.Negative(of=_read(of, depth)),
    "arithmetic": _arithmetic,
    "comparison": _comparison,
    "and": lambda depth, parts: tree.And(parts=_read_all(parts, depth)),
    "or": lambda depth, parts: tree.Or(parts=_read_all(parts, depth)),
    "not": lambda depth, of: tree.Not(of=_read(of, depth)),
    "call": _call,
}
