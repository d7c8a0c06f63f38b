"""What `kb check` can be told, on the command line or in a file. The command line wins, option by option."""

from dataclasses import fields
from typing import Literal, TypeAlias

from kb.frozen import frozen
from kb.reports.renderers import Format

FailOn: TypeAlias = Literal["error", "warning", "note", "never"]
MinConfidence: TypeAlias = Literal["reported", "corroborated", "confirmed", "documented"]
Units: TypeAlias = Literal["ALL", "CPU_ONLY", "CPU_AND_GPU", "CPU_AND_NE"]


@frozen
class Options:
    """None, or empty, where nothing was said. A configuration file has the same names, with dashes."""

    format: Format | None = None
    output: str | None = None
    min_os: tuple[str, ...] = ()
    device: tuple[str, ...] = ()
    chip: tuple[str, ...] = ()
    compute_units: Units | None = None
    target: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: FailOn | None = None
    min_confidence: MinConfidence | None = None
    baseline: str | None = None
    strict: bool | None = None

    def over(self, below: "Options") -> "Options":
        """These options, and what `below` says where these say nothing. Lists are replaced, not joined."""
        return Options(
            **{
                each.name: value if (value := getattr(self, each.name)) not in (None, ()) else getattr(below, each.name)
                for each in fields(Options)
            }
        )
