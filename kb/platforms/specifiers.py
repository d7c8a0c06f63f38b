"""What stands in `affects.os` and `affects.targets`: text → a checked value, or KbError that says how to write it.

>=16             a range
>=16,<17.2       a range, every clause must hold
<15|>=17.1       ranges, one of which must hold
==16.5.1         where it was seen; elsewhere nobody knows
==16.5.1|==16.6  likewise; a comma does the same here
==16.*           seen on some release of 16
"""

import re
from functools import lru_cache
from typing import Final

from kb.errors import KbError
from kb.frozen import frozen
from kb.platforms.intervals import Interval, Version
from kb.platforms.os_releases import version_of
from kb.platforms.targets import TARGETS, Target, target_named

_HOW: Final = "write a range (`>=16`, `>=16,<17.2`) or where it was seen (`==16.5.1`, `==16.5.1|==16.6`)"
_HOW_TARGETS: Final = "write `>=iOS16`, `==iOS17` or `>=iOS16,<iOS18`"
_CLAUSE: Final = r"(>=|<=|==|!=|>|<)\s*(\S+)"
_NUMBERS: Final = r"\d{1,4}(?:\.\d{1,4}){0,3}"


@frozen
class Alternative:
    """One alternative of a specifier: an interval without some single versions."""

    interval: Interval
    without: frozenset[Version] = frozenset()

    def meets(self, span: Interval) -> bool:
        """Whether some version of `span` satisfies it."""
        both = self.interval.meet(span)
        if both.is_empty:
            return False
        # An interval of more than one point has versions between any two: single holes never empty it.
        return not (both.low is not None and both.low == both.high and both.low in self.without)


@frozen
class OSSpecifier:
    text: str
    alternatives: tuple[Alternative, ...]
    """One of them must hold; never empty."""
    seen_only: bool
    """It says where the issue was seen, not where it begins and ends."""

    def meets(self, span: Interval) -> bool:
        return any(alternative.meets(span) for alternative in self.alternatives)


@lru_cache(maxsize=1024)
def parse_os_specifier(text: str) -> OSSpecifier:
    """Raises KbError; `where` of it is the text itself, for the caller knows the file."""
    groups = [[_os_clause(clause, text) for clause in part.split(",")] for part in text.split("|")]
    operators = {operator for group in groups for operator, _, _ in group}
    seen_only = operators == {"=="}
    if seen_only:
        # `==16.5.1,==16.6`: taken as "and" it could never hold, and nobody would mean that.
        groups = [[clause] for group in groups for clause in group]
    elif "==" in operators:
        raise KbError(where=text, what="mixes a range with where it was seen (`==`)", hint=_HOW)
    alternatives = tuple(_alternative(group) for group in groups)
    for alternative in alternatives:
        if not alternative.meets(Interval()):
            raise KbError(where=text, what="no version can satisfy it", hint=_HOW)
    return OSSpecifier(text=text, alternatives=alternatives, seen_only=seen_only)


_Clause = tuple[str, Version, bool]
"""Operator, version, and whether the version ends in `.*`."""


def _os_clause(clause: str, text: str) -> _Clause:
    operator, version = _split(clause, text, _HOW)
    numbers = version.removesuffix(".*")
    if not re.fullmatch(_NUMBERS, numbers):
        raise KbError(where=text, what=f"`{version}` is no version", hint=_HOW)
    starred = numbers != version
    if starred and operator != "==":
        raise KbError(where=text, what=f"`{version}` goes with `==` only", hint=_HOW)
    parts = tuple(map(int, numbers.split("."))) if starred else version_of(numbers)
    return operator, parts, starred


def _split(clause: str, text: str, how: str) -> tuple[str, str]:
    match = re.fullmatch(_CLAUSE, clause.strip())
    if match is None:
        what = f"`{clause.strip()}` is no clause" if clause.strip() else "a clause is empty"
        raise KbError(where=text or "(empty)", what=what, hint=how)
    return match[1], match[2]


def _alternative(clauses: list[_Clause]) -> Alternative:
    interval = Interval()
    without: set[Version] = set()
    for operator, version, starred in clauses:
        if operator == "!=":
            without.add(version)
        else:
            interval = interval.meet(_release_line(version) if starred else _INTERVALS[operator](version))
    return Alternative(interval=interval, without=frozenset(without))


def _release_line(prefix: Version) -> Interval:
    """`16.5.*` → from 16.5 up to, without, 16.6."""
    above = (*prefix[:-1], prefix[-1] + 1)
    low = version_of(".".join(map(str, prefix)))
    return Interval(low=low, high=above, includes_high=False)


_INTERVALS: Final = {
    ">=": lambda version: Interval(low=version),
    ">": lambda version: Interval(low=version, includes_low=False),
    "<=": lambda version: Interval(high=version),
    "<": lambda version: Interval(high=version, includes_high=False),
    "==": lambda version: Interval(low=version, high=version),
}


@lru_cache(maxsize=1024)
def parse_target_specifier(text: str) -> frozenset[Target]:
    """`>=iOS16,<iOS18` → the targets that satisfy it; all where the text is empty. Raises KbError.

    `|` separates alternatives; `==iOS16,==iOS17` is read like `==iOS16|==iOS17`. The targets may be
    written by any OS family's name: `>=macOS13` is `>=iOS16`.
    """
    if not text.strip():
        return frozenset(TARGETS)
    groups = [[_target_clause(clause, text) for clause in part.split(",")] for part in text.split("|")]
    if {operator for group in groups for operator, _ in group} == {"=="}:
        groups = [[clause] for group in groups for clause in group]
    targets = frozenset(target for target in TARGETS if any(_all_hold(group, target) for group in groups))
    if not targets:
        raise KbError(where=text, what="no target can satisfy it", hint=_HOW_TARGETS)
    return targets


def _target_clause(clause: str, text: str) -> tuple[str, Target]:
    operator, name = _split(clause, text, _HOW_TARGETS)
    target = target_named(name)
    if target is None:
        known = ", ".join(target.name for target in TARGETS)
        raise KbError(where=text, what=f"there is no target `{name}`", hint=f"known: {known}")
    return operator, target


def _all_hold(clauses: list[tuple[str, Target]], target: Target) -> bool:
    version = (target.specification_version,)
    for operator, named in clauses:
        bound = (named.specification_version,)
        if operator == "!=":
            if version == bound:
                return False
        elif version not in _INTERVALS[operator](bound):
            return False
    return True
