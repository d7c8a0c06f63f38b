"""Text from a model or a record, made harmless: one line, nothing that a terminal or a viewer obeys."""

import re
from typing import Final

# Names in a hostile file may be megabytes long; nobody reads past this.
LONGEST: Final = 200
# Source: actions/runner, ActionCommand: white space may stand before it.
_COMMAND: Final = r"(?m)^([^\S\n]*)::"
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def plain(text: str, *, longest: int = LONGEST) -> str:
    """Escape what is not printable (control characters, newlines, bidirectional marks), cut what is too long.

    >>> plain("conv\\x1b[31m")
    'conv\\\\x1b[31m'
    """
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    # A CI runner obeys `##[command]` wherever it stands in a line of a log.
    text = text.replace("##[", "#\\x23[")
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escaped(character) for character in text)


def prose(text: str) -> str:
    """A record's text: its line breaks are of the file's own layout, the rest is made plain."""
    return plain(" ".join(text.split()), longest=4000)


def without_commands(text: str) -> str:
    """Lines that a CI runner would take for commands (`::error::`) are escaped, wherever wrapping began them."""
    return re.sub(_COMMAND, r"\1:\\x3a", text)


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
