"""Where a condition compares with a whole number, both sides of the boundary are examples: 16384 and 16385.

Looked for among the numbers that the examples write: values, shapes, ranks and sizes of shapes. Small numbers (below
five) stand in every shape and are not asked for; a number that is computed (`product(x.shape) > 65536`) cannot be seen.
"""

import re
from collections.abc import Iterator, Mapping
from math import prod
from typing import Final

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.records.record import Record
from kb.rules.errors import ConditionError
from kb.rules.language import parse_condition
from kb.rules.tree import (
    And,
    Attribute,
    Call,
    Comparison,
    Generator,
    Index,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    Or,
)

SMALLEST: Final = 5
_SHAPE: Final = re.compile(r"\[([0-9?, .]*)\]")
_BOUNDARY: Final[Mapping[str, tuple[int, int]]] = {">": (0, 1), "<=": (0, 1), ">=": (-1, 0), "<": (-1, 0)}
"""Operator → the two numbers beside the boundary, relative to the literal on its right."""
_FLIPPED: Final = {">": "<", "<": ">", ">=": "<=", "<=": ">="}


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    numbers = _numbers_of(subject.record)
    for index, rule in enumerate(subject.record.rules):
        for wanted in sorted(_wanted(rule.when)):
            if wanted not in numbers:
                what = f"no example has the {wanted} that stands at the condition's boundary"
                yield subject.problem(f"rules.{index}.when", what, "show both sides of it in `examples`")


def _wanted(condition: str) -> set[int]:
    try:
        root = parse_condition(condition) if condition else None
    except ConditionError:
        return set()  # told by `conditions_type_check`
    return {number for node in _walk(root) if isinstance(node, Comparison) for number in _beside(node)}


def _beside(comparison: Comparison) -> Iterator[int]:
    sides = (comparison.left, *comparison.rights)
    for operator, left, right in zip(comparison.operators, sides, sides[1:], strict=False):
        if operator not in _BOUNDARY:
            continue
        if isinstance(right, Literal) and _is_written_in_examples(left):
            yield from _neighbours(right.value, operator)
        elif isinstance(left, Literal) and _is_written_in_examples(right):
            yield from _neighbours(left.value, _FLIPPED[operator])


def _neighbours(value: object, operator: str) -> Iterator[int]:
    if isinstance(value, int) and not isinstance(value, bool) and value >= SMALLEST:
        yield from (value + offset for offset in _BOUNDARY[operator])


def _is_written_in_examples(node: Node) -> bool:
    """Whether its value stands in an example as it is: a parameter, a dimension, a rank; not what is computed."""
    if isinstance(node, Attribute):
        return node.name in ("rank", "size", "value") and _is_written_in_examples(node.of)
    return isinstance(node, Name) or (isinstance(node, Index) and isinstance(node.of, Attribute | Name))


def _walk(node: Node | None) -> Iterator[Node]:
    if node is None:
        return
    yield node
    match node:
        case And(parts=parts) | Or(parts=parts):
            children: tuple[Node, ...] = parts
        case Not(of=of) | Negative(of=of):
            children = (of,)
        case Call(arguments=arguments):
            children = arguments
        case Generator():
            children = (node.element, *node.filters)
        case _:
            children = ()
    for child in children:
        yield from _walk(child)


def _numbers_of(record: Record) -> frozenset[int]:
    return frozenset(
        number
        for example in (*record.examples.affected, *record.examples.unaffected)
        for value in _values(example)
        for number in _numbers(value)
    )


def _values(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        for child in value.values():
            yield from _values(child)
    elif isinstance(value, list | tuple):
        yield len(value)
        for child in value:
            yield from _values(child)
    else:
        yield value


def _numbers(value: object) -> Iterator[int]:
    if isinstance(value, int):
        yield value
    elif isinstance(value, str):
        for shape in _SHAPE.findall(value):
            dimensions = [int(word) for word in re.findall(r"\d+", shape)]
            yield from dimensions
            yield shape.count(",") + 1
            yield prod(dimensions)
        yield from (int(word) for word in re.findall(r"(?<![\d.])\d+(?![\d.])", value))
