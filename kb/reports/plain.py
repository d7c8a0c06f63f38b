"""Text from a model or a record, made harmless: one line, nothing that a terminal or a viewer obeys."""

from typing import Final

# Names in a hostile file may be megabytes long; nobody reads past this.
LONGEST: Final = 200
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def plain(text: str, *, longest: int = LONGEST) -> str:
    """Escape what is not printable (control characters, newlines, bidirectional marks), cut what is too long.

    >>> plain("conv\\x1b[31m")
    'conv\\\\x1b[31m'
    """
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escaped(character) for character in text)


def prose(text: str) -> str:
    """A record's text: its line breaks are of the file's own layout, the rest is made plain."""
    return plain(" ".join(text.split()), longest=4000)


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
