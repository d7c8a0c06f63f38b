"""`kb contribute MODEL --operation NAME`: one operation of a model, as a minimal example for a record."""

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from kb.cli.console import complain, write_result
from kb.cli.lookup import record_named
from kb.curation.contributing import NO_RECORD, example_of, example_text, operations_named
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge
from kb.models.model import Model, Operation
from kb.models.reading import read_model
from kb.platforms.targets import TARGET_OF_OPSET
from kb.records.record import Record
from kb.rules.verdict import Verdict


def run(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A model.")],
    *,
    operation: Annotated[str, typer.Option(help="An operation's name or location, as reports tell it; or a type.")],
    record: Annotated[str, typer.Option(help="Prove that this record matches the example.")] = "",
) -> int:
    """Print an operation of a model as a minimal example for a record: no weights, no names of yours.

    The example is built and read back, as `kb test` does. Ends with 1 where it cannot be built, or where the record of
    --record does not match it.
    """
    base = open_knowledge()
    wanted = record_named(base, record, where="--record") if record else None
    read = read_model(Path(model))
    found = _first_named(read, operation, model)
    example = example_of(found, TARGET_OF_OPSET.get(found.opset or ""), base.availability)
    write_result(f"{example_text(example)}\n")
    complain(f"this is {found.location}, without weights and without your names")
    return _prove(example, wanted, base)


def _first_named(model: Model, name: str, path: str) -> Operation:
    found = next(operations_named(model, name), None)
    if found is None:
        raise KbError(where=path, what=f"has no operation {name!r}", hint="`kb check --verbose` tells names")
    return found


def _prove(example: dict[str, object], record: Record | None, base: KnowledgeBase) -> int:
    from kb.curation.examples import build_example  # noqa: PLC0415 — coremltools comes with it
    from kb.curation.proving import decide  # noqa: PLC0415 — likewise

    with tempfile.TemporaryDirectory() as folder:
        try:
            with _quietly():
                built = build_example(example, record or NO_RECORD, base.availability, Path(folder))
        except KbError as error:
            complain(f"{error}: the example needs your hand (docs/reference/examples.md)")
            return 1
        if record is None:
            complain("coremltools builds it, and it reads back")
            return 0
        verdict, why = decide(built.model, record, base)
    complain(f"{record.id}: {verdict.value}{f': {why}' if why else ''}")
    return int(verdict is not Verdict.MATCHED)


@contextmanager
def _quietly() -> Iterator[None]:
    """coremltools tells, on being imported, which packages it has not been tested with: nobody asked."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
