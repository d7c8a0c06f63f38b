"""Whether a condition fits the names that it may see: every mistake with its line, column and a hint.

What passes here cannot fail later: at worst a value is unknown.
"""

from collections.abc import Callable, Collection
from typing import Any, Final

from kb.availability.table import Availability
from kb.rules import tree
from kb.rules.errors import ConditionError, ConditionProblem, did_you_mean
from kb.rules.facts import MODEL, Vocabularies, Vocabulary
from kb.rules.functions import CONSTANTS, FUNCTIONS, Function
from kb.rules.language import parse_condition
from kb.rules.types import (
    ANYTHING,
    BOOL,
    INT,
    NUMBER,
    SCALAR,
    STRING,
    ScalarType,
    SequenceType,
    ThingType,
    Type,
    article,
    choices_of,
    element_type,
    joined,
    scalar_kinds,
    value_type,
    words,
)

_NUMERIC: Final = frozenset({"int", "float"})
_EMPTY: Final = SequenceType(element=SCALAR)


def check_condition(
    text: str, *, operations: Collection[str] = (), availability: Availability
) -> tuple[ConditionProblem, ...]:
    """Everything that is wrong with a condition for these operation types; for the model where there are none."""
    try:
        parsed = parse_condition(text)
    except ConditionError as error:
        return (error.detail,)
    problems: dict[ConditionProblem, None] = {}
    vocabularies = Vocabularies(availability)
    for subject in operations or (MODEL,):
        try:
            vocabulary = vocabularies.of(subject)
        except ConditionError as error:
            problems[error.detail] = None
            continue
        problems.update(dict.fromkeys(check_tree(parsed, vocabulary)))
    return tuple(problems)


def check_tree(node: tree.Node, vocabulary: Vocabulary) -> tuple[ConditionProblem, ...]:
    """Everything that is wrong with a tree for one operation type or the model, in the order of the text."""
    checker = _Checker(vocabulary)
    checker.expect_truth(node)
    return tuple(sorted(checker.problems, key=lambda each: (each.line, each.column)))


class _Checker:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.problems: list[ConditionProblem] = []
        self._vocabulary = vocabulary
        self._variables: dict[str, Type] = {}
        self._typed: dict[type[tree.Node], Callable[[Any], Type]] = {
            tree.Literal: self._literal,
            tree.Name: self._name,
            tree.Attribute: self._attribute,
            tree.Index: self._index,
            tree.Slice: self._slice,
            tree.Tuple: self._tuple,
            tree.Negative: self._negative,
            tree.Arithmetic: self._arithmetic,
            tree.Comparison: self._comparison,
            tree.And: self._and_or,
            tree.Or: self._and_or,
            tree.Not: self._not,
            tree.Call: self._call,
        }

    def expect_truth(self, node: tree.Node) -> None:
        given = self._type_of(node)
        if "bool" not in scalar_kinds(given):
            hint = (
                "compare it with something" if scalar_kinds(given) else "write any(…) or all(…) over it, or its len(…)"
            )
            hint = "name one of its facts" if isinstance(value_type(given), ThingType) else hint
            self._tell(node.at, f"expected true or false, got {words(given)}", hint)

    def _type_of(self, node: tree.Node) -> Type:
        return self._typed[type(node)](node)

    def _tell(self, at: tree.Position, what: str, hint: str = "") -> Type:
        subject = self._vocabulary.subject
        where = "" if subject == MODEL else f" (for {subject})"
        self.problems.append(ConditionProblem(line=at[0], column=at[1], what=what + where, hint=hint))
        return ANYTHING

    def _literal(self, node: tree.Literal) -> Type:
        if isinstance(node.value, bool):
            return BOOL
        if isinstance(node.value, str):
            return STRING
        return INT if isinstance(node.value, int) else NUMBER

    def _name(self, node: tree.Name) -> Type:
        if node.name in self._variables:
            return self._variables[node.name]
        if node.name in self._vocabulary.names:
            return self._vocabulary.names[node.name].type
        if node.name in CONSTANTS:
            return CONSTANTS[node.name].type
        known = frozenset({*self._variables, *self._vocabulary.names, *CONSTANTS})
        what = "a rule about the model" if self._vocabulary.subject == MODEL else f"`{self._vocabulary.subject}`"
        return self._tell_plain(node.at, f"{what} has no `{node.name}`", did_you_mean(node.name, known))

    def _tell_plain(self, at: tree.Position, what: str, hint: str) -> Type:
        self.problems.append(ConditionProblem(line=at[0], column=at[1], what=what, hint=hint))
        return ANYTHING

    def _attribute(self, node: tree.Attribute) -> Type:
        of = self._type_of(node.of)
        if of is ANYTHING:
            return ANYTHING
        if not isinstance(of, ThingType):
            return self._tell(node.at, f"{words(of)} has no `.{node.name}`")
        if node.name not in of.facts:
            return self._tell(
                node.at, f"{article(of.name)} has no `.{node.name}`", did_you_mean(node.name, tuple(of.facts))
            )
        return of.facts[node.name].type

    def _index(self, node: tree.Index) -> Type:
        if "int" not in scalar_kinds(self._type_of(node.index)):
            self._tell(node.index.at, "an index must be a whole number")
        return self._element(node.of)

    def _slice(self, node: tree.Slice) -> Type:
        of = self._type_of(node.of)
        self._element(node.of, of)
        return of if isinstance(of, ThingType) else value_type(of)

    def _element(self, node: tree.Node, given: Type | None = None) -> Type:
        given = self._type_of(node) if given is None else given
        element = element_type(given)
        if element is None:
            hint = "write starts_with(…)" if scalar_kinds(given) == STRING.kinds else ""
            return self._tell(node.at, f"expected a tuple, got {words(given)}", hint)
        return element

    def _tuple(self, node: tree.Tuple) -> Type:
        types = [self._type_of(each) for each in node.elements]
        for each, element in zip(node.elements, types, strict=True):
            if isinstance(value_type(element), ThingType):
                self._tell(each.at, f"{words(element)} has no value of its own", "name one of its facts")
        return SequenceType(element=joined(types)) if types else _EMPTY

    def _negative(self, node: tree.Negative) -> Type:
        self._expect_number(node.of)
        return NUMBER

    def _arithmetic(self, node: tree.Arithmetic) -> Type:
        kinds = [self._expect_number(node.left), self._expect_number(node.right)]
        whole = all("float" not in each for each in kinds) and node.operator not in ("/", "**")
        return INT if whole else NUMBER

    def _expect_number(self, node: tree.Node) -> frozenset[str]:
        given = self._type_of(node)
        if not scalar_kinds(given) & _NUMERIC:
            hint = "count with sum(…)" if scalar_kinds(given) == BOOL.kinds else ""
            hint = "take one element, or product(…) or sum(…) of it" if not scalar_kinds(given) else hint
            self._tell(node.at, f"expected a number, got {words(given)}", hint)
        return scalar_kinds(given)

    def _comparison(self, node: tree.Comparison) -> Type:
        left, left_type = node.left, self._type_of(node.left)
        for operator, right in zip(node.operators, node.rights, strict=True):
            right_type = self._type_of(right)
            if operator in ("in", "not in"):
                self._membership(left, left_type, right, right_type)
            elif operator in ("==", "!="):
                self._equality(left, left_type, right, right_type)
            else:
                self._order(operator, left, left_type, right, right_type)
            left, left_type = right, right_type
        return BOOL

    def _membership(self, left: tree.Node, left_type: Type, right: tree.Node, right_type: Type) -> None:
        element = element_type(right_type)
        if element is None and "string" in scalar_kinds(right_type):
            if "string" not in scalar_kinds(left_type):
                self._tell(left.at, f"expected a string, got {words(left_type)}")
            return
        if element is None:
            hint = "a tuple of one needs a comma: (3,)" if scalar_kinds(right_type) else ""
            self._tell(right.at, f"expected a tuple after `in`, got {words(right_type)}", hint)
        elif not _comparable(left_type, element):
            self._tell(left.at, f"{words(left_type)} is never in {words(right_type)}")
        self._choices(right, choices_of(left_type))
        self._choices(left, choices_of(right_type))

    def _equality(self, left: tree.Node, left_type: Type, right: tree.Node, right_type: Type) -> None:
        if not _comparable(left_type, right_type):
            hint = "a tuple of one needs a comma: (3,)" if isinstance(value_type(left_type), SequenceType) else ""
            self._tell(right.at, f"{words(left_type)} never equals {words(right_type)}", hint)
        self._choices(right, choices_of(left_type))
        self._choices(left, choices_of(right_type))

    def _order(self, operator: str, left: tree.Node, left_type: Type, right: tree.Node, right_type: Type) -> None:
        for node, given in ((left, left_type), (right, right_type)):
            if not scalar_kinds(given) & _NUMERIC:
                hint = "a tuple has no order: compare its elements" if not scalar_kinds(given) else ""
                self._tell(node.at, f"`{operator}` expects a number, got {words(given)}", hint)

    def _choices(self, node: tree.Node, choices: frozenset[str]) -> None:
        """A string that is written out must be one of those that can be."""
        if not choices:
            return
        if isinstance(node, tree.Tuple):
            for each in node.elements:
                self._choices(each, choices)
        elif isinstance(node, tree.Literal) and isinstance(node.value, str) and node.value not in choices:
            self._tell(node.at, f'this is never "{node.value}"', did_you_mean(node.value, choices).replace("`", '"'))

    def _and_or(self, node: tree.And | tree.Or) -> Type:
        for part in node.parts:
            self.expect_truth(part)
        return BOOL

    def _not(self, node: tree.Not) -> Type:
        self.expect_truth(node.of)
        return BOOL

    def _call(self, node: tree.Call) -> Type:
        function = FUNCTIONS[node.function]
        expected = [kind for _, kind in function.parameters]
        if function.takes_many and len(node.arguments) > 1:
            expected = [NUMBER] * len(node.arguments)
        if len(node.arguments) != len(expected):
            what = f"`{function.signature}` takes {len(expected)}, got {len(node.arguments)}"
            return self._tell(node.at, what)
        for argument, kind in zip(node.arguments, expected, strict=True):
            self._argument(function, argument, kind)
        return function.result

    def _argument(self, function: Function, argument: tree.Node, expected: Type) -> None:
        if isinstance(argument, tree.Generator):
            given: Type = SequenceType(element=self._generator(argument))
        else:
            given = self._type_of(argument)
        if function.name == "sum" and _fits(given, SequenceType(element=BOOL)):
            return
        if not _fits(given, expected):
            hint = f"write {function.name}(… for … in …)" if function.takes_generator else ""
            self._tell(argument.at, f"`{function.name}` expects {words(expected)}, got {words(given)}", hint)

    def _generator(self, node: tree.Generator) -> Type:
        element = self._element(node.iterable)
        if any(node.variable in taken for taken in (self._variables, self._vocabulary.names, CONSTANTS)):
            self._tell(node.at, f"`{node.variable}` has a meaning already", "choose another name for the variable")
            return self._type_of(node.element)
        self._variables[node.variable] = element
        for each in node.filters:
            self.expect_truth(each)
        result = self._type_of(node.element)
        del self._variables[node.variable]
        return result


def _comparable(left: Type, right: Type) -> bool:
    """Whether two values can be equal at all."""
    left, right = value_type(left), value_type(right)
    if isinstance(left, ThingType) or isinstance(right, ThingType):
        return False
    one, other = scalar_kinds(left), scalar_kinds(right)
    if one & other or (one & _NUMERIC and other & _NUMERIC):
        return True
    left_element, right_element = element_type(left), element_type(right)
    if left_element is None or right_element is None:
        return False
    return _comparable(left_element, right_element)


def _fits(given: Type, expected: Type) -> bool:
    """Whether a function's argument can be what it expects."""
    if isinstance(expected, SequenceType):
        element = element_type(given)
        if element is None:
            return False
        return expected.element == SCALAR or _fits(element, expected.element)
    kinds = scalar_kinds(given)
    assert isinstance(expected, ScalarType)
    return bool(kinds & expected.kinds)
