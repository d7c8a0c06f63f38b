"""A condition as a tree of frozen values. It says what was written, not yet what the names mean."""

from dataclasses import dataclass, field
from typing import TypeAlias

Position: TypeAlias = tuple[int, int]
"""Line and column in the condition's text, both from 1; (0, 0) for a tree that did not come from text."""

NOWHERE: Position = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    value: bool | int | float | str
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A fact, a named constant, or the variable of a generator around it."""

    name: str
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    of: "Node"
    name: str
    at: Position = field(default=NOWHERE, compare=False)
    """Where the attribute's name stands, not where the whole begins: that is what a message points at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    of: "Node"
    index: "Node"
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Part of a tuple: `shape[-2:]`. Bounds are literal."""

    of: "Node"
    lower: int | None
    upper: int | None
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuple:
    elements: tuple["Node", ...]
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative:
    of: "Node"
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    operator: str
    """`+`, `-`, `*`, `/`, `//`, `%` or `**`."""
    left: "Node"
    right: "Node"
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A chain as Python has it: `1 < x.rank <= 3` has two operators and two right sides."""

    left: "Node"
    operators: tuple[str, ...]
    """`==`, `!=`, `<`, `<=`, `>`, `>=`, `in` or `not in`."""
    rights: tuple["Node", ...]
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    parts: tuple["Node", ...]
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    parts: tuple["Node", ...]
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    of: "Node"
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    function: str
    arguments: tuple["Node", ...]
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """`element for variable in iterable if filter …`: only ever the single argument of a call."""

    element: "Node"
    variable: str
    iterable: "Node"
    filters: tuple["Node", ...] = ()
    at: Position = field(default=NOWHERE, compare=False)


Node: TypeAlias = (
    Literal
    | Name
    | Attribute
    | Index
    | Slice
    | Tuple
    | Negative
    | Arithmetic
    | Comparison
    | And
    | Or
    | Not
    | Call
    | Generator
)

ARITHMETIC_OPERATORS = ("+", "-", "*", "/", "//", "%", "**")
COMPARISON_OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
