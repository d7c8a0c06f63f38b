"""One operation, or one layer, as a page: parameters, since when, what each version changed, and its records."""

from collections.abc import Iterator, Mapping, Sequence

from kb.availability.changes import ParameterChange, changes_between
from kb.availability.table import LayerEntry, OperationEntry, OperationVersion, Parameter
from kb.pages.addresses import operation_path, target_path
from kb.pages.feeds import feed_path
from kb.pages.markup import (
    LISTING,
    MENU,
    bullets,
    code,
    crumbs,
    front_matter,
    link,
    section,
    sections,
    table,
    text,
    way,
)
from kb.pages.record_list import record_list
from kb.pages.site import Site
from kb.platforms.targets import Target
from kb.records.record import Record


def operation_page(entry: OperationEntry, site: Site) -> str:
    here = operation_path(entry.type)
    records = site.by_operation.get(entry.type, ())
    reference = f"{link('coremltools reference', entry.documentation)}\n" if entry.documentation else ""
    return sections(
        front_matter(
            entry.type,
            f"Core ML's operation {entry.type}: since when, parameters, dtypes, known issues.",
            **_feed_of(here, records),
            hide=MENU,
            search=LISTING,
        ),
        crumbs(here, ("Operations", "operations/index.md")),
        f"# {code(entry.type)}\n",
        f"An operation of ML programs. Exists since {_target(entry.available_from, here)}.\n",
        reference,
        section("Known issues", record_list(records, here)) or "## Known issues\n\nNone is known.\n",
        _filtered(entry.type, here) if records else "",
        section(f"Parameters as of {entry.versions[-1].since}", _parameters(entry.versions[-1])),
        section("By target", _versions(entry, here)),
    )


def _feed_of(here: str, records: Sequence[Record]) -> Mapping[str, str]:
    """What the page's head says of its feed; there is one where there are records."""
    return {"feed": feed_path(here)} if records else {}


def _filtered(kind: str, here: str) -> str:
    return link("Narrow them in the catalogue", f"{way(here, 'catalogue.md')}?operation={kind}") + "\n"


def _target(target: Target, here: str) -> str:
    return link(text(target.name), way(here, target_path(target.name)))


def _parameters(version: OperationVersion) -> str:
    if not version.parameters:
        return "None.\n"
    header = ("parameter", "dtypes", "given", "default")
    return table(header, (_parameter(each) for each in version.parameters.values()))


def _parameter(parameter: Parameter) -> tuple[str, str, str, str]:
    dtypes = ", ".join(parameter.dtypes) or parameter.kind
    domain = f" ({parameter.domain})" if parameter.domain else ""
    names = f"; names {', '.join(parameter.choices)}" if parameter.choices else ""
    given = "optional" if parameter.optional else "always"
    constant = ", constant" if parameter.constant else ""
    return (
        code(parameter.name),
        text(dtypes + domain + names),
        given + constant,
        "–" if parameter.default is None else code(str(parameter.default)),
    )


def _versions(entry: OperationEntry, here: str) -> str:
    parts = [f"**{_target(entry.available_from, here)}**: it comes.\n"]
    for before, after in zip(entry.versions, entry.versions[1:], strict=False):
        changes = bullets(_change(each) for each in changes_between(before, after))
        what = f"\n\n{changes}" if changes else " made anew, with the same parameters.\n"
        parts.append(f"**{_target(after.since, here)}**:{what}")
    return sections(*parts)


def _change(change: ParameterChange) -> str:
    return f"{code(change.name)}: {'; '.join(_words(change))}"


def _words(change: ParameterChange) -> Iterator[str]:
    if change.came:
        yield "comes"
    if change.went:
        yield "goes"
    if change.dtypes_added:
        yield f"takes {text(', '.join(change.dtypes_added))} as well"
    if change.dtypes_removed:
        yield f"does not take {text(', '.join(change.dtypes_removed))} any more"
    yield from map(text, change.remarks)


def layer_page(entry: LayerEntry, site: Site) -> str:
    here = operation_path(entry.type)
    records = site.by_operation.get(entry.type, ())
    rows = (
        (code(field.name), text(field.type + (", repeated" if field.repeated else "")), text(", ".join(field.choices)))
        for field in entry.fields.values()
    )
    fields = table(("field", "type", "choices"), rows)
    return sections(
        front_matter(
            entry.type,
            f"Core ML's neural-network layer {entry.type}: since when, fields, known issues.",
            **_feed_of(here, records),
            hide=MENU,
            search=LISTING,
        ),
        crumbs(here, ("Layers", "layers/index.md")),
        f"# {code(entry.type)}\n",
        f"A layer of neural networks. Exists since {_target(entry.available_from, here)}.\n",
        section("Known issues", record_list(records, here)) or "## Known issues\n\nNone is known.\n",
        _filtered(entry.type.replace(":", "%3A"), here) if records else "",
        section("Fields", fields or "None.\n"),
    )
