"""A record that matched a model, before any target or deployment is looked at."""

from kb.frozen import frozen
from kb.records.record import Affects, Precision, Record
from kb.rules.verdict import Verdict


@frozen
class MatchedOperation:
    """One operation at which a rule held or could not be decided. For a rule about the model, `type` is `model`."""

    function: str
    name: str
    type: str
    location: str
    why: str
    signature: str
    """Equal for operations that differ in names only: what fingerprints are made of."""


@frozen
class Match:
    """One rule of a record, and the operations of one verdict."""

    record: Record
    precision: Precision
    verdict: Verdict
    """MATCHED or UNDECIDED; never UNMATCHED."""
    affects: tuple[Affects, ...]
    """The rule's own, or else the record's."""
    operations: tuple[MatchedOperation, ...]
    """In file order; never empty."""
