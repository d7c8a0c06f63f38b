"""The protobuf wire format, walked field by field without decoding what nobody asks for.

Nothing here knows Core ML. Positions are offsets into the source, so that an error names the byte.
"""

from collections.abc import Generator, Iterator
from typing import Final, TypeAlias

from kb.models.sources import Source, unreadable

VARINT: Final = 0
FIXED64: Final = 1
LENGTH: Final = 2
GROUP_START: Final = 3
GROUP_END: Final = 4
FIXED32: Final = 5

# A message nested deeper is refused. protobuf's own parsers refuse it too.
NESTING_LIMIT: Final = 100
# Fields of one message. The largest real ones are tree ensembles with some million nodes.
FIELDS_LIMIT: Final = 4_000_000
# A message up to this many bytes is read in one go, with all that is in it; a larger one is walked in windows.
WHOLE_LIMIT: Final = 64 * 1024

_FIRST_WINDOW: Final = 4 * 1024
_LARGEST_WINDOW: Final = 256 * 1024
_VARINT_BYTES: Final = 10
# The longest head of a field: its tag and its length.
_HEAD: Final = 2 * _VARINT_BYTES
# The largest number that a varint of two bytes holds.
_TWO_BYTES: Final = 128 * 128 - 1
_LARGEST_TAG: Final = 2**32


class Span:
    """A stretch of a source that holds a message's fields; its bytes are in memory where it is small."""

    __slots__ = ("base", "buffer", "end", "source", "start")

    def __init__(self, source: Source, start: int, end: int, *, buffer: bytes = b"", base: int = 0) -> None:
        self.source = source
        self.start = start
        self.end = end
        if base <= start and end <= base + len(buffer):
            self.buffer, self.base = buffer, base
        elif end - start <= WHOLE_LIMIT:
            self.buffer, self.base = source.read(start, end), start
        else:
            self.buffer, self.base = b"", start

    def part(self, start: int, end: int) -> "Span":
        """The span of a message inside this one."""
        return Span(self.source, start, end, buffer=self.buffer, base=self.base)

    def bytes_of(self, start: int, end: int) -> bytes:
        if self.base <= start and end <= self.base + len(self.buffer):
            return self.buffer[start - self.base : end - self.base]
        return self.source.read(start, end)


def walk(span: Span) -> Iterator[tuple[int, int, int]]:
    """The fields in a span, in order: (tag, value, 0) of a varint, else (tag, start, end) of the content.

    A tag is the field's number times eight plus its wire type. Groups, which proto3 knows no more, are skipped.
    """
    source, end, buffer, base = span.source, span.end, span.buffer, span.base
    top = base + len(buffer)
    position, window, fields = span.start, _FIRST_WINDOW, 0
    groups: list[int] = []
    while position < end:
        if position + _HEAD > top and top < end:
            buffer = source.read(position, min(position + window, end))
            base, top = position, position + len(buffer)
            window = min(window * 4, _LARGEST_WINDOW)
        fields += 1
        start, index = position, position - base
        # Nearly every field starts with two bytes below 128; only the others pay for a call.
        if (
            index + 1 < len(buffer)
            and (tag := buffer[index]) & 0x87 == LENGTH
            and tag > 7
            and (value := buffer[index + 1]) < 128
        ):
            position += 2
        else:
            tag, value, position = _head(source, buffer, base, start, end)
        kind = tag & 7
        if kind == LENGTH:
            value, position = position, position + value
        elif kind in (FIXED32, FIXED64):
            value, position = position, position + (4 if kind == FIXED32 else 8)
        if position > end:
            raise unreadable(source, start, f"a field of {position - value} bytes ends beyond what holds it")
        if kind in (GROUP_START, GROUP_END) or fields > FIELDS_LIMIT:
            _follow_groups(source, start, tag, groups, fields)
        elif not groups:
            yield tag, value, 0 if kind == VARINT else position
    if groups:
        raise unreadable(source, end, "a group does not end")


Window: TypeAlias = tuple[int, bytes, int, int, int, int]
"""A field with what lies around it: (tag, buffer, base, start, end, top), its content in `buffer[start:end]`. `base` is
where the buffer stands in the source. Up to `top` the buffer holds what follows in the same message."""


def windows(span: Span) -> Generator[Window, int | None, None]:
    """The fields that have a length.

    For a walk over a hundred thousand fields: their content comes along in few large reads. A field that is larger than
    any window comes with an empty buffer. Who knows the next fields, up to `top`, sends the index behind them back.
    """
    source, position, stop = span.source, span.start, span.end
    buffer, base, fields = span.buffer, span.base, 0
    if not buffer:
        buffer, base = source.read(position, min(position + _LARGEST_WINDOW, stop)), position
    while position < stop:
        index, top = position - base, min(len(buffer), stop - base)
        # Fields that are usual and wholly in the buffer. Not `walk`, which would cost three times as much here.
        while index + 3 < top:
            tag, size, start = buffer[index], buffer[index + 1], index + 2
            if size > 127:
                size, start = size & 127 | buffer[start] << 7, start + 1
            if tag & 0x87 != LENGTH or tag < 8 or start + size > top or size > _TWO_BYTES:
                break
            index = start + size
            fields += 1
            index = (yield tag, buffer, base, start, index, top) or index
        moved, position = base + index > position, base + index
        if moved and position < stop and fields <= FIELDS_LIMIT:
            buffer, base = source.read(position, min(position + _LARGEST_WINDOW, stop)), position
        elif position < stop:
            yield from _single_windows(Span(source, position, stop, buffer=buffer, base=base))
            return


def _single_windows(span: Span) -> Iterator[Window]:
    """The same for fields of any kind and size. None of them is skipped: `top` is each one's own end."""
    source, end, buffer, base = span.source, span.end, span.buffer, span.base
    top = base + len(buffer)
    for tag, start, stop in walk(span):
        if tag & 7 != LENGTH:
            continue
        if stop > top or start < base:
            small = stop - start <= _LARGEST_WINDOW
            buffer, base = (source.read(start, min(start + _LARGEST_WINDOW, end)) if small else b""), start
            top = base + len(buffer)
        yield tag, buffer, base, start - base, stop - base, stop - base


def _head(source: Source, buffer: bytes, base: int, position: int, end: int) -> tuple[int, int, int]:
    """(tag, varint value or length, position behind them) of the field that starts at `position`."""
    index = position - base
    try:
        tag = buffer[index]
        index += 1
        if tag > 127:
            tag, index = varint(buffer, index - 1)
        kind = tag & 7
        value = 0
        if kind in (VARINT, LENGTH):
            value = buffer[index]
            index += 1
            if value > 127:
                value, index = varint(buffer, index - 1)
    except IndexError:
        raise unreadable(source, position, "ends in the middle of a field") from None
    except ValueError as error:
        raise unreadable(source, position, str(error)) from None
    if base + index > end:
        raise unreadable(source, position, "ends in the middle of a field")
    if kind > FIXED32 or tag < 8 or tag >= _LARGEST_TAG:
        raise unreadable(source, position, "no field of a Core ML model starts like this")
    return tag, value, base + index


def varint(buffer: bytes, index: int) -> tuple[int, int]:
    """The varint at `index` and the index behind it. Raises IndexError at the buffer's end, ValueError if too long."""
    result = shift = 0
    for _ in range(_VARINT_BYTES):
        byte = buffer[index]
        index += 1
        result |= (byte & 127) << shift
        if byte < 128:
            return result & 0xFFFF_FFFF_FFFF_FFFF, index
        shift += 7
    raise ValueError("a number of more than ten bytes")


def _follow_groups(source: Source, position: int, tag: int, groups: list[int], fields: int) -> None:
    if fields > FIELDS_LIMIT:
        raise unreadable(source, position, f"more than {FIELDS_LIMIT:,} fields in one message")
    if tag & 7 == GROUP_START:
        groups.append(tag >> 3)
        if len(groups) > NESTING_LIMIT:
            raise unreadable(source, position, f"nested deeper than {NESTING_LIMIT}")
    elif not groups or groups.pop() != tag >> 3:
        raise unreadable(source, position, "a group ends that did not start")
