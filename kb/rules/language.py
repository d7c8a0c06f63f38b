"""From a condition's text to its tree. Nothing but `ConditionError` is ever raised; nothing is ever executed.

The language is a subset of Python's expressions: `docs/reference/conditions.md` lists it whole.
"""

import ast
import math
import warnings
from collections.abc import Callable
from typing import Final

from kb.rules import tree
from kb.rules.errors import ConditionError, ConditionProblem, did_you_mean
from kb.rules.functions import FUNCTIONS
from kb.rules.kleene import INTEGER_LIMIT

MAX_LENGTH: Final = 2000
"""Characters. Checked before Python's own parser sees the text."""
MAX_NESTING: Final = 24

_ARITHMETIC: Final[dict[type[ast.operator], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
}
_COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
_INSTEAD: Final[dict[type[ast.AST], str]] = {
    ast.List: "write a tuple: (1, 2)",
    ast.Set: "write a tuple: (1, 2)",
    ast.ListComp: "write a generator inside any(…), all(…), sum(…), min(…) or max(…)",
    ast.SetComp: "write a generator inside any(…), all(…), sum(…), min(…) or max(…)",
    ast.IfExp: "write it with `and` and `or`",
    ast.Starred: "name the elements one by one",
    ast.JoinedStr: "write a plain string",
}
_WORDS: Final[dict[type[ast.AST], str]] = {
    ast.Lambda: "a lambda",
    ast.IfExp: "`… if … else …`",
    ast.List: "a list",
    ast.Set: "a set",
    ast.Dict: "a dictionary",
    ast.ListComp: "a list comprehension",
    ast.SetComp: "a set comprehension",
    ast.DictComp: "a dictionary comprehension",
    ast.Await: "`await`",
    ast.Yield: "`yield`",
    ast.YieldFrom: "`yield`",
    ast.JoinedStr: "an f-string",
    ast.Starred: "`*…`",
    ast.NamedExpr: "`:=`",
}


def parse_condition(text: str) -> tree.Node:
    """The tree of a condition. Names are not looked up yet: that is `kb.rules.type_checking`'s work."""
    if len(text) > MAX_LENGTH:
        raise _error((1, 1), f"a condition of {len(text)} characters", f"at most {MAX_LENGTH}; split the rule in two")
    if not text.strip():
        raise _error((1, 1), "an empty condition", "leave `when` out where a rule always holds")
    if "\\" in text:
        raise _error(_place_of(text, text.index("\\")), "a backslash", "a condition has no escapes")
    return _Reader(text).read(_python_tree(text), 1)


def _python_tree(text: str) -> ast.expr:
    # In parentheses a condition may run over several lines and end in a comment.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            body = ast.parse(f"({text}\n)", mode="eval").body
    except SyntaxError as error:
        place = _place_of_syntax_error(error, text)
        raise _error(place, f"this is not an expression: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError, Warning):
        raise _error((1, 1), "this is not an expression that can be read") from None
    if body.col_offset == 0 and body.lineno == 1 and not isinstance(body, ast.Tuple | ast.GeneratorExp):
        # `a) or (b` would balance with the parentheses that we put around it.
        raise _error((1, 1), "parentheses do not balance")
    return body


def _place_of_syntax_error(error: SyntaxError, text: str) -> tree.Position:
    line, column = error.lineno or 1, error.offset or 1
    lines = text.split("\n")
    if line > len(lines):
        return len(lines), len(lines[-1]) + 1
    return line, max(1, column - 1 if line == 1 else column)


def _place_of(text: str, offset: int) -> tree.Position:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _error(place: tree.Position, what: str, hint: str = "") -> ConditionError:
    return ConditionError(ConditionProblem(line=place[0], column=place[1], what=what, hint=hint))


class _Reader:
    """Python's tree → ours, and a clear refusal of everything that is not in the language."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._read_as: dict[type[ast.expr], Callable[..., tree.Node]] = {
            ast.Constant: self._literal,
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.Subscript: self._subscript,
            ast.Tuple: self._tuple,
            ast.UnaryOp: self._unary,
            ast.BinOp: self._arithmetic,
            ast.Compare: self._comparison,
            ast.BoolOp: self._and_or,
            ast.Call: self._call,
        }

    def read(self, node: ast.expr, depth: int) -> tree.Node:
        if depth > MAX_NESTING:
            raise _error(self._place(node), "nested too deeply", f"at most {MAX_NESTING} levels; split the rule in two")
        reading = self._read_as.get(type(node))
        if reading is None:
            raise self._refusal(node)
        return reading(node, depth)

    def _refusal(self, node: ast.expr) -> ConditionError:
        if isinstance(node, ast.GeneratorExp):
            return _error(self._place(node), "a generator outside a call", "write any(… for … in …) or all(…)")
        word = _WORDS.get(type(node), f"`{type(node).__name__}`")
        return _error(self._place(node), f"a condition cannot contain {word}", _INSTEAD.get(type(node), ""))

    def _place(self, node: ast.expr) -> tree.Position:
        return self._position(node.lineno, node.col_offset)

    def _position(self, line: int, byte_offset: int) -> tree.Position:
        if line == 1:
            byte_offset = max(0, byte_offset - 1)
        if line > len(self._lines):
            return len(self._lines), len(self._lines[-1]) + 1
        before = self._lines[line - 1].encode("utf-8", "surrogatepass")[:byte_offset]
        return line, len(before.decode("utf-8", "replace")) + 1

    def _literal(self, node: ast.Constant, _depth: int) -> tree.Node:
        value = node.value
        if not isinstance(value, bool | int | float | str):
            word = "None" if value is None else f"`{ast.unparse(node)}`"
            hint = "ask `.is_given` or `.is_constant`" if value is None else ""
            raise _error(self._place(node), f"a condition cannot contain {word}", hint)
        if isinstance(value, int) and value >= INTEGER_LIMIT:
            raise _error(self._place(node), "a number that is too large")
        if isinstance(value, float) and not math.isfinite(value):
            raise _error(self._place(node), "a number that is too large")
        if isinstance(value, str) and (not value.isprintable() or {"'", '"'} <= set(value)):
            # It could be printed with escapes only, which a condition does not have.
            hint = "write it in one kind of quotes, on one line"
            raise _error(self._place(node), "a string with both quotes, or with what cannot be printed", hint)
        return tree.Literal(value=value, at=self._place(node))

    def _name(self, node: ast.Name, _depth: int) -> tree.Node:
        return tree.Name(name=node.id, at=self._place(node))

    def _attribute(self, node: ast.Attribute, depth: int) -> tree.Node:
        end = self._position(node.end_lineno or node.lineno, node.end_col_offset or 0)
        at = (end[0], max(1, end[1] - len(node.attr)))
        return tree.Attribute(of=self.read(node.value, depth + 1), name=node.attr, at=at)

    def _subscript(self, node: ast.Subscript, depth: int) -> tree.Node:
        of = self.read(node.value, depth + 1)
        if isinstance(node.slice, ast.Slice):
            if node.slice.step is not None:
                raise _error(self._place(node), "a slice with a step")
            lower, upper = self._bound(node.slice.lower), self._bound(node.slice.upper)
            return tree.Slice(of=of, lower=lower, upper=upper, at=self._place(node))
        return tree.Index(of=of, index=self.read(node.slice, depth + 1), at=self._place(node))

    def _bound(self, node: ast.expr | None) -> int | None:
        if node is None:
            return None
        negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
        inner = node.operand if isinstance(node, ast.UnaryOp) and negative else node
        if not isinstance(inner, ast.Constant) or type(inner.value) is not int:
            raise _error(self._place(node), "a slice's bounds must be whole numbers written out")
        if inner.value >= INTEGER_LIMIT:
            raise _error(self._place(node), "a number that is too large")
        return -inner.value if negative else inner.value

    def _tuple(self, node: ast.Tuple, depth: int) -> tree.Node:
        return tree.Tuple(elements=tuple(self.read(each, depth + 1) for each in node.elts), at=self._place(node))

    def _unary(self, node: ast.UnaryOp, depth: int) -> tree.Node:
        of = self.read(node.operand, depth + 1)
        if isinstance(node.op, ast.Not):
            return tree.Not(of=of, at=self._place(node))
        if not isinstance(node.op, ast.USub):
            word = "~" if isinstance(node.op, ast.Invert) else "+"
            raise _error(self._place(node), f"a condition cannot contain `{word}` before a value")
        if isinstance(of, tree.Literal) and type(of.value) in (int, float):
            return tree.Literal(value=-of.value, at=self._place(node))  # type: ignore[operator]  # no str: just checked
        return tree.Negative(of=of, at=self._place(node))

    def _arithmetic(self, node: ast.BinOp, depth: int) -> tree.Node:
        operator = _ARITHMETIC.get(type(node.op))
        if operator is None:
            hint = "write `or`" if isinstance(node.op, ast.BitOr) else "write `and`"
            hint = hint if isinstance(node.op, ast.BitOr | ast.BitAnd) else ""
            raise _error(self._place(node), "a condition has no bitwise operators", hint)
        left, right = self.read(node.left, depth + 1), self.read(node.right, depth + 1)
        return tree.Arithmetic(operator=operator, left=left, right=right, at=self._place(node))

    def _comparison(self, node: ast.Compare, depth: int) -> tree.Node:
        operators = tuple(_COMPARISONS.get(type(operator), "") for operator in node.ops)
        if "" in operators:
            raise _error(self._place(node), "a condition cannot contain `is`", "write `==`, `!=` or `.is_given`")
        rights = tuple(self.read(each, depth + 1) for each in node.comparators)
        left = self.read(node.left, depth + 1)
        return tree.Comparison(left=left, operators=operators, rights=rights, at=self._place(node))

    def _and_or(self, node: ast.BoolOp, depth: int) -> tree.Node:
        parts = tuple(self.read(each, depth + 1) for each in node.values)
        kind = tree.And if isinstance(node.op, ast.And) else tree.Or
        return kind(parts=parts, at=self._place(node))

    def _call(self, node: ast.Call, depth: int) -> tree.Node:
        if not isinstance(node.func, ast.Name):
            raise _error(self._place(node), "a condition can call nothing but the language's own functions")
        name = node.func.id
        if name not in FUNCTIONS:
            raise _error(self._place(node), f"no function `{name}`", did_you_mean(name, tuple(FUNCTIONS)))
        if node.keywords:
            raise _error(self._place(node), f"`{name}` takes no arguments by name")
        if len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp):
            if not FUNCTIONS[name].takes_generator:
                raise _error(self._place(node.args[0].elt), f"`{name}` takes no generator")
            argument = self._generator(node.args[0], depth + 1)
            return tree.Call(function=name, arguments=(argument,), at=self._place(node))
        arguments = tuple(self.read(each, depth + 1) for each in node.args)
        return tree.Call(function=name, arguments=arguments, at=self._place(node))

    def _generator(self, node: ast.GeneratorExp, depth: int) -> tree.Node:
        if len(node.generators) != 1 or node.generators[0].is_async:
            raise _error(self._place(node.elt), "a generator over more than one thing", "nest any(…) or all(…) instead")
        loop = node.generators[0]
        if not isinstance(loop.target, ast.Name):
            raise _error(self._place(loop.target), "a generator's variable must be one name")
        return tree.Generator(
            element=self.read(node.elt, depth + 1),
            variable=loop.target.id,
            iterable=self.read(loop.iter, depth + 1),
            filters=tuple(self.read(each, depth + 1) for each in loop.ifs),
            at=self._place(loop.target),
        )
