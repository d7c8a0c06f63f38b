"""Whether a rule came to match more or less, as far as the two texts show it: nothing is guessed.

Told are parts joined by `and` or `or` that come or go, and a bound that moves. Whatever else differs has just changed.
"""

from enum import Enum
from typing import Final

from kb.records.record import Rule
from kb.rules import tree
from kb.rules.language import parse_condition


class Direction(Enum):
    SAME = "same"
    WIDENED = "widened"
    NARROWED = "narrowed"
    CHANGED = "changed"
    """Neither can be seen; it may well match both more and less."""


_UPWARDS: Final = {"<": Direction.WIDENED, "<=": Direction.WIDENED, ">": Direction.NARROWED, ">=": Direction.NARROWED}
_OPPOSITE: Final = {Direction.WIDENED: Direction.NARROWED, Direction.NARROWED: Direction.WIDENED}


def direction_of_rule(old: Rule, new: Rule) -> Direction:
    """Operations and condition together; where a rule reaches is no part of it."""
    if old.model != new.model:
        return Direction.CHANGED
    return together(_of_sets(set(old.operations), set(new.operations)), direction_of_condition(old.when, new.when))


def together(*directions: Direction) -> Direction:
    moved = {each for each in directions if each is not Direction.SAME}
    if not moved:
        return Direction.SAME
    return moved.pop() if len(moved) == 1 else Direction.CHANGED


def direction_of_condition(old: str, new: str) -> Direction:
    """An empty condition always holds."""
    if old == new:
        return Direction.SAME
    if not old or not new:
        return Direction.WIDENED if not new else Direction.NARROWED
    return _of_trees(parse_condition(old), parse_condition(new))


def _of_trees(old: tree.Node, new: tree.Node) -> Direction:
    if old == new:
        return Direction.SAME
    before, after = _parts(old, tree.And), _parts(new, tree.And)
    if before < after or after < before:
        return Direction.NARROWED if before < after else Direction.WIDENED
    before, after = _parts(old, tree.Or), _parts(new, tree.Or)
    if before < after or after < before:
        return Direction.WIDENED if before < after else Direction.NARROWED
    for kind in (tree.And, tree.Or):
        if isinstance(old, kind) and isinstance(new, kind):
            return _of_one_part(_parts(old, kind), _parts(new, kind))
    return _of_bounds(old, new)


def _of_one_part(before: frozenset[tree.Node], after: frozenset[tree.Node]) -> Direction:
    gone, come = before - after, after - before
    if len(gone) == len(come) == 1:
        return _of_trees(next(iter(gone)), next(iter(come)))
    return Direction.CHANGED


def _of_bounds(old: tree.Node, new: tree.Node) -> Direction:
    """`x.rank > 3` → `x.rank > 4`; the same inside `any(…)` and `all(…)`, which follow what they hold."""
    match old, new:
        case (
            tree.Call(function="any" | "all" as one, arguments=(tree.Generator() as inner,)),
            tree.Call(function=other, arguments=(tree.Generator() as after,)),
        ) if one == other:
            alike = (inner.variable, inner.iterable, inner.filters) == (after.variable, after.iterable, after.filters)
            return _of_trees(inner.element, after.element) if alike else Direction.CHANGED
        case (
            tree.Comparison(left=left, operators=(operator,), rights=(tree.Literal(value=before),)),
            tree.Comparison(left=same, operators=(again,), rights=(tree.Literal(value=after_value),)),
        ) if left == same and operator == again and operator in _UPWARDS:
            if isinstance(before, str) or isinstance(after_value, str):
                return Direction.CHANGED
            upwards = _UPWARDS[operator]
            return upwards if after_value > before else _OPPOSITE[upwards]
    return Direction.CHANGED


def _parts(node: tree.Node, kind: type[tree.And | tree.Or]) -> frozenset[tree.Node]:
    return frozenset(node.parts) if isinstance(node, kind) else frozenset({node})


def _of_sets(old: set[str], new: set[str]) -> Direction:
    if old == new:
        return Direction.SAME
    if old < new:
        return Direction.WIDENED
    return Direction.NARROWED if new < old else Direction.CHANGED
