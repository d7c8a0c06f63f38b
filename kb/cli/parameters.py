"""What several verbs can be told, each option declared once."""

from collections.abc import Sequence
from typing import Annotated, TypeAlias

import typer

from kb.cli.options import Options, Units

MinOS: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--min-os", help="Lowest OS release that you ship to: ios16.2, macos13. Repeatable."),
]
Devices: TypeAlias = Annotated[
    list[str] | None, typer.Option("--device", help='A device that you ship to: "iPhone 12". Repeatable.')
]
Chips: TypeAlias = Annotated[list[str] | None, typer.Option("--chip", help="A chip that you ship to: A14. Repeatable.")]
ComputeUnits: TypeAlias = Annotated[
    Units | None, typer.Option("--compute-units", case_sensitive=False, help="What the model is loaded with (ALL).")
]
Targets: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--targets", help="Targets: iOS15,iOS18. What the deployment can load by default."),
]
NoColor: TypeAlias = Annotated[bool, typer.Option("--no-color", help="No colour, like NO_COLOR=1.")]


def deployment_options(
    min_os: Sequence[str] | None,
    device: Sequence[str] | None,
    chip: Sequence[str] | None,
    compute_units: Units | None,
) -> Options:
    return Options(
        min_os=tuple(min_os or ()), device=tuple(device or ()), chip=tuple(chip or ()), compute_units=compute_units
    )
