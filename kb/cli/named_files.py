"""Files that a user names, read whole, bounded: a log, a configuration, a baseline.

A pipe is read like a file, since a shell makes one of `<(…)`; nothing waits for a writer who does not come, and a
device, which may have no end, is refused.
"""

import os
import stat
import time
from pathlib import Path
from typing import Final

from kb.errors import KbError

PATIENCE: Final = 2.0
"""Seconds in which somebody has to open a named pipe for writing."""
_NAP: Final = 0.02
_CHUNK: Final = 1024 * 1024


def content_of(path: Path, *, limit: int, hint: str = "") -> bytes:
    """What the file holds. Raises KbError where it cannot be read, or, with the hint, has more bytes than `limit`."""
    try:
        # Without O_NONBLOCK, opening a named pipe waits for a writer for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISFIFO(mode):
            content = _read_pipe(descriptor, path, limit)
        elif stat.S_ISREG(mode) or _is_null(descriptor):
            content = _read(descriptor, limit)
        else:
            what = "is a folder, not a file" if stat.S_ISDIR(mode) else "is a device, not a file"
            raise KbError(where=str(path), what=what)
    except OSError as error:
        raise _unreadable(path, error) from error
    finally:
        os.close(descriptor)
    if len(content) > limit:
        raise KbError(where=str(path), what=f"is longer than {limit // 1024**2} MiB", hint=hint)
    return content


def _unreadable(path: Path, error: OSError | ValueError) -> KbError:
    match error:
        case FileNotFoundError():
            return KbError(where=str(path), what="there is no such file")
        case OSError():
            return KbError(where=str(path), what=f"cannot be read: {error.strerror or error}")
    return KbError(where=str(path), what="is no path")


def _is_null(descriptor: int) -> bool:
    """`--config /dev/null` is how somebody says: none."""
    return os.path.samestat(os.fstat(descriptor), os.stat(os.devnull))  # noqa: PTH116 — beside its sister


def _read(descriptor: int, limit: int) -> bytes:
    parts: list[bytes] = []
    left = limit + 1
    while left > 0 and (part := os.read(descriptor, min(_CHUNK, left))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _read_pipe(descriptor: int, path: Path, limit: int) -> bytes:
    """All that is written to a pipe while somebody has it open; a writer to a named one has a moment to come."""
    import select  # noqa: PLC0415 — few files are pipes

    parts: list[bytes] = []
    left = limit + 1
    # Nobody can come later to a pipe that has no name of its own: `/dev/fd/63`, `/dev/stdin`.
    has_begun = str(path).startswith(("/dev/", "/proc/"))
    deadline = time.monotonic() + PATIENCE
    while left > 0:
        try:
            part = os.read(descriptor, min(_CHUNK, left))
        except BlockingIOError:
            # Somebody has it open, and has written nothing yet.
            has_begun = True
            select.select([descriptor], [], [])
            continue
        if part:
            has_begun = True
            parts.append(part)
            left -= len(part)
        elif has_begun:
            break
        elif time.monotonic() > deadline:
            raise KbError(where=str(path), what="is a pipe that nobody writes to")
        else:
            time.sleep(_NAP)
    return b"".join(parts)
