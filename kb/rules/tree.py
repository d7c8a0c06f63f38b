"""A condition as a tree of frozen values. It says what was written, not yet what the names mean."""

from typing import ClassVar, NoReturn, TypeAlias, dataclass_transform

Position: TypeAlias = tuple[int, int]
"""Line and column in the condition's text, both from 1; (0, 0) for a tree that did not come from text."""

NOWHERE: Position = (0, 0)


@dataclass_transform(frozen_default=True, kw_only_default=True)
class _Node:
    """What all nodes have in common. They read and behave as frozen dataclasses, whose place in the text does not
    count when two are compared; fourteen real ones took 5 ms of every start-up."""

    _parts: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls) -> None:
        cls._parts = tuple(name for name in cls.__annotations__ if name != "at")

    def __init__(self, **parts: object) -> None:
        self.__dict__.update(parts)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a tree does not change: {name}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        parts = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._parts)
        return f"{type(self).__name__}({parts})"

    def _values(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self._parts])


class Literal(_Node):
    value: bool | int | float | str
    at: Position = NOWHERE


class Name(_Node):
    """A fact, a named constant, or the variable of a generator around it."""

    name: str
    at: Position = NOWHERE


class Attribute(_Node):
    of: "Node"
    name: str
    at: Position = NOWHERE
    """Where the attribute's name stands, not where the whole begins: that is what a message points at."""


class Index(_Node):
    of: "Node"
    index: "Node"
    at: Position = NOWHERE


class Slice(_Node):
    """Part of a tuple: `shape[-2:]`. Bounds are literal."""

    of: "Node"
    lower: int | None
    upper: int | None
    at: Position = NOWHERE


class Tuple(_Node):
    elements: tuple["Node", ...]
    at: Position = NOWHERE


class Negative(_Node):
    of: "Node"
    at: Position = NOWHERE


class Arithmetic(_Node):
    operator: str
    """`+`, `-`, `*`, `/`, `//`, `%` or `**`."""
    left: "Node"
    right: "Node"
    at: Position = NOWHERE


class Comparison(_Node):
    """A chain as Python has it: `1 < x.rank <= 3` has two operators and two right sides."""

    left: "Node"
    operators: tuple[str, ...]
    """`==`, `!=`, `<`, `<=`, `>`, `>=`, `in` or `not in`."""
    rights: tuple["Node", ...]
    at: Position = NOWHERE


class And(_Node):
    parts: tuple["Node", ...]
    at: Position = NOWHERE


class Or(_Node):
    parts: tuple["Node", ...]
    at: Position = NOWHERE


class Not(_Node):
    of: "Node"
    at: Position = NOWHERE


class Call(_Node):
    function: str
    arguments: tuple["Node", ...]
    at: Position = NOWHERE


class Generator(_Node):
    """`element for variable in iterable if filter …`: only ever the single argument of a call."""

    element: "Node"
    variable: str
    iterable: "Node"
    filters: tuple["Node", ...] = ()
    at: Position = NOWHERE


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
