"""The types of a condition's parts: scalars, tuples, and things that have facts of their own."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Final, TypeAlias

from kb.frozen import frozen


@frozen
class ScalarType:
    """One value, of one of these kinds."""

    kinds: frozenset[str]
    """Out of `bool`, `int`, `float`, `string`."""
    choices: frozenset[str] = frozenset()
    """The strings that it can be, where these are known; empty: any."""


@frozen
class SequenceType:
    """A tuple of equal things."""

    element: "Type"
    or_scalar: bool = False
    """A parameter's constant: a scalar or a flat tuple, as the model has it."""


@frozen
class ThingType:
    """Something that has attributes: a parameter, an output, the model."""

    name: str
    facts: Mapping[str, "Fact"] = field(hash=False, compare=False)
    value: "Fact | None" = field(default=None, hash=False, compare=False)
    """What it stands for where a value is wanted: a parameter's constant."""
    elements: "ThingType | None" = field(default=None, hash=False, compare=False)
    """What it holds where it can be indexed and iterated: a parameter that takes a list of values."""


Type: TypeAlias = ScalarType | SequenceType | ThingType

Read: TypeAlias = Callable[..., object]
"""(owner, scope) → the fact's value, or UNKNOWN. A name's own fact has no owner: it gets None."""


@frozen
class Fact:
    """One thing that a condition may look at."""

    type: Type
    read: Read
    documentation: str = ""
    names: bool = False
    """It shows a name that somebody chose; renaming may change what a condition says."""
    takers: bool = False
    """It looks at who takes what the operation gives."""


def _scalar(*kinds: str) -> ScalarType:
    return ScalarType(kinds=frozenset(kinds))


BOOL: Final = _scalar("bool")
INT: Final = _scalar("int")
FLOAT: Final = _scalar("float")
NUMBER: Final = _scalar("int", "float")
STRING: Final = _scalar("string")
SCALAR: Final = _scalar("bool", "int", "float", "string")
ANYTHING: Final = SequenceType(element=SCALAR, or_scalar=True)
"""What a mistake has, once it is told: no second message follows from it."""


def string_of(choices: frozenset[str]) -> ScalarType:
    return ScalarType(kinds=frozenset({"string"}), choices=choices)


def tuple_of(element: Type) -> SequenceType:
    return SequenceType(element=element)


def value_type(given: Type) -> Type:
    """What it is where a value is wanted."""
    return given.value.type if isinstance(given, ThingType) and given.value is not None else given


def scalar_kinds(given: Type) -> frozenset[str]:
    """The kinds it may have as one value; empty where it can only be a tuple or a thing."""
    given = value_type(given)
    if isinstance(given, ScalarType):
        return given.kinds
    if isinstance(given, SequenceType) and given.or_scalar:
        return scalar_kinds(given.element)
    return frozenset()


def element_type(given: Type) -> Type | None:
    """What iterating over it gives; None where it is no tuple."""
    if isinstance(given, ThingType) and given.elements is not None:
        return given.elements
    given = value_type(given)
    return given.element if isinstance(given, SequenceType) else None


def choices_of(given: Type) -> frozenset[str]:
    given = value_type(given)
    if isinstance(given, SequenceType):
        return choices_of(given.element)
    return given.choices if isinstance(given, ScalarType) else frozenset()


def joined(types: list[Type]) -> Type:
    """One type for the elements of a tuple that is written out."""
    scalars = [value_type(each) for each in types]
    kinds = frozenset().union(*(each.kinds for each in scalars if isinstance(each, ScalarType)))
    tuples = [each for each in scalars if isinstance(each, SequenceType)]
    if tuples:
        return SequenceType(element=joined([each.element for each in tuples]), or_scalar=bool(kinds))
    return ScalarType(kinds=kinds or SCALAR.kinds)


def words(given: Type) -> str:
    """A type in a message: `a number`, `a tuple of strings`, `an output`."""
    given = value_type(given)
    if isinstance(given, ThingType):
        return article(given.name)
    if isinstance(given, SequenceType):
        one = f"{words(given.element)} or " if given.or_scalar else ""
        return f"{one}a tuple of {_plural(given.element)}"
    return _ONE.get(given.kinds, "a value")


def article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _plural(given: Type) -> str:
    given = value_type(given)
    if isinstance(given, ScalarType):
        return _MANY.get(given.kinds, "values")
    return f"{given.name}s" if isinstance(given, ThingType) else "tuples"


_ONE: Final = {
    BOOL.kinds: "true or false",
    INT.kinds: "a whole number",
    FLOAT.kinds: "a number",
    NUMBER.kinds: "a number",
    STRING.kinds: "a string",
}
_MANY: Final = {
    BOOL.kinds: "true or false",
    INT.kinds: "whole numbers",
    FLOAT.kinds: "numbers",
    NUMBER.kinds: "numbers",
    STRING.kinds: "strings",
}
