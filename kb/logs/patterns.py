"""A record's message as a pattern: the letters that must stand in the log, with gaps where the message has `<…>`.

Only letters count: digits, quotes, punctuation, spaces and line breaks differ from one log to the next.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from kb.logs.general_lines import OWNERS, without_general
from kb.records.record import Record, Status

_PLACEHOLDER: Final = re.compile(r"<[^<>]*>")
# The hyphens of a date and of a name are no signs.
_NUMBER: Final = re.compile(r"(?:(?<![\w.)\]])-)?\d+(?:\.\d+)*")
_WORD: Final = re.compile(r"[a-z]+")

_LOWER: Final = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"abcdefghijklmnopqrstuvwxyz")
_NO_LETTERS: Final = bytes(code for code in range(256) if not (65 <= code <= 90 or 97 <= code <= 122))

SEED_LETTERS: Final = 12
"""A message is looked for by its first letters; so many are rare enough in any log, and survive most line breaks."""

# Words of any program's log. A message that has hardly any others says little about Core ML on its own.
_COMMON: Final = frozenset(
    """
    a access address all an and any argument assertion at bad be build but by call can cannot cast class code
    convert could couldn data dimension does doesn edit empty encountered error exc exception expected failed fatal
    file float for found from function get got has have implementation in index infinity input instance instead
    integer invalid is it kern keyword list load loaded manager memory model module must name network no not object
    of on only op operation original out output overflow page pass path range rank read runtimewarning segmentation
    selector sent set shape size skipped std string support supported than that the this to type unable unexpected
    unknown unrecognized unsupported using valid value variable verification version warning was we with write you
    """.split()  # noqa: SIM905 — a list of words reads best as words
)
_DISTINCT_LETTERS: Final = 9
_TELLING_LETTERS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One message, which several records may have."""

    message: str
    fragments: tuple[bytes, ...]
    """Letters that must follow each other, a gap between one and the next; never empty."""
    telling: int
    """So many of its first letters say what it is about; a cut message that has fewer says nothing."""
    numbers: tuple[str, ...]
    """The message's own numbers. In a generic message they must be there, too: `error code: -14`."""
    is_generic: bool
    """Any program may log it; it counts only where Core ML is spoken of."""
    names_no_cause: bool
    """Core ML prints it whatever the cause is: `kb.logs.general_lines`."""
    records: tuple[str, ...]
    """Slugs of those that have the message so."""
    letters: int
    """Of all fragments."""
    shared_by: int = 1
    """How many records have a message that reads like this one."""

    def may_begin(self, letters: bytes) -> bool:
        """Whether letters up to a line's end, or enough of them, are this message's first ones."""
        first = self.fragments[0]
        return letters.startswith(first) or first.startswith(letters)

    @property
    def core(self) -> tuple[object, ...]:
        """Equal for messages that read alike: only in a generic one do numbers make a difference."""
        return (*self.fragments, self.numbers if self.is_generic else ())


def squeezed(line: bytes) -> bytes:
    """The letters of a line, in lower case, and nothing else."""
    return line.translate(_LOWER, _NO_LETTERS)


def numbers_of(text: str) -> tuple[str, ...]:
    return tuple(_NUMBER.findall(text))


def patterns_of(records: Iterable[Record]) -> Mapping[bytes, tuple[Pattern, ...]]:
    """Seed → the patterns that begin with it, for all messages of records that still stand."""
    owners: dict[str, list[str]] = {}
    for record in records:
        if record.status in (Status.OPEN, Status.FIXED):
            for message in record.messages:
                owners.setdefault(message, []).append(record.id)
    patterns = [pattern for message, slugs in owners.items() if (pattern := _pattern(message, tuple(slugs)))]
    alike: dict[object, set[str]] = {}
    for pattern in patterns:
        alike.setdefault(pattern.core, set()).update(pattern.records)
    by_seed: dict[bytes, list[Pattern]] = {}
    for pattern in patterns:
        count = len(alike[pattern.core])
        shared = pattern if count == pattern.shared_by else replace(pattern, shared_by=count)
        by_seed.setdefault(pattern.fragments[0][:SEED_LETTERS], []).append(shared)
    return {seed: tuple(each) for seed, each in by_seed.items()}


@lru_cache(maxsize=4096)  # whoever explains one log after the other asks for the same patterns
def _pattern(message: str, records: tuple[str, ...]) -> Pattern | None:
    """None for a message that has no letters to look for."""
    pieces = _PLACEHOLDER.split(message)
    fragments = tuple(filter(None, (squeezed(piece.encode()) for piece in pieces)))
    own = " ".join(pieces)
    distinct = "".join(("." if word in _COMMON else "#") * len(word) for word in _WORD.findall(own.lower()))
    names_no_cause = OWNERS.issuperset(records)
    pattern = Pattern(
        message=message,
        fragments=fragments,
        telling=_position_of(distinct if names_no_cause else _of_its_own(distinct, fragments), _TELLING_LETTERS),
        numbers=numbers_of(own),
        is_generic=distinct.count("#") < _DISTINCT_LETTERS,
        names_no_cause=names_no_cause,
        records=records,
        letters=sum(map(len, fragments)),
    )
    return pattern if fragments else None


def _of_its_own(distinct: str, fragments: Iterable[bytes]) -> str:
    """The same, where what a message has in common with a line that names no cause tells nothing: cut there, it is
    that line."""
    left = "".join(without_general(fragment.decode("ascii")) for fragment in fragments)
    return "".join("." if letter == "." else mark for letter, mark in zip(left, distinct, strict=True))


def _position_of(distinct: str, count: int) -> int:
    """How many letters it takes to have `count` of a distinct word's."""
    position = 0
    for _ in range(count):
        position = distinct.find("#", position) + 1
        if not position:
            return len(distinct)
    return position
