"""Why a condition holds, fails or stays open: its sub-expressions with the values seen, on one readable line.

strides = (14, 14): 14 is not in PRODUCTS_OF_TWO_INTERLEAVE_FACTORS
"""

from collections.abc import Iterator
from typing import Final

from kb.bounds.between import Between
from kb.rules import tree
from kb.rules.evaluating import Evaluate, compile_tree, generator_variables
from kb.rules.facts import Vocabulary
from kb.rules.kleene import COMPARISONS, UNKNOWN, is_fully_known
from kb.rules.printing import shown_value, text_of
from kb.rules.scope import MAX_STEPS, Scope, TooManySteps
from kb.rules.types import ThingType, Type
from kb.rules.verdict import Verdict

MAX_WHY_LENGTH: Final = 400
_OPPOSITE: Final = {
    "==": "!=",
    "!=": "==",
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "in": "not in",
    "not in": "in",
}
_SPOKEN: Final = {"==": "is", "!=": "is not", "in": "is in", "not in": "is not in"}
_OF_ALL: Final = {
    ("any", True): "one is true",
    ("any", False): "none is true",
    ("all", True): "all are true",
    ("all", False): "one is false",
}


def explain(node: tree.Node, verdict: Verdict, vocabulary: Vocabulary, scope: Scope) -> str:
    """One line: for UNDECIDED what is not known, else the parts that decided."""
    # One budget for the whole: a part that finds it spent counts as unknown, and the line gets less exact.
    scope.steps = 2 * MAX_STEPS
    explainer = _Explainer(vocabulary, scope, {})
    if verdict is Verdict.UNDECIDED:
        parts = explainer.missing(node) or [f"{text_of(node)} cannot be decided"]
    else:
        parts = explainer.reasons(node, held=verdict is Verdict.MATCHED)
    line = "; ".join(dict.fromkeys(parts))
    return line if len(line) <= MAX_WHY_LENGTH else line[: MAX_WHY_LENGTH - 1] + "…"


class _Explainer:
    """Explains parts of one condition at one place; `variables` are those of the generators around the part."""

    def __init__(self, vocabulary: Vocabulary, scope: Scope, variables: dict[str, Type]) -> None:
        self._vocabulary = vocabulary
        self._scope = scope
        self._variables = variables
        self._compiled: dict[int, Evaluate] = {}

    def value(self, node: tree.Node) -> object:
        evaluate = self._compiled.get(id(node))
        if evaluate is None:
            evaluate = self._compiled[id(node)] = compile_tree(node, self._vocabulary, self._variables)
        try:
            return evaluate(self._scope)
        except TooManySteps:
            return UNKNOWN

    def reasons(self, node: tree.Node, *, held: bool) -> list[str]:
        """Why the part is true (`held`) or false."""
        match node:
            case tree.And(parts=parts) | tree.Or(parts=parts):
                # One false part decides an `and`, one true part an `or`; otherwise all of them do.
                if held is isinstance(node, tree.And):
                    return [reason for part in parts for reason in self.reasons(part, held=held)]
                deciding = next((part for part in parts if self.value(part) is held), parts[0])
                return self.reasons(deciding, held=held)
            case tree.Not(of=of):
                return self.reasons(of, held=not held)
            case tree.Comparison():
                return self._comparison(node, held=held)
            case tree.Call(function="any" | "all", arguments=(tree.Generator() as generator,)):
                return self._quantified(node.function, generator, held=held)
            case tree.Call(function="any" | "all", arguments=(values,)) if not isinstance(values, tree.Tuple):
                return [f"{self._seen(values)}: {_OF_ALL[node.function, held]}"]
            case _:
                return [f"{self._text(node)} is {'true' if held else 'false'}{self._where([node])}"]

    def _comparison(self, node: tree.Comparison, *, held: bool) -> list[str]:
        links = list(zip((node.left, *node.rights), node.operators, node.rights, strict=False))
        if not held:
            links = [link for link in links if COMPARISONS[link[1]](self.value(link[0]), self.value(link[2])) is False][
                :1
            ]
        return [self._link(left, operator, right, held=held) for left, operator, right in links]

    def _link(self, left: tree.Node, operator: str, right: tree.Node, *, held: bool) -> str:
        operator = operator if held else _OPPOSITE[operator]
        where = self._where([each for each in (left, right) if not _is_leaf(each)])
        if operator == "==" and not self._has_facts(right):
            return self._seen(left) + where
        return f"{self._seen(left)} {_SPOKEN.get(operator, operator)} {self._seen(right)}{where}"

    def _quantified(self, function: str, node: tree.Generator, *, held: bool) -> list[str]:
        values = self._values(node)
        inner = self._inside(node)
        seen = self._seen_iterable(node, values)
        if held is (function == "any"):
            # A witness for `any`, a counter-example for `all`.
            for value in values:
                self._scope.variables[node.variable] = value
                if inner.value(node.element) is held and all(inner.value(each) is True for each in node.filters):
                    told = "; ".join(inner.reasons(node.element, held=held))
                    return [f"{seen}{self._named(node, value)}: {told}"]
        if not values:
            return [f"{seen}: there is none"]
        filters = "".join(f" if {text_of(each)}" for each in node.filters)
        words = f"no {node.variable} with" if function == "any" else f"for every {node.variable}"
        return [f"{seen}: {words} {text_of(node.element, self._shown())}{filters}"]

    def _values(self, node: tree.Generator) -> tuple[object, ...]:
        values = self.value(node.iterable)
        return values if isinstance(values, tuple) else ()

    def _inside(self, node: tree.Generator) -> "_Explainer":
        variables = generator_variables(node, self._vocabulary, self._variables)
        return _Explainer(self._vocabulary, self._scope, variables)

    def _seen_iterable(self, node: tree.Generator, values: tuple[object, ...]) -> str:
        text = self._text(node.iterable)
        if isinstance(node.iterable, tree.Tuple) or not self._has_facts(node.iterable):
            return text
        return text if self._holds_things(node) else f"{text} = {shown_value(values)}"

    def _holds_things(self, node: tree.Generator) -> bool:
        return isinstance(generator_variables(node, self._vocabulary, self._variables)[node.variable], ThingType)

    def _named(self, node: tree.Generator, value: object) -> str:
        name = getattr(value, "name", None)
        return f", {node.variable} = {shown_value(name)}" if self._holds_things(node) and name else ""

    def _shown(self) -> dict[str, object]:
        """Variables that are shown as the value that they stand for."""
        plain = [name for name, kind in self._variables.items() if not isinstance(kind, ThingType)]
        return {name: self._scope.variables[name] for name in plain if name in self._scope.variables}

    def _text(self, node: tree.Node) -> str:
        return text_of(node, self._shown())

    def _seen(self, node: tree.Node) -> str:
        """`strides = (14, 14)` for what depends on the model; the text itself for what is written out."""
        return f"{self._text(node)} = {shown_value(self.value(node))}" if self._has_facts(node) else self._text(node)

    def _where(self, nodes: list[tree.Node]) -> str:
        """The facts inside larger expressions, with their values."""
        leaves = [leaf for node in nodes if not _is_leaf(node) for leaf in self._leaves(node)]
        told = dict.fromkeys(self._seen(leaf) for leaf in leaves)
        return f", where {', '.join(told)}" if told else ""

    def _has_facts(self, node: tree.Node) -> bool:
        return any(True for _ in self._leaves(node))

    def _leaves(self, node: tree.Node) -> Iterator[tree.Node]:
        """The facts in an expression: the longest chains of names, attributes and indices."""
        if _is_leaf(node):
            name = _root(node)
            plain = name in self._variables and not isinstance(self._variables[name], ThingType)
            if not plain and (name in self._variables or name in self._vocabulary.names):
                yield node
            return
        for part in _parts(node):
            yield from self._leaves(part)

    def missing(self, node: tree.Node) -> list[str]:
        """What is not known, where the part cannot be decided."""
        match node:
            case tree.And(parts=parts) | tree.Or(parts=parts):
                return [each for part in parts if not _decided(self.value(part)) for each in self.missing(part)]
            case tree.Not(of=of):
                return self.missing(of)
            case tree.Call(arguments=(tree.Generator() as generator,)):
                return self._missing_in_generator(generator)
            case _ if _is_leaf(node):
                return [self._missing_leaf(node)]
            case _:
                return self._missing_in_parts(node)

    def _missing_in_parts(self, node: tree.Node) -> list[str]:
        parts = [part for part in _parts(node) if not is_fully_known(self.value(part))]
        told = [each for part in parts for each in self.missing(part)]
        return told or [f"{self._text(node)} has no value{self._where([node])}"]

    def _missing_in_generator(self, node: tree.Generator) -> list[str]:
        values = self.value(node.iterable)
        if not isinstance(values, tuple):
            return self.missing(node.iterable)
        if not self._holds_things(node) and not is_fully_known(values):
            return [f"{self._text(node.iterable)} = {shown_value(values)} is not wholly known"]
        inner = self._inside(node)
        for value in values:
            self._scope.variables[node.variable] = value
            for part in (*node.filters, node.element):
                if inner.value(part) is UNKNOWN:
                    return [f"{each}{self._named(node, value)}" for each in inner.missing(part)]
        return []

    def _missing_leaf(self, node: tree.Node) -> str:
        text, value = self._text(node), self.value(node)
        if isinstance(value, Between):
            return f"{text} can be {shown_value(value)}"
        if value is not UNKNOWN:
            return (
                f"{text} = {shown_value(value)} is not wholly known" if isinstance(value, tuple) else f"{text} is set"
            )
        given = _base(node)
        if given is not None and self._is_not_given(given):
            return f"{self._text(given)} is not given"
        if isinstance(node, tree.Index):
            values, index = self.value(node.of), self.value(node.index)
            if isinstance(values, tuple) and isinstance(index, int) and not -len(values) <= index < len(values):
                return f"{text} does not exist: {self._seen(node.of)}"
        return f"{text} is not known"

    def _is_not_given(self, node: tree.Name) -> bool:
        fact = self._vocabulary.names.get(node.name)
        kind = self._variables.get(node.name) or (fact.type if fact else None)
        if not isinstance(kind, ThingType) or "is_given" not in kind.facts:
            return False
        return self.value(tree.Attribute(of=node, name="is_given")) is False


def _decided(value: object) -> bool:
    return value is True or value is False


def _is_leaf(node: tree.Node) -> bool:
    return isinstance(node, tree.Name | tree.Attribute | tree.Index | tree.Slice) and bool(_root(node))


def _base(node: tree.Node) -> tree.Name | None:
    while isinstance(node, tree.Attribute | tree.Index | tree.Slice):
        node = node.of
    return node if isinstance(node, tree.Name) else None


def _root(node: tree.Node) -> str:
    base = _base(node)
    return base.name if base else ""


def _parts(node: tree.Node) -> tuple[tree.Node, ...]:
    match node:
        case tree.Tuple(elements=parts) | tree.And(parts=parts) | tree.Or(parts=parts) | tree.Call(arguments=parts):
            return parts
        case tree.Negative(of=of) | tree.Not(of=of) | tree.Slice(of=of):
            return (of,)
        case tree.Arithmetic(left=left, right=right):
            return (left, right)
        case tree.Comparison(left=left, rights=rights):
            return (left, *rights)
        case tree.Index(of=of, index=index):
            return (of, index)
        case tree.Generator(iterable=iterable):
            return (iterable,)
        case _:
            return ()
