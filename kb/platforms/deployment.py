"""What the user ships to: OS releases, devices, chips, compute units. One value."""

import re
from enum import Enum
from typing import Final

from kb.errors import KbError
from kb.frozen import frozen
from kb.platforms.os_releases import OSRelease


class ComputeUnits(Enum):
    """The choice of compute units, spelt as coremltools does."""

    ALL = "ALL"
    CPU_ONLY = "CPU_ONLY"
    CPU_AND_GPU = "CPU_AND_GPU"
    CPU_AND_NE = "CPU_AND_NE"

    @property
    def units(self) -> frozenset[str]:
        """The units a model may run on under this choice: `CPU`, `GPU`, `NE`."""
        return _UNITS[self]


_UNITS = {
    ComputeUnits.ALL: frozenset({"CPU", "GPU", "NE"}),
    ComputeUnits.CPU_ONLY: frozenset({"CPU"}),
    ComputeUnits.CPU_AND_GPU: frozenset({"CPU", "GPU"}),
    ComputeUnits.CPU_AND_NE: frozenset({"CPU", "NE"}),
}


@frozen
class Deployment:
    """What a model is shipped to. An empty part means: any.

    Device and chip names are as the user gave them until `kb.platforms.resolving.resolve` has
    checked and spelt them.
    """

    min_os: tuple[OSRelease, ...] = ()
    """The lowest OS release of each family that is shipped to."""
    devices: tuple[str, ...] = ()
    chips: tuple[str, ...] = ()
    compute_units: ComputeUnits = ComputeUnits.ALL

    @classmethod
    def parse(cls, text: str) -> "Deployment":
        """`ios16.2, iPhone 12, CPU_AND_GPU` → the deployment; each part is known by its form.

        OS releases, compute units and chips have forms of their own; what remains is a device. A comma inside
        an identifier (`iPhone13,2`) or brackets separates nothing. Raises KbError for compute units given twice.
        """
        releases: list[OSRelease] = []
        devices: list[str] = []
        chips: list[str] = []
        units: list[ComputeUnits] = []
        for part in filter(None, map(str.strip, re.split(_COMMA, text))):
            release = OSRelease.parse(part)
            if release is not None:
                releases.append(release)
            elif part.upper() in ComputeUnits.__members__:
                units.append(ComputeUnits[part.upper()])
            else:
                (chips if re.fullmatch(_CHIP, part) else devices).append(part)
        if len(set(units)) > 1:
            raise KbError(where=text, what="names two choices of compute units", hint="give one of them")
        return cls(
            min_os=tuple(releases),
            devices=tuple(devices),
            chips=tuple(chips),
            compute_units=units[0] if units else ComputeUnits.ALL,
        )


# `iPhone13,2` is one word, and so is `MacBook Air (15-inch, M2, 2023)`.
_COMMA: Final = r"(?<!\d),(?![^()]*\))|,(?!\d)(?![^()]*\))"
_CHIP: Final = r"(?ia)(?:apple\s+)?(?:[AMS]\d{1,2}[XZ]?(?:\s*(?:bionic|fusion|pro|max|ultra))?|intel)"
