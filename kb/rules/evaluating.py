"""From a tree to a function that decides it: built once for an operation type, called once for each operation."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, TypeAlias

from kb.rules import tree
from kb.rules.errors import ConditionError, ConditionProblem
from kb.rules.facts import Vocabulary
from kb.rules.functions import CONSTANTS, FUNCTIONS
from kb.rules.kleene import ARITHMETIC, COMPARISONS, UNKNOWN, negation, negative
from kb.rules.scope import Scope
from kb.rules.types import Fact, ThingType, Type, element_type, value_type

Evaluate: TypeAlias = Callable[[Scope], object]
"""The value of an expression, in which any part may be UNKNOWN. Raises `TooManySteps` and nothing else."""

Variables: TypeAlias = Mapping[str, Type]


def compile_tree(node: tree.Node, vocabulary: Vocabulary, variables: Variables | None = None) -> Evaluate:
    """The expression's value as a function of its scope. `variables`: those of the generators around it."""
    return _Compiler(vocabulary, dict(variables or {}), []).value(node)


def compile_condition(
    node: tree.Node, vocabulary: Vocabulary, *, hidden: Callable[[Fact], bool] = lambda _: False
) -> tuple[Evaluate, tuple[Fact, ...]]:
    """The same for a whole condition, with the facts that it looks at; those that are `hidden` are unknown to it."""
    seen: list[Fact] = []
    return _Compiler(vocabulary, {}, seen, hidden).value(node), tuple(seen)


class _Compiler:
    def __init__(
        self,
        vocabulary: Vocabulary,
        variables: dict[str, Type],
        seen: list[Fact],
        hidden: Callable[[Fact], bool] = lambda _: False,
    ) -> None:
        self._hidden = hidden
        self._vocabulary = vocabulary
        self._variables = variables
        self._seen = seen

    def value(self, node: tree.Node) -> Evaluate:
        """The expression's value; of a parameter, its constant."""
        compile_node = self._COMPILE.get(type(node))
        if compile_node is not None:
            return compile_node(self, node)
        read, kind = self._thing(node)
        if isinstance(kind, ThingType) and kind.value is not None:
            return _read_of(read, kind.value)
        return read

    def _thing(self, node: tree.Node) -> tuple[Evaluate, Type | None]:
        """What a name, an attribute or an index leads to, with its type; a thing stays a thing."""
        match node:
            case tree.Name():
                return self._name(node)
            case tree.Attribute():
                read, kind = self._thing(node.of)
                if not isinstance(kind, ThingType) or node.name not in kind.facts:
                    raise self._misfit(node.at, node.name)
                fact = kind.facts[node.name]
                self._seen.append(fact)
                return (_constantly(UNKNOWN) if self._hidden(fact) else _read_of(read, fact)), fact.type
            case tree.Index():
                read, kind = self._thing(node.of)
                if isinstance(kind, ThingType) and kind.elements is None and kind.value is not None:
                    read = _read_of(read, kind.value)
                return _indexed(read, self.value(node.index)), None if kind is None else element_type(kind)
            case tree.Slice(lower=lower, upper=upper):
                read, kind = self._thing(node.of)
                if isinstance(kind, ThingType) and kind.elements is None:
                    return self.value(node), value_type(kind)
                return _sliced(read, slice(lower, upper)), kind
            case _:
                return self.value(node), None

    def _name(self, node: tree.Name) -> tuple[Evaluate, Type]:
        name = node.name
        if name in self._variables:
            return lambda scope: scope.variables[name], self._variables[name]
        if name in self._vocabulary.names:
            fact = self._vocabulary.names[name]
            read = fact.read
            return lambda scope: read(None, scope), fact.type
        if name in CONSTANTS:
            return _constantly(CONSTANTS[name].value), CONSTANTS[name].type
        raise self._misfit(node.at, name)

    def _misfit(self, at: tree.Position, name: str) -> ConditionError:
        what = f"`{self._vocabulary.subject}` has no `{name}`"
        return ConditionError(ConditionProblem(line=at[0], column=at[1], what=what, hint="run `kb lint`"))

    def _slice(self, node: tree.Slice) -> Evaluate:
        return _sliced(self.value(node.of), slice(node.lower, node.upper))

    def _tuple(self, node: tree.Tuple) -> Evaluate:
        if all(isinstance(each, tree.Literal) for each in node.elements):
            return _constantly(tuple(each.value for each in node.elements if isinstance(each, tree.Literal)))
        parts = [self.value(each) for each in node.elements]
        return lambda scope: tuple([part(scope) for part in parts])

    def _negative(self, node: tree.Negative) -> Evaluate:
        of = self.value(node.of)
        return lambda scope: negative(of(scope))

    def _arithmetic(self, node: tree.Arithmetic) -> Evaluate:
        left, right, calculate = self.value(node.left), self.value(node.right), ARITHMETIC[node.operator]
        return lambda scope: calculate(left(scope), right(scope))

    def _comparison(self, node: tree.Comparison) -> Evaluate:
        if len(node.operators) == 1:
            return self._single_comparison(node.left, node.operators[0], node.rights[0])
        first = self.value(node.left)
        steps = [
            (COMPARISONS[each], self.value(right)) for each, right in zip(node.operators, node.rights, strict=True)
        ]

        def chain(scope: Scope) -> object:
            left, answer = first(scope), _TRUE
            for compare, read in steps:
                right = read(scope)
                held = compare(left, right)
                if held is False:
                    return False
                if held is not True:
                    answer = UNKNOWN
                left = right
            return answer

        return chain

    def _single_comparison(self, left_node: tree.Node, operator: str, right_node: tree.Node) -> Evaluate:
        left, right, compare = self.value(left_node), self.value(right_node), COMPARISONS[operator]
        if isinstance(right_node, tree.Literal):
            literal = right_node.value
            return lambda scope: compare(left(scope), literal)

        def single(scope: Scope) -> object:
            one, other = left(scope), right(scope)
            if type(other) is tuple:
                scope.spend(len(other))
            return compare(one, other)

        return single

    def _and(self, node: tree.And) -> Evaluate:
        parts = [self.value(each) for each in node.parts]

        def conjunction(scope: Scope) -> object:
            answer: object = True
            for part in parts:
                held = part(scope)
                if held is False:
                    return False
                if held is not True:
                    answer = UNKNOWN
            return answer

        return conjunction

    def _or(self, node: tree.Or) -> Evaluate:
        parts = [self.value(each) for each in node.parts]

        def disjunction(scope: Scope) -> object:
            answer: object = False
            for part in parts:
                held = part(scope)
                if held is True:
                    return True
                if held is not False:
                    answer = UNKNOWN
            return answer

        return disjunction

    def _not(self, node: tree.Not) -> Evaluate:
        of = self.value(node.of)
        return lambda scope: negation(of(scope))

    def _call(self, node: tree.Call) -> Evaluate:
        calculate = FUNCTIONS[node.function].calculate
        if len(node.arguments) == 1:
            argument = node.arguments[0]
            if isinstance(argument, tree.Generator):
                return self._over_generator(node.function, argument)
            only = self.value(argument)

            def call(scope: Scope) -> object:
                value = only(scope)
                if type(value) is tuple:
                    scope.spend(len(value))
                return calculate(value)

            return call
        arguments = [self.value(each) for each in node.arguments]
        return lambda scope: calculate(*[argument(scope) for argument in arguments])

    def _over_generator(self, function: str, node: tree.Generator) -> Evaluate:
        iterable, _kind = self._iterable(node.iterable)
        inner = self.inside(node)
        element, filters = inner.value(node.element), [inner.value(each) for each in node.filters]
        if function in _STOPS_AT:
            return _quantified(node.variable, iterable, element, filters, stop=_STOPS_AT[function])
        return _collected(node.variable, iterable, element, filters, calculate=FUNCTIONS[function].calculate)

    def _iterable(self, node: tree.Node) -> tuple[Evaluate, Type | None]:
        read, kind = self._thing(node)
        if isinstance(kind, ThingType) and kind.elements is None:
            return self.value(node), value_type(kind)
        return read, kind

    def inside(self, node: tree.Generator) -> "_Compiler":
        """The compiler for the parts of a generator that see its variable."""
        _read, kind = self._iterable(node.iterable)
        element = None if kind is None else element_type(kind)
        variables = self._variables if element is None else {**self._variables, node.variable: element}
        if element is None:
            variables = {**self._variables, node.variable: _PLAIN}
        return _Compiler(self._vocabulary, dict(variables), self._seen, self._hidden)

    _COMPILE: ClassVar[Mapping[type[tree.Node], Callable[[Any, Any], Evaluate]]] = {
        tree.Literal: lambda _, node: _constantly(node.value),
        tree.Slice: _slice,
        tree.Tuple: _tuple,
        tree.Negative: _negative,
        tree.Arithmetic: _arithmetic,
        tree.Comparison: _comparison,
        tree.And: _and,
        tree.Or: _or,
        tree.Not: _not,
        tree.Call: _call,
    }


_TRUE: object = True
_STOPS_AT: Final[Mapping[str, bool]] = {"any": True, "all": False}
_PLAIN: Final[Type] = CONSTANTS["FP16_MAX"].type


def generator_variables(node: tree.Generator, vocabulary: Vocabulary, variables: Variables) -> dict[str, Type]:
    """The variables that the parts of a generator see, with their types."""
    return dict(_Compiler(vocabulary, dict(variables), []).inside(node)._variables)  # noqa: SLF001 — this module's own


def _constantly(value: object) -> Evaluate:
    return lambda _scope: value


def _read_of(owner: Evaluate, fact: Fact) -> Evaluate:
    read = fact.read

    def look(scope: Scope) -> object:
        thing = owner(scope)
        return UNKNOWN if thing is UNKNOWN else read(thing, scope)

    return look


def _indexed(of: Evaluate, index: Evaluate) -> Evaluate:
    def element(scope: Scope) -> object:
        values, position = of(scope), index(scope)
        if type(values) is not tuple or not isinstance(position, int):
            return UNKNOWN
        return values[position] if -len(values) <= position < len(values) else UNKNOWN

    return element


def _sliced(of: Evaluate, bounds: slice) -> Evaluate:
    def part(scope: Scope) -> object:
        values = of(scope)
        return values[bounds] if type(values) is tuple else UNKNOWN

    return part


def _quantified(
    variable: str, iterable: Evaluate, element: Evaluate, filters: list[Evaluate], *, stop: bool
) -> Evaluate:
    """`any` (which stops at a true element) and `all` (at a false one)."""

    def quantified(scope: Scope) -> object:
        values = iterable(scope)
        if type(values) is not tuple:
            return UNKNOWN
        scope.spend(len(values))
        answer: object = not stop
        variables = scope.variables
        for value in values:
            variables[variable] = value
            held = element(scope)
            if held is (not stop):
                continue
            counted = _passes(filters, scope) if filters else True
            if counted is True and held is stop:
                return stop
            if counted is not False:
                answer = UNKNOWN
        return answer

    return quantified


def _collected(
    variable: str,
    iterable: Evaluate,
    element: Evaluate,
    filters: list[Evaluate],
    *,
    calculate: Callable[..., object],
) -> Evaluate:
    """A function of all elements; unknown where it is unknown which elements there are."""

    def collected(scope: Scope) -> object:
        values = iterable(scope)
        if type(values) is not tuple:
            return UNKNOWN
        scope.spend(len(values))
        results = []
        for value in values:
            scope.variables[variable] = value
            counted = _passes(filters, scope)
            if counted is UNKNOWN:
                return UNKNOWN
            if counted is True:
                results.append(element(scope))
        return calculate(tuple(results))

    return collected


def _passes(filters: list[Evaluate], scope: Scope) -> object:
    answer: object = True
    for each in filters:
        held = each(scope)
        if held is False:
            return False
        if held is not True:
            answer = UNKNOWN
    return answer
