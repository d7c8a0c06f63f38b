"""Shortcuts for how writers lay small messages out, for programs have hundreds of thousands of them.

Each function looks at bytes in memory and gives None for whatever is not laid out as usual, damage included; the
caller then walks the message, which is slower and knows everything. Indices are into the buffer.
"""

from typing import Final, TypeAlias

from kb.models.wire import LENGTH, varint

_FIRST: Final = 1 << 3 | LENGTH
_SECOND: Final = 2 << 3 | LENGTH

Place: TypeAlias = tuple[int, int]


def pair(buffer: bytes, start: int, end: int) -> tuple[bytes, Place] | None:
    """A text in field 1, then a message in field 2: a map's entry, a named value. (text, place of the message)."""
    try:
        if buffer[start] != _FIRST or buffer[start + 1] > 127:
            return None
        middle = start + 2 + buffer[start + 1]
        if buffer[middle] != _SECOND:
            return None
        size, inner = buffer[middle + 1], middle + 2
        if size > 127:
            size, inner = varint(buffer, middle + 1)
    except (IndexError, ValueError):
        return None
    return (buffer[start + 2 : middle], (inner, end)) if inner + size == end else None


def only_name(buffer: bytes, start: int, end: int) -> bytes | None:
    """An `Argument` that is bound to one name: a text in field 1 of a message in field 1."""
    size = end - start
    usual = 4 <= size < 128 and buffer[start] == _FIRST == buffer[start + 2]
    if usual and buffer[start + 1] == size - 2 and buffer[start + 3] == size - 4:
        return buffer[start + 4 : end]
    return None


def inside(buffer: bytes, start: int, end: int, tags: tuple[int, ...]) -> Place | None:
    """Down through messages in messages, by the tag of the field at each level; each is the last of its message."""
    try:
        for wanted in tags:
            tag, stop = 0, start
            while stop < end:
                tag, size, start = buffer[stop], buffer[stop + 1], stop + 2
                if size > 127:
                    size, start = varint(buffer, stop + 1)
                stop = start + size
                if tag & 0x87 != LENGTH:
                    return None
            if tag != wanted or stop != end:
                return None
    except (IndexError, ValueError):
        return None
    return start, end


def fields(buffer: bytes, position: int, end: int, base: int = 0) -> list[tuple[int, int, int]] | None:
    """(tag, start, end) of every field, plus `base`, where all of them have a length and a number below 16."""
    found: list[tuple[int, int, int]] = []
    try:
        while position < end:
            tag, size = buffer[position], buffer[position + 1]
            position += 2
            if size > 127:
                size, position = varint(buffer, position - 1)
            if tag & 0x87 != LENGTH or tag < 8:
                return None
            start = position
            position += size
            found.append((tag, start + base, position + base))
    except (IndexError, ValueError):
        return None
    return found if position == end else None
