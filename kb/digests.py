"""Hash functions without OpenSSL: `hashlib` loads it, which takes as long as to read a small model.

As `random` of the standard library does: the interpreter's own modules first, `hashlib` where it has none.
"""

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any


def _first_of(function: str, *modules: str) -> Callable[..., Any]:
    """The function of the first of the modules that this interpreter has."""
    for name in modules:
        with suppress(ImportError):
            found: Callable[..., Any] = getattr(import_module(name), function)
            return found
    raise ImportError(function)


_blake2s = _first_of("blake2s", "_blake2", "hashlib")
# Its name changed with Python 3.12.
_sha256 = _first_of("sha256", "_sha2", "_sha256", "hashlib")


def sha256(content: bytes) -> str:
    """64 hexadecimal digits."""
    return str(_sha256(content).hexdigest())


def blake2s(content: bytes, *, size: int) -> str:
    """Hexadecimal digits of so many bytes."""
    return str(_blake2s(content, digest_size=size).hexdigest())
