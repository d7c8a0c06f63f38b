"""What a lint looks at: one record with the places of its values in the file."""

from dataclasses import dataclass

from kb.errors import Problem
from kb.records.parsing import ParsedRecord
from kb.records.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    record: Record
    parsed: ParsedRecord
    text: str
    """The file as it stands."""

    def problem(self, path: str, what: str, hint: str = "") -> Problem:
        """A problem at the place of a value: `rules.0.when`."""
        return self.parsed.problem(path, what, hint)
