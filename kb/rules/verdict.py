"""Three answers, as a type, so that no `if` flattens unknown to false."""

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    MATCHED = "matched"
    UNMATCHED = "unmatched"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A verdict, and the sub-expressions that led to it with the values seen."""

    verdict: Verdict
    why: str
    """One line, as pytest explains an assertion: `strides = (14, 14); any(…) is true at s = 14`."""
