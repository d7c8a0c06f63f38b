"""What a log tells: records, with the lines that named them."""

from dataclasses import dataclass
from enum import Enum

from kb.records.record import Record
from kb.rules.verdict import Verdict


class Sureness(Enum):
    """How much a line says for its record."""

    SURE = "sure"
    """The whole message, and no other record has it."""
    LIKELY = "likely"
    """A cut message, or one that few records share."""
    POSSIBLE = "possible"
    """A message that other troubles have, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One message of a record in the log."""

    message: str
    """As the record has it."""
    line: int
    """Where it begins first, from 1."""
    text: str
    """That line of the log, without its control characters, cut to a readable length."""
    times: int
    """How often it stands in the log."""
    score: float
    """Between 0 and 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One record that the log names, by one message or several."""

    record: Record
    score: float
    """Between 0 and 1; several messages of one record add up."""
    sightings: tuple[Sighting, ...]
    """In the order of the log; never empty."""
    names_no_cause: bool = False
    """These lines are printed whatever the cause is; the record says how to find it."""
    carries: str = ""
    """What stands behind such a line and may name the cause, where no record has it; empty for nothing."""
    in_model: Verdict | None
    """MATCHED or UNDECIDED where the model has it, too; None where it has not, or no model was given."""

    @property
    def best(self) -> Sighting:
        return max(self.sightings, key=lambda each: each.score)

    @property
    def sureness(self) -> Sureness:
        if self.score >= _SURE:
            return Sureness.SURE
        return Sureness.LIKELY if self.score >= _LIKELY else Sureness.POSSIBLE


_SURE = 0.8
_LIKELY = 0.5
