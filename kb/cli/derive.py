"""`kb derive WHAT`: data that follow from something else: write them, `--check` them, or print them with `--stdout`."""

from typing import Annotated, TypeAlias

import typer

from kb.cli.application import application
from kb.cli.generated import deliver

app = application(help="Derive data from their source: write them, or check that what is committed still follows.")

Check: TypeAlias = Annotated[bool, typer.Option("--check", help="Write nothing; end with 1 where a file differs.")]
Stdout: TypeAlias = Annotated[bool, typer.Option("--stdout", help="Print instead of writing.")]


@app.callback()
def _verbs() -> None:
    """Makes typer keep the verb's name while there is only one."""


@app.command()
def schema(*, check: Check = False, stdout: Stdout = False) -> int:
    """JSON Schemas of what `kb` prints → data/schema."""
    from kb.cli.schemas import generated_schemas  # noqa: PLC0415 — a generator's imports are its own

    return deliver(generated_schemas(), check=check, stdout=stdout, repair="kb derive schema")
