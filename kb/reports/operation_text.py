"""Operations and layers as text for people: one whole, many in a table."""

from collections.abc import Iterable, Iterator, Sequence

from kb.availability.changes import ParameterChange, changes_between
from kb.availability.table import LayerEntry, LayerField, OperationEntry, OperationVersion, Parameter
from kb.platforms.targets import Target
from kb.records.record import Record, Status
from kb.reports.layout import Layout
from kb.reports.plain import plain, prose
from kb.reports.wording import counted

_NAMES = 28
"""Columns for a name; a longer one pushes the rest of its line."""


def render_operation(entry: OperationEntry, target: Target, records: Sequence[Record], layout: Layout) -> str:
    """One operation: its parameters as a model built for `target` has them, what changed when, records about it."""
    version = entry.at(target)
    lines = [layout.paint(plain(entry.type), "strong"), f"since {entry.available_from}{_later(entry)}"]
    if entry.documentation:
        lines.append(plain(entry.documentation))
    if version is None:
        lines += ["", layout.wrap(f"It does not exist for models built for {target}.", indent=0)]
    else:
        lines += ["", layout.paint(f"Parameters of a model built for {target}", "strong")]
        lines += [line for each in version.parameters.values() for line in _parameter(each, layout)]
        lines += _shared(version)
    lines += _changes(entry, layout)
    lines += _records(records, layout)
    return "\n".join(lines) + "\n"


def _later(entry: OperationEntry) -> str:
    later = ", ".join(version.since.name for version in entry.versions[1:])
    return f", changed with {later}" if later else ""


def _parameter(parameter: Parameter, layout: Layout) -> Iterator[str]:
    facts = [" ".join(parameter.dtypes) if parameter.kind == "tensor" else parameter.kind]
    if parameter.domain:
        facts[0] = f"{parameter.domain}: {facts[0]}"
    if parameter.choices:
        facts.append(f"one of {' '.join(parameter.choices)}")
    if parameter.constant:
        facts.append("constant")
    if parameter.optional:
        facts.append("optional" if parameter.default is None else f"default {_value(parameter.default)}")
    yield layout.wrap(", ".join(facts), indent=2, label=f"{plain(parameter.name):<{_NAMES}}")


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shared(version: OperationVersion) -> Iterator[str]:
    """A sentence for each domain that several parameters share: they have to agree in dtype."""
    members: dict[str, list[str]] = {}
    for parameter in version.parameters.values():
        if parameter.domain:
            members.setdefault(parameter.domain, []).append(plain(parameter.name))
    for domain, names in members.items():
        if len(names) > 1:
            yield f"  {domain}: {', '.join(names)} have the same dtype"


def _changes(entry: OperationEntry, layout: Layout) -> Iterator[str]:
    if len(entry.versions) == 1:
        return
    yield ""
    yield layout.paint("What changed", "strong")
    for before, after in zip(entry.versions, entry.versions[1:], strict=False):
        changes = [_change(change) for change in changes_between(before, after)]
        yield layout.wrap("; ".join(changes) or "nothing that its inputs show", indent=2, label=f"{after.since}: ")


def _change(change: ParameterChange) -> str:
    if change.came or change.went:
        return f"{'new' if change.came else 'without'} {plain(change.name)}"
    parts = []
    if change.dtypes_added:
        parts.append(f"also {' '.join(change.dtypes_added)}")
    if change.dtypes_removed:
        parts.append(f"no longer {' '.join(change.dtypes_removed)}")
    return f"{plain(change.name)}: {', '.join([*parts, *change.remarks])}"


def render_layer(entry: LayerEntry, records: Sequence[Record], layout: Layout) -> str:
    """One layer: the fields that a condition may name, records about it."""
    lines = [layout.paint(plain(entry.type), "strong"), f"since {entry.available_from}"]
    if entry.fields:
        lines += ["", layout.paint("Fields", "strong")]
        width = max(_NAMES, *(len(name) for name in entry.fields if len(name) < layout.width // 2))
        lines += [
            layout.wrap(_field(field), indent=2, label=f"{plain(field.name):<{width}}  ")
            for field in entry.fields.values()
        ]
    lines += _records(records, layout)
    return "\n".join(lines) + "\n"


def _field(field: LayerField) -> str:
    choices = f": {' | '.join(field.choices)}" if field.choices else ""
    return f"{'list of ' if field.repeated else ''}{field.type}{choices}"


def _records(records: Sequence[Record], layout: Layout) -> Iterator[str]:
    yield ""
    yield layout.paint("Known issues", "strong")
    if not records:
        yield "  none"
    for record in records:
        status = "" if record.status is Status.OPEN else f" ({record.status.value})"
        severity = layout.paint(f"{record.severity.value:<8}", record.severity.value)
        yield f"  {severity}{plain(record.id)}{status}"
        yield layout.wrap(prose(record.title), indent=10)


def render_operations(rows: Iterable[tuple[OperationEntry | LayerEntry, Sequence[Record]]], layout: Layout) -> str:
    """A table: type, first target, later versions, how many records."""
    lines = []
    for entry, records in rows:
        later = _later(entry).removeprefix(", ") if isinstance(entry, OperationEntry) else ""
        issues = counted(len(records), "record") if records else ""
        facts = layout.paint(", ".join(part for part in (later, issues) if part), "faint")
        lines.append(f"{plain(entry.type):<{_NAMES + 12}}{entry.available_from.name:<9}{facts}".rstrip())
    return "\n".join([*lines, counted(len(lines), "type")]) + "\n"
