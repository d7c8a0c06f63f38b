"""A whole number of which only the bounds are known, and what arithmetic says of it."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from kb.frozen import frozen

_LIMIT = 2**62
"""Beyond it an upper bound is none: no tensor is as large, and chains of products stay cheap."""


@frozen
class Between:
    """A number from `lower` to `upper`, both included; `upper` None where nothing bounds it."""

    lower: int
    upper: int | None

    @property
    def only(self) -> int | None:
        """The number, where there is one alone."""
        return self.lower if self.lower == self.upper else None

    def __add__(self, other: "Between") -> "Between":
        upper = None if self.upper is None or other.upper is None else self.upper + other.upper
        return between(self.lower + other.lower, upper)

    def __mul__(self, other: "Between") -> "Between":
        """The product of two numbers that are not negative."""
        if self.upper == 0 or other.upper == 0:
            return NOTHING
        upper = None if self.upper is None or other.upper is None else self.upper * other.upper
        return between(self.lower * other.lower, upper)

    def through(self, grows: Callable[[int], int]) -> "Between":
        """What a function that never falls makes of it."""
        return between(grows(self.lower), None if self.upper is None else grows(self.upper))

    def is_within(self, other: "Between") -> bool:
        """Whether every number that this one may be lies between the other's bounds."""
        if self.lower < other.lower:
            return False
        return other.upper is None or (self.upper is not None and self.upper <= other.upper)

    def at_least(self, number: int) -> "Between":
        return self.through(lambda each: max(each, number))

    def __str__(self) -> str:
        return f"{self.lower} or more" if self.upper is None else f"{self.lower} to {self.upper}"


Dimensions: TypeAlias = tuple[Between, ...]
"""The bounds of a tensor's dimensions, outermost first."""


def between(lower: int, upper: int | None) -> Between:
    """The bounds, with one that is too large to matter left out."""
    if upper is not None and upper > _LIMIT:
        upper = None
    return Between(lower=min(lower, _LIMIT), upper=upper)


def exactly(number: int) -> Between:
    return between(number, number) if number <= _LIMIT else Between(lower=_LIMIT, upper=None)


ANY = Between(lower=0, upper=None)
"""A dimension of which nothing is known."""

NOTHING = Between(lower=0, upper=0)


def product(numbers: Iterable[Between]) -> Between:
    result = exactly(1)
    for each in numbers:
        result = result * each
    return result


def total(numbers: Iterable[Between]) -> Between:
    result = NOTHING
    for each in numbers:
        result = result + each
    return result


def _tighter(one: Between, other: Between) -> int | None:
    uppers = [each for each in (one.upper, other.upper) if each is not None]
    return min(uppers) if uppers else None


def _looser(one: Between, other: Between) -> int | None:
    return None if one.upper is None or other.upper is None else max(one.upper, other.upper)


def smaller(one: Between, other: Between) -> Between:
    """The smaller of two numbers."""
    return between(min(one.lower, other.lower), _tighter(one, other))


def larger(one: Between, other: Between) -> Between:
    """The larger of two numbers."""
    return between(max(one.lower, other.lower), _looser(one, other))


def hull(one: Between, other: Between) -> Between:
    """The bounds of a number that is the one or the other."""
    return between(min(one.lower, other.lower), _looser(one, other))


def narrowed(one: Between, other: Between) -> Between:
    """The bounds of a number that is known to lie between both; the first ones where they contradict each other."""
    if one.only is not None or one == other:
        return one
    lower, upper = max(one.lower, other.lower), _tighter(one, other)
    return one if upper is not None and upper < lower else between(lower, upper)


def difference(one: Between, other: Between) -> Between | None:
    """One less the other; None where it has no lower bound."""
    if other.upper is None:
        return None
    return between(one.lower - other.upper, None if one.upper is None else one.upper - other.lower)


def multiplied(one: Between, other: Between) -> Between | None:
    """The product; None where a number may be negative."""
    return one * other if one.lower >= 0 and other.lower >= 0 else None


def divided(one: Between, other: Between) -> Between | None:
    """The quotient rounded down; None where the divisor is not known, or not positive."""
    by = other.only
    return one.through(lambda n: n // by) if by is not None and by > 0 else None
