"""`kb ops [TYPE]`: which operations and layers exist since when, with which parameters and dtypes."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

import typer

from kb.availability.table import LayerEntry
from kb.cli.console import stdout_layout, write_result
from kb.cli.lookup import Entry, entry_named, target_of
from kb.cli.parameters import NoColor
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge
from kb.platforms.targets import TARGETS, Target
from kb.records.record import Record

Form: TypeAlias = Literal["text", "json"]


def run(
    name: Annotated[
        str | None, typer.Argument(metavar="TYPE", help="An operation (topk) or a layer (nn:topK).")
    ] = None,
    *,
    target: Annotated[str, typer.Option(help="As a model built for it has them: ios16. The newest if not given.")] = "",
    layers: Annotated[bool, typer.Option("--layers", help="List layers of neural networks.")] = False,
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text",
    no_color: NoColor = False,
) -> int:
    """Show an operation: parameters, types, versions by target, records about it. Without TYPE: list what exists."""
    built_for = target_of(target) or TARGETS[-1]
    base = open_knowledge()
    if name is not None:
        text = _one(base, entry_named(base.availability, name, where="kb ops"), built_for, form, no_color=no_color)
    else:
        known: Mapping[str, Entry] = base.availability.layers if layers else base.availability.operations
        existing = [known[each] for each in sorted(known) if known[each].available_from <= built_for]
        text = _many(base, existing, form, no_color=no_color)
    write_result(text)
    return 0


def _one(base: KnowledgeBase, entry: Entry, target: Target, form: Form, *, no_color: bool) -> str:
    records = _records(base, {entry.type}).get(entry.type, ())
    if form == "json":
        from kb.reports import operation_json_v1  # noqa: PLC0415 — only this format needs it

        coremltools = base.availability.coremltools
        return operation_json_v1.render_operation(
            entry, records, data_version=base.data_version, coremltools=coremltools
        )
    from kb.reports import operation_text  # noqa: PLC0415 — likewise

    layout = stdout_layout(no_color=no_color)
    if isinstance(entry, LayerEntry):
        return operation_text.render_layer(entry, records, layout)
    return operation_text.render_operation(entry, target, records, layout)


def _many(base: KnowledgeBase, entries: Sequence[Entry], form: Form, *, no_color: bool) -> str:
    records = _records(base, {entry.type for entry in entries})
    rows = [(entry, records.get(entry.type, ())) for entry in entries]
    if form == "json":
        from kb.reports import operation_json_v1  # noqa: PLC0415 — as above

        coremltools = base.availability.coremltools
        return operation_json_v1.render_operations(rows, data_version=base.data_version, coremltools=coremltools)
    from kb.reports import operation_text  # noqa: PLC0415 — as above

    return operation_text.render_operations(rows, stdout_layout(no_color=no_color))


def _records(base: KnowledgeBase, types: Collection[str]) -> dict[str, tuple[Record, ...]]:
    """Type → the records with a rule that names it; withdrawn and superseded ones tell nothing of it any more."""
    found: dict[str, tuple[Record, ...]] = {}
    for record in base.records_for(types):
        for operation in dict.fromkeys(each for rule in record.rules for each in rule.operations):
            found[operation] = (*found.get(operation, ()), record)
    return found
