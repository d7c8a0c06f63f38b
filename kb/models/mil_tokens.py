"""The textual form of MIL as tokens, in one pass over the text; every error names line and column."""

import re
from typing import Final, NamedTuple

from kb.errors import UnreadableModel

# Possessive (`*+`): a string that is never closed is not tried twice.
_TOKEN: Final = re.compile(
    r"""[ \t\r\n]*+(?:
      (?P<string>"(?:[^"\\]++|\\.)*+")
    | (?P<arrow>->)
    | (?P<number>[+-]?(?:0[xX][0-9a-fA-F]*+\.?[0-9a-fA-F]*+(?:[pP][+-]?\d++)?
                        |\d++(?:\.\d*+)?(?:[eE][+-]?\d++)?|inf\b|nan\b))
    | (?P<word>[A-Za-z_@%$][\w@%$.:]*+)
    | (?P<mark>[()\[\]{}<>=,;?])
    | (?P<end>\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_SHOWN: Final = 30


class Token(NamedTuple):
    kind: str
    """string, arrow, number, word, mark or end."""
    text: str
    start: int
    end: int


class Tokens:
    """A cursor over the text, one token ahead."""

    __slots__ = ("_origin", "_text", "next")

    def __init__(self, text: str, *, origin: str) -> None:
        self._text = text
        self._origin = origin
        self.next = self._at(0)

    def take(self) -> Token:
        """The next token; the cursor moves past it."""
        token = self.next
        self.next = self._at(token.end)
        return token

    def accept(self, text: str) -> bool:
        """Take the next token if it reads so. Strings never do."""
        if self.next.text == text and self.next.kind != "string":
            self.take()
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise self.error(f"`{text}` was expected")

    def word(self, what: str) -> str:
        """The next token, which must be a word: `what` says which."""
        if self.next.kind != "word":
            raise self.error(f"{what} was expected")
        return self.take().text

    def is_followed_by(self, marks: str) -> bool:
        """Whether one of these marks stands after the next token."""
        position = self.next.end
        while position < len(self._text) and self._text[position].isspace():
            position += 1
        return self._text[position : position + 1] in tuple(marks)

    def flat_list(self) -> tuple[str, int] | None:
        """After `[`: the text up to `]` and how many elements it has, where nothing is nested in it. It is taken."""
        start = self.next.start
        end = self._text.find("]", start)
        if end < 0:
            raise self.error("`]` is missing")
        content = self._text[start:end]
        if "[" in content or '"' in content:
            return None
        self.next = self._at(end)
        return content, content.count(",") + 1 if content.strip() else 0

    def error(self, what: str, at: int | None = None) -> UnreadableModel:
        """The error at the next token, or at a position: what was expected, and what stands there."""
        position = self.next.start if at is None else at
        line = self._text.count("\n", 0, position) + 1
        column = position - self._text.rfind("\n", 0, position)
        found = self._text[position : position + _SHOWN].split("\n", 1)[0] or "the end"
        return UnreadableModel(where=f"{self._origin}, line {line}, column {column}", what=f"{what}, not `{found}`")

    def _at(self, position: int) -> Token:
        match = _TOKEN.match(self._text, position)
        if match is None or match.lastgroup is None:
            while position < len(self._text) and self._text[position].isspace():
                position += 1
            raise self.error("a token was expected", position)
        kind = match.lastgroup
        start, end = match.span(kind)
        return Token(kind, match[kind], start, end)


def unquoted(text: str) -> str:
    """What a string token stands for."""
    inner = text[1:-1]
    return _ESCAPE.sub(_unescaped, inner) if "\\" in inner else inner


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] == "x" and len(code) > 1:
        return chr(int(code[1:], 16))
    if code.isdigit() and code != "0":
        return chr(int(code, 8) if code.isascii() and set(code) <= set("01234567") else ord(code))
    return _ESCAPED.get(code, code)


def number(text: str) -> int | float:
    """`7`, `-0x1.8p-4`, `1e-5`, `inf` → the number."""
    lowered = text.lower()
    if "x" in lowered:
        return float.fromhex(lowered) if "p" in lowered or "." in lowered else int(lowered, 16)
    return float(lowered) if set(lowered) & set(".einfa") else int(lowered)
