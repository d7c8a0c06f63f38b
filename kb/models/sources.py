"""Where a model's bytes lie: in memory, or in a file read at positions. A file is never read whole.

Positioned reads, not a mapping: mapped pages count as the process's memory, and a file cut short while it is
mapped kills the process.
"""

import os
from typing import BinaryIO, Protocol

from kb.errors import UnreadableModel


class Source(Protocol):
    """Bytes with a name. Positions are offsets into the message that the source holds."""

    origin: str
    size: int

    def read(self, start: int, end: int) -> bytes:
        """The bytes of `[start, end)`, all of them; raises UnreadableModel where they cannot be had."""
        ...


class MemorySource:
    """Bytes that are in memory already."""

    __slots__ = ("_content", "origin", "size")

    def __init__(self, content: bytes, *, origin: str) -> None:
        self._content = content
        self.origin = origin
        self.size = len(content)

    def read(self, start: int, end: int) -> bytes:
        return self._content[start:end]


class FileSource:
    """An open file, or a stretch of one. Owns the descriptor and closes it when nobody needs the source any more."""

    __slots__ = ("_descriptor", "_offset", "origin", "size")

    def __init__(self, descriptor: int, *, origin: str, size: int, offset: int = 0) -> None:
        self._descriptor = descriptor
        self._offset = offset
        self.origin = origin
        self.size = size

    def __del__(self) -> None:
        os.close(self._descriptor)

    def part(self, start: int, size: int, *, origin: str) -> "FileSource":
        """A stretch of the file as a source of its own."""
        return FileSource(os.dup(self._descriptor), origin=origin, size=size, offset=self._offset + start)

    def opened(self) -> BinaryIO:
        """The file as a file object of its own."""
        return os.fdopen(os.dup(self._descriptor), "rb")

    def read(self, start: int, end: int) -> bytes:
        try:
            content = os.pread(self._descriptor, end - start, self._offset + start)
        except OSError as error:
            raise unreadable(self, start, f"cannot be read: {error.strerror}") from error
        if len(content) < end - start:
            raise unreadable(self, start, "the file ends early: it was changed while it was read")
        return content


def unreadable(source: Source, position: int, what: str, hint: str = "") -> UnreadableModel:
    """The error that names the file and the byte."""
    return UnreadableModel(where=f"{source.origin}, byte {position}", what=what, hint=hint)
