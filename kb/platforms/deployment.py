"""What the user ships to: OS releases, devices, chips, compute units. One value."""

from dataclasses import dataclass
from enum import Enum

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


@dataclass(frozen=True, slots=True, kw_only=True)
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
