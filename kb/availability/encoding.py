"""Availability ↔ plain values (what JSON knows), one operation or layer at a time. What stands in `data/operations/`
and in the bundle has the same shape:

    conv: {reference: iOS15.conv.conv, versions: [{since: iOS15, domains: {T: [fp16, fp32]}, parameters: {
        x: {domain: T}, groups: {dtypes: [int32], optional: true, constant: true, default: 1}}}]}
    nn:pooling: {since: iOS11, fields: "kernelSize *int\\ntype enum:MAX|AVERAGE|L2\\nvalid message\\n"}

Left out: a parameter's kind where it is `tensor`, and whatever is false, empty or None. Fields are one text, a line
each, since there are thousands that nobody asks for; `*`: repeated.
Decoding trusts its input; `kb.availability.parsing` checks what people could have edited.
"""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from kb.availability.table import Availability, LayerEntry, LayerField, OperationEntry, OperationVersion, Parameter
from kb.lazy import LazyMapping
from kb.platforms.targets import TARGETS

Plain: TypeAlias = Any
"""str, int, float, bool, None, and lists and string-keyed dictionaries of them."""

# Source: coremltools' API reference; every operation's anchor is the place of its definition.
REFERENCE: Final = (
    "https://apple.github.io/coremltools/source/coremltools.converters.mil.mil.ops.defs.html"
    "#coremltools.converters.mil.mil.ops.defs."
)
_TARGETS: Final = {target.name: target for target in TARGETS}


def availability_to_json(availability: Availability) -> dict[str, Plain]:
    return {
        "coremltools": availability.coremltools,
        "operations": {name: operation_to_plain(entry) for name, entry in availability.operations.items()},
        "layers": {name: layer_to_plain(entry) for name, entry in availability.layers.items()},
    }


def availability_from_json(value: Mapping[str, Plain]) -> Availability:
    """Costs nothing per entry until the entry is asked for."""
    return Availability(
        coremltools=value["coremltools"],
        operations=LazyMapping(value["operations"], operation_from_plain),
        layers=LazyMapping(value["layers"], layer_from_plain),
    )


def operation_to_plain(entry: OperationEntry) -> dict[str, Plain]:
    plain: dict[str, Plain] = {}
    if entry.documentation:
        plain["reference"] = entry.documentation.removeprefix(REFERENCE)
    plain["versions"] = [_version_to_plain(version) for version in entry.versions]
    return plain


def operation_from_plain(type: str, plain: Plain) -> OperationEntry:  # noqa: A002 — Core ML's word
    reference = plain.get("reference", "")
    versions = tuple(_version_from_plain(version) for version in plain["versions"])
    return OperationEntry(type=type, versions=versions, documentation=f"{REFERENCE}{reference}" if reference else "")


def _version_to_plain(version: OperationVersion) -> dict[str, Plain]:
    plain: dict[str, Plain] = {"since": version.since.name}
    domains = {each.domain: list(each.dtypes) for each in version.parameters.values() if each.domain}
    if domains:
        plain["domains"] = domains
    plain["parameters"] = {name: _parameter_to_plain(each) for name, each in version.parameters.items()}
    return plain


def _version_from_plain(plain: Plain) -> OperationVersion:
    domains = {name: tuple(dtypes) for name, dtypes in plain.get("domains", {}).items()}
    parameters = {name: _parameter_from_plain(name, each, domains) for name, each in plain["parameters"].items()}
    return OperationVersion(since=_TARGETS[plain["since"]], parameters=parameters)


def _parameter_to_plain(parameter: Parameter) -> dict[str, Plain]:
    default = parameter.default
    values = {
        "kind": "" if parameter.kind == "tensor" else parameter.kind,
        "domain": parameter.domain,
        "dtypes": [] if parameter.domain else list(parameter.dtypes),
        "optional": parameter.optional,
        "constant": parameter.constant,
        "choices": list(parameter.choices),
    }
    plain: dict[str, Plain] = {key: value for key, value in values.items() if value}
    if default is not None:
        plain["default"] = list(default) if isinstance(default, tuple) else default
    return plain


def _parameter_from_plain(name: str, plain: Plain, domains: Mapping[str, tuple[str, ...]]) -> Parameter:
    domain = plain.get("domain", "")
    default = plain.get("default")
    return Parameter(
        name=name,
        kind=plain.get("kind", "tensor"),
        dtypes=domains[domain] if domain else tuple(plain.get("dtypes", ())),
        domain=domain,
        optional=plain.get("optional", False),
        constant=plain.get("constant", False),
        default=tuple(default) if isinstance(default, list) else default,
        choices=tuple(plain.get("choices", ())),
    )


def layer_to_plain(entry: LayerEntry) -> dict[str, Plain]:
    fields = "".join(f"{_field_to_line(field)}\n" for field in entry.fields.values())
    return {"since": entry.available_from.name, "fields": fields}


def layer_from_plain(type: str, plain: Plain) -> LayerEntry:  # noqa: A002 — Core ML's word
    fields = [_field_from_line(line) for line in plain["fields"].splitlines()]
    return LayerEntry(
        type=type, available_from=_TARGETS[plain["since"]], fields={field.name: field for field in fields}
    )


def _field_to_line(field: LayerField) -> str:
    choices = f":{'|'.join(field.choices)}" if field.choices else ""
    return f"{field.name} {'*' if field.repeated else ''}{field.type}{choices}"


def _field_from_line(line: str) -> LayerField:
    name, _, rest = line.partition(" ")
    kind, _, choices = rest.removeprefix("*").partition(":")
    return LayerField(
        name=name,
        type=kind,
        repeated=rest.startswith("*"),
        choices=tuple(choices.split("|")) if choices else (),
    )
