"""A tree as a plain JSON value and back, so that the bundle carries conditions that nobody has to parse.

`{"version": 1, "tree": NODE}`, where a node is an array that opens with its kind. docs/reference/conditions.md
lists the kinds; any language can evaluate them.
"""

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


def _read(value: Any, depth: int) -> tree.Node:  # noqa: PLR0911 — one for each kind of node
    if not isinstance(value, list) or depth > _MAX_DEPTH:
        raise ValueError(value)
    deeper = depth + 1
    match value:
        case ["literal", bool() | int() | float() | str() as literal]:
            return tree.Literal(value=literal)
        case ["name", str() as name]:
            return tree.Name(name=name)
        case ["attribute", of, str() as name]:
            return tree.Attribute(of=_read(of, deeper), name=name)
        case ["index", of, index]:
            return tree.Index(of=_read(of, deeper), index=_read(index, deeper))
        case ["slice", of, int() | None as lower, int() | None as upper]:
            return tree.Slice(of=_read(of, deeper), lower=lower, upper=upper)
        case ["tuple", list() as elements]:
            return tree.Tuple(elements=_read_all(elements, deeper))
        case ["negative", of]:
            return tree.Negative(of=_read(of, deeper))
        case ["arithmetic", str() as operator, left, right] if operator in tree.ARITHMETIC_OPERATORS:
            return tree.Arithmetic(operator=operator, left=_read(left, deeper), right=_read(right, deeper))
        case _:
            return _read_logic(value, deeper)


def _read_logic(value: list[Any], deeper: int) -> tree.Node:
    match value:
        case ["comparison", left, list() as pairs] if pairs:
            operators = tuple(str(operator) for operator, _ in pairs)
            if not set(operators) <= set(tree.COMPARISON_OPERATORS):
                raise ValueError(operators)
            rights = _read_all([right for _, right in pairs], deeper)
            return tree.Comparison(left=_read(left, deeper), operators=operators, rights=rights)
        case ["and", list() as parts]:
            return tree.And(parts=_read_all(parts, deeper))
        case ["or", list() as parts]:
            return tree.Or(parts=_read_all(parts, deeper))
        case ["not", of]:
            return tree.Not(of=_read(of, deeper))
        case ["call", str() as function, [["generator", element, str() as variable, iterable, list() as filters]]]:
            generator = tree.Generator(
                element=_read(element, deeper),
                variable=variable,
                iterable=_read(iterable, deeper),
                filters=_read_all(filters, deeper),
            )
            return tree.Call(function=FUNCTIONS[function].name, arguments=(generator,))
        case ["call", str() as function, list() as arguments]:
            return tree.Call(function=FUNCTIONS[function].name, arguments=_read_all(arguments, deeper))
        case _:
            raise ValueError(value[:1])


def _read_all(values: list[Any], depth: int) -> tuple[tree.Node, ...]:
    return tuple([_read(value, depth) for value in values])
