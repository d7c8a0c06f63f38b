"""Three answers, as a type, so that no `if` flattens unknown to false."""

from enum import Enum

from kb.frozen import frozen


class Verdict(Enum):
    MATCHED = "matched"
    UNMATCHED = "unmatched"
    UNDECIDED = "undecided"


@frozen
class Decision:
    """A verdict, and the sub-expressions that led to it with the values seen."""

    verdict: Verdict
    why: str
    """One line, as pytest explains an assertion: `strides = (14, 14); any(…) is true at s = 14`."""
