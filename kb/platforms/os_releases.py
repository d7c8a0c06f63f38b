"""OS releases: what a device runs (`iOS 16.5.1`)."""

import re
from typing import Final

from kb.frozen import ordered

# An iPad runs what an iPhone of the same number runs; other families have numbers of their own.
OS_FAMILIES: Final = ("iOS", "iPadOS", "macOS", "watchOS", "tvOS", "visionOS")
_BY_LOWER: Final = {family.lower(): family for family in OS_FAMILIES}
# Patterns are texts on the way of a check: what is compiled as a module loads costs every start.
_RELEASE: Final = r"(?ia)\s*(ipados|ios|macos|watchos|tvos|visionos)\s*[-_ ]?\s*(\d{1,3}(?:\.\d{1,4}){0,3})\s*"


@ordered
class OSRelease:
    """A release of one OS family. Compares within its family only."""

    family: str
    version: tuple[int, ...]
    """Without trailing zeros: `26` and `26.0` are one release."""

    @classmethod
    def parse(cls, text: str) -> "OSRelease | None":
        """`ios16.2`, `iOS 16.2`, `macOS-13` → the release; None where the text is something else."""
        match = re.fullmatch(_RELEASE, text)
        if match is None:
            return None
        return cls(family=_BY_LOWER[match[1].lower()], version=version_of(match[2]))

    @property
    def version_text(self) -> str:
        return ".".join(map(str, self.version))

    def __str__(self) -> str:
        return f"{self.family} {self.version_text}"


def version_of(text: str) -> tuple[int, ...]:
    """`16.5.0` → (16, 5): comparable, without trailing zeros."""
    parts = [int(part) for part in text.split(".")]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)
