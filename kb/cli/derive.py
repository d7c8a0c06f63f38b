"""`kb derive WHAT`: data that follow from something else: write them, `--check` them, or print them with `--stdout`."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from kb.cli.application import application
from kb.cli.console import complain
from kb.cli.generated import Generated, checkout, deliver

app = application(help="Derive data from their source: write them, or check that what is committed still follows.")

Check: TypeAlias = Annotated[bool, typer.Option("--check", help="Write nothing; end with 1 where a file differs.")]
Stdout: TypeAlias = Annotated[bool, typer.Option("--stdout", help="Print instead of writing.")]


@app.command()
def schema(*, check: Check = False, stdout: Stdout = False) -> int:
    """JSON Schemas of what `kb` prints → data/schema."""
    from kb.cli.schemas import generated_schemas  # noqa: PLC0415 — a generator's imports are its own

    return deliver(generated_schemas(), check=check, stdout=stdout, repair="kb derive schema")


@app.command()
def operations(*, check: Check = False, stdout: Stdout = False) -> int:
    """Since when operations, parameters, dtypes and layers exist, from coremltools → data/operations."""
    from kb.curation.deriving_operations import REPAIR, operations_texts  # noqa: PLC0415 — likewise

    folder = Path("data/operations")
    generated = tuple(Generated(path=folder / name, text=text) for name, text in operations_texts().items())
    return deliver(generated, check=check, stdout=stdout, repair=REPAIR, folder=folder)


@app.command()
def fields(*, check: Check = False, stdout: Stdout = False) -> int:
    """Numbers and types of the fields in Core ML's messages, from coremltools → kb/models/wire_fields.py."""
    from kb.curation.deriving_fields import REPAIR, wire_fields_text  # noqa: PLC0415 — likewise

    generated = (Generated(path=Path("kb/models/wire_fields.py"), text=wire_fields_text()),)
    return deliver(generated, check=check, stdout=stdout, repair=REPAIR)


@app.command()
def conditions(*, check: Check = False, stdout: Stdout = False) -> int:
    """The reference of the condition language → docs/reference/conditions.md."""
    from kb.pages.conditions_page import PATH, conditions_page  # noqa: PLC0415

    page = Generated(path=Path(PATH), text=conditions_page())
    return deliver((page,), check=check, stdout=stdout, repair="kb derive conditions")


@app.command()
def golden(*, check: Check = False, stdout: Stdout = False) -> int:
    """What is answered for the models of the corpus → tests/golden/answers.yaml. Where answers move, says which."""
    from kb.curation.golden import ANSWERS, CORPUS, corpus_of, golden_answers, moved  # noqa: PLC0415 — likewise
    from kb.knowledge.opening import open_knowledge  # noqa: PLC0415

    root = checkout()
    answers = golden_answers(corpus_of(root / CORPUS), open_knowledge())
    committed = root / ANSWERS
    for name in moved(committed.read_text(encoding="utf-8"), answers) if committed.is_file() else ():
        complain(f"answers move for {name}")
    page = Generated(path=ANSWERS, text=answers)
    return deliver((page,), check=check, stdout=stdout, repair="kb derive golden")
