"""Operations and layers as public JSON: one whole (`kb.operation/1`), all in short (`kb.operations/1`)."""

from collections.abc import Iterable, Sequence
from typing import Final, TypedDict

from kb.availability.table import LayerEntry, LayerField, OperationEntry, Parameter
from kb.records.record import Record
from kb.reports.json_text import json_text

SCHEMA: Final = "kb.operation/1"
SCHEMA_OF_MANY: Final = "kb.operations/1"


class ParameterV1(TypedDict):
    """One input. `domain`: parameters that share one have to agree in dtype. `choices`: dtypes that it may name.
    `default` is null where there is none, or where it depends on other inputs."""

    name: str
    kind: str
    dtypes: list[str]
    domain: str
    optional: bool
    constant: bool
    default: bool | int | float | str | list[object] | None
    choices: list[str]


class VersionV1(TypedDict):
    """The operation as it stands from a target on, until the next version."""

    since: str
    parameters: list[ParameterV1]


class FieldV1(TypedDict):
    """One field of a layer's message, nested ones dotted. `choices`: an enumeration's names, a oneof's arms."""

    name: str
    type: str
    repeated: bool
    choices: list[str]


class NamedRecordV1(TypedDict):
    """A record with a rule about the operation."""

    record: str
    title: str
    severity: str
    status: str


class OperationDocumentV1(TypedDict):
    """What `kb ops TYPE --format json` prints. A layer has fields and no versions, an operation the reverse."""

    schema: str
    data_version: str
    coremltools: str
    type: str
    available_from: str
    reference: str
    versions: list[VersionV1]
    fields: list[FieldV1]
    records: list[NamedRecordV1]


class OperationRowV1(TypedDict):
    type: str
    available_from: str
    versions: list[str]
    records: list[str]


class OperationsDocumentV1(TypedDict):
    """What `kb ops --format json` prints."""

    schema: str
    data_version: str
    coremltools: str
    operations: list[OperationRowV1]


def render_operation(
    entry: OperationEntry | LayerEntry, records: Sequence[Record], *, data_version: str, coremltools: str
) -> str:
    versions = entry.versions if isinstance(entry, OperationEntry) else ()
    fields = entry.fields.values() if isinstance(entry, LayerEntry) else ()
    document: OperationDocumentV1 = {
        "schema": SCHEMA,
        "data_version": data_version,
        "coremltools": coremltools,
        "type": entry.type,
        "available_from": entry.available_from.name,
        "reference": entry.documentation if isinstance(entry, OperationEntry) else "",
        "versions": [
            {"since": version.since.name, "parameters": [_parameter(each) for each in version.parameters.values()]}
            for version in versions
        ],
        "fields": [_field(field) for field in fields],
        "records": [
            {
                "record": record.id,
                "title": record.title,
                "severity": record.severity.value,
                "status": record.status.value,
            }
            for record in records
        ],
    }
    return json_text(document)


def _parameter(parameter: Parameter) -> ParameterV1:
    default = parameter.default
    return {
        "name": parameter.name,
        "kind": parameter.kind,
        "dtypes": list(parameter.dtypes),
        "domain": parameter.domain,
        "optional": parameter.optional,
        "constant": parameter.constant,
        "default": list(default) if isinstance(default, tuple) else default,
        "choices": list(parameter.choices),
    }


def _field(field: LayerField) -> FieldV1:
    return {"name": field.name, "type": field.type, "repeated": field.repeated, "choices": list(field.choices)}


def render_operations(
    rows: Iterable[tuple[OperationEntry | LayerEntry, Sequence[Record]]], *, data_version: str, coremltools: str
) -> str:
    document: OperationsDocumentV1 = {
        "schema": SCHEMA_OF_MANY,
        "data_version": data_version,
        "coremltools": coremltools,
        "operations": [
            {
                "type": entry.type,
                "available_from": entry.available_from.name,
                "versions": [version.since.name for version in entry.versions]
                if isinstance(entry, OperationEntry)
                else [entry.available_from.name],
                "records": [record.id for record in records],
            }
            for entry, records in rows
        ],
    }
    return json_text(document)
