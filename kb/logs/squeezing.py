"""A log as one run of letters, in which messages are found whatever stands between their words, and the way back to
lines."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import Final, NamedTuple

from kb.logs.patterns import Pattern, squeezed

# What a terminal is told about colours would leave letters behind.
_TERMINAL: Final = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
# What JSON makes of a line's end, of a tab, of a quotation mark outside of ASCII.
_ESCAPED: Final = re.compile(rb"\\(?:[ntr]|u[0-9a-fA-F]{4})")
_ELLIPSES: Final = (b"...", "…".encode())

_GAP: Final = 160
"""Letters that a `<…>` may stand for."""
_PREFIX: Final = 100
"""Letters of the timestamp, process and subsystem that may stand before the rest of a broken line."""
_RESUME: Final = 6
"""Letters by which the rest of a broken line is known again."""
_FEWEST: Final = 2
"""Letters of it that must stand before the line's end."""
_BREAKS: Final = 6
"""Lines over which one message may be broken."""

_LONG_LINE: Final = 4096
"""Bytes. Of a longer line, only what stands near a message is looked at: a whole log can be one line."""
_STEP: Final = 1024
_BEFORE: Final = 60
_AFTER: Final = 300
"""Bytes of a long line to show, before a message's first letter and from there on."""

KEPT: Final = 0.55
"""The part of a message's letters that a cut end must leave."""
KEPT_LETTERS: Final = 18


class Hit(NamedTuple):
    """No data class: a log can have hundreds of thousands."""

    start: int
    """In the letters of the log."""
    end: int
    kept: float
    """The part of the message that stands there: 1 for all of it."""


class SqueezedLog:
    """The letters of a log."""

    def __init__(self, text: str) -> None:
        data = text.encode("utf-8", "surrogatepass").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if b"\x1b" in data:
            data = _TERMINAL.sub(b"", data)
        if b"\\n" in data or b"\\u" in data:
            data = _ESCAPED.sub(b" ", data)
        self._text = data
        self.lines = data.split(b"\n")
        # Each stretch of letters up to a line's end, or to an ellipsis: a message can be cut at either.
        self._line_of_stretch: list[int] | range = range(len(self.lines))
        stretches = self.lines
        if any(ellipsis in data for ellipsis in _ELLIPSES):
            stretches, self._line_of_stretch = _cut_at_ellipses(self.lines)
        letters = [squeezed(stretch) for stretch in stretches]
        self._letters = b"".join(letters)
        self._starts = list(accumulate(map(len, letters), initial=0))
        self._ends = frozenset(self._starts)

    def find(self, seed: bytes) -> Iterator[int]:
        """Where these letters begin."""
        position = self._letters.find(seed)
        while position >= 0:
            yield position
            position = self._letters.find(seed, position + 1)

    def ahead(self, position: int, count: int) -> bytes:
        """The letters from here on, at most so many, and none beyond the line's end."""
        return self._letters[position : min(self.end_of_line(position), position + count)]

    def lines_with(self, words: Iterable[bytes]) -> list[int]:
        """The lines that have one of these lower-case words, from 0, in order."""
        lowered = self._text.lower()
        starts = list(accumulate((len(line) + 1 for line in self.lines), initial=0))
        found: set[int] = set()
        for word in words:
            position = lowered.find(word)
            while position >= 0:
                line = bisect_right(starts, position) - 1
                found.add(line)
                # One find in a line is enough.
                position = lowered.find(word, starts[line + 1])
        return sorted(found)

    def line_at(self, position: int) -> int:
        """The line of a letter, from 0."""
        return self._line_of_stretch[min(bisect_right(self._starts, position), len(self._line_of_stretch)) - 1]

    def end_of_line(self, position: int) -> int:
        """Where the line of a letter ends."""
        return self._starts[bisect_right(self._starts, position)]

    def lines_of(self, hit: Hit) -> bytes:
        """The lines of a message, and the one after; of long ones what stands between the letters around it."""
        lines = self.lines[self.line_at(hit.start) : self.line_at(max(hit.start, hit.end - 1)) + 2]
        if all(len(line) <= _LONG_LINE for line in lines):
            return b" ".join(lines)
        before = self._byte_of(hit.start - 1) + 1 if hit.start else 0
        return self._text[before : self._byte_of(hit.end)]

    def line_of(self, hit: Hit) -> bytes:
        """The line in which a message begins; of a long one, the part."""
        line = self.lines[self.line_at(hit.start)]
        if len(line) <= _LONG_LINE:
            return line
        start = self._byte_of(hit.start)
        before = self._text[max(0, start - _BEFORE) : start].rpartition(b"\n")[2]
        return before + self._text[start : start + _AFTER].partition(b"\n")[0]

    def rest_of_line(self, hit: Hit) -> bytes:
        """What stands behind a message in the line where it ends, cut where that is long."""
        behind = self._byte_of(hit.end - 1) + 1
        return self._text[behind : behind + _AFTER].partition(b"\n")[0]

    @cached_property
    def _letters_before(self) -> list[int]:
        """How many letters stand before each step of the text."""
        counts = (len(squeezed(self._text[at : at + _STEP])) for at in range(0, len(self._text), _STEP))
        return list(accumulate(counts, initial=0))

    def _byte_of(self, position: int) -> int:
        """Where in the text a letter stands; the text's end for the one behind the last."""
        step = bisect_right(self._letters_before, position) - 1
        begin = step * _STEP
        left = position - self._letters_before[step]
        part = self._text[begin : begin + _STEP]
        return begin + bisect_right(range(len(part)), left, key=lambda end: len(squeezed(part[: end + 1])))

    def hit(self, pattern: Pattern, start: int) -> Hit | None:
        """The message whose first letters begin at `start`; None where another one stands there."""
        position, matched = start, 0
        for number, fragment in enumerate(pattern.fragments):
            if not number and self._letters.startswith(fragment, start):
                position, matched = start + len(fragment), len(fragment)
                continue
            begin = self._after_gap(position, fragment) if number else position
            if begin < 0:
                return self._cut_in_gap(pattern, start, position, matched)
            end, count = self._follow(begin, fragment)
            if count < len(fragment):
                cut = self._cut_off(pattern, start, end, matched + count)
                if cut or not number or begin < self._end_of_line(position):
                    return cut
                # Letters that look like the next fragment's are another line's: it was cut before them.
                return self._cut_in_gap(pattern, start, position, matched)
            position, matched = end, matched + count
        return Hit(start, position, 1.0)

    def _cut_in_gap(self, pattern: Pattern, start: int, position: int, matched: int) -> Hit | None:
        """A message that was cut within what a `<…>` stands for, which is no longer than it can be."""
        end = self._end_of_line(position)
        return self._cut_off(pattern, start, end, matched) if end <= position + _GAP else None

    def _end_of_line(self, position: int) -> int:
        """Where the line ends that a letter, or the end of its line, stands on."""
        index = bisect_left(self._starts, position)
        return self._starts[index] if index < len(self._starts) else position

    def _after_gap(self, position: int, fragment: bytes) -> int:
        """Where the fragment goes on after a `<…>`; -1 where it does not."""
        candidates = self._places(fragment, position, _GAP)
        if candidates:
            return max(candidates, key=lambda place: self._follow(place, fragment)[1])
        return self._broken_after_gap(position, fragment)

    def _broken_after_gap(self, position: int, fragment: bytes) -> int:
        """The same where a line breaks within the fragment's first letters."""
        if self._letters.find(fragment[:_FEWEST], position, position + _GAP) < 0:
            return -1
        index = bisect_left(self._starts, position)
        while index < len(self._starts) and (end := self._starts[index]) <= position + _GAP:
            for count in range(min(_RESUME, len(fragment)) - 1, _FEWEST - 1, -1):
                if (
                    self._letters.endswith(fragment[:count], position, end)
                    and self._resumed(end, fragment[count:]) >= 0
                ):
                    return end - count
            # Lines without letters end there, too: there can be millions.
            index = bisect_right(self._starts, end)
        return -1

    def _follow(self, position: int, fragment: bytes) -> tuple[int, int]:
        """How far the log goes on as the fragment does, over broken lines: the end there, and letters matched."""
        matched = 0
        at_line_end: tuple[int, int] | None = None
        for _ in range(_BREAKS):
            common = self._common(position, fragment[matched:])
            if matched + common == len(fragment):
                return position + common, len(fragment)
            beyond = self._beyond_line(position, position + common)
            position, matched = position + common - beyond, matched + common - beyond
            if position not in self._ends:
                # The rest that seemed to go on after a line's end was something else.
                return at_line_end or (position, matched)
            at_line_end = position, matched
            resumed = self._resumed(position, fragment[matched:])
            if resumed < 0:
                break
            position = resumed
        return at_line_end or (position, matched)

    def _beyond_line(self, begin: int, end: int) -> int:
        """How many letters agreed by chance after a line's end: the next line begins with others."""
        last_start = self._starts[bisect_right(self._starts, end) - 1]
        return end - last_start if last_start > begin else 0

    def _resumed(self, position: int, rest: bytes) -> int:
        """Where the rest of a broken line goes on, behind the prefix of the next one; -1 where it does not."""
        return max(self._places(rest, position, _PREFIX), key=lambda place: self._common(place, rest), default=-1)

    def _places(self, fragment: bytes, position: int, reach: int) -> list[int]:
        """Where the fragment's first letters stand within reach."""
        known_by = fragment[:_RESUME]
        places = []
        found = self._letters.find(known_by, position, position + reach + len(known_by))
        while found >= 0:
            places.append(found)
            found = self._letters.find(known_by, found + 1, position + reach + len(known_by))
        return places

    def _common(self, position: int, letters: bytes) -> int:
        """How many letters agree."""
        there = self._letters[position : position + len(letters)]
        if there == letters:
            return len(letters)
        return next(
            (index for index, pair in enumerate(zip(there, letters, strict=False)) if pair[0] != pair[1]), len(there)
        )

    def _cut_off(self, pattern: Pattern, start: int, end: int, matched: int) -> Hit | None:
        """A message that a line's end, or an ellipsis, cut short."""
        kept = matched / pattern.letters
        if end not in self._ends or kept < KEPT or matched < max(KEPT_LETTERS, pattern.telling):
            return None
        return Hit(start, end, kept)


def _cut_at_ellipses(lines: list[bytes]) -> tuple[list[bytes], list[int]]:
    """The stretches between lines' ends and ellipses, and the line of each."""
    stretches: list[bytes] = []
    line_of: list[int] = []
    dots, sign = _ELLIPSES
    for number, line in enumerate(lines):
        parts = line.replace(sign, dots).split(dots) if dots in line or sign in line else [line]
        stretches.extend(parts)
        line_of.extend([number] * len(parts))
    return stretches, line_of
