"""How text for people is laid out: width, colour, how much of it. Values, so that rendering stays pure."""

import textwrap
from enum import IntEnum
from typing import Final

from kb.frozen import frozen

# SGR codes by role; see ECMA-48, 8.3.117.
_CODES: Final = {"error": "1;31", "warning": "1;33", "note": "1;36", "good": "1;32", "strong": "1", "faint": "2"}


class Detail(IntEnum):
    """How much is said."""

    QUIET = 0
    """A line for each model, a line for each finding that stands."""
    NORMAL = 1
    VERBOSE = 2
    """Every operation, what happens, every piece of evidence."""


@frozen
class Layout:
    width: int = 100
    colour: bool = False
    detail: Detail = Detail.NORMAL

    def paint(self, text: str, role: str) -> str:
        """The text in a role's colour: `error`, `warning`, `note`, `good`, `strong`, `faint`."""
        return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if self.colour and text else text

    def wrap(self, text: str, *, indent: int, label: str = "") -> str:
        """A paragraph that starts with `label`; what follows hangs under the text."""
        hang = " " * (indent + len(label))
        return textwrap.fill(
            text,
            width=max(self.width, len(hang) + 30),
            initial_indent=" " * indent + label,
            subsequent_indent=hang,
            break_long_words=False,
            break_on_hyphens=False,
        )
