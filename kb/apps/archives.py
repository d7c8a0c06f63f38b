"""Which files are archives that may hold several models: an `.ipa`, a zip."""

from pathlib import Path
from typing import Final

SUFFIXES: Final = (".ipa", ".zip")


def is_archive(path: Path) -> bool:
    try:
        return path.suffix.lower() in SUFFIXES and path.is_file()
    except OSError:
        # A name that is too long, a folder above that may not be entered: the reader tells so.
        return False
