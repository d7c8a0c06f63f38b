"""Static JSON for programs, below `api/v1/`: what the command prints, at addresses that stay."""

from collections.abc import Callable, Iterator
from typing import Final, TypedDict

from kb.availability.table import LayerEntry, OperationEntry
from kb.knowledge.bundling import bundle_files
from kb.pages.addresses import address
from kb.pages.page import Page
from kb.pages.site import Site
from kb.platforms.targets import TARGETS
from kb.reports import operation_json_v1, record_json_v1, target_json_v1
from kb.reports.json_text import json_text

FOLDER: Final = "api/v1"
SCHEMA: Final = "kb.api/1"


class DocumentV1(TypedDict):
    """One document, or many where `address` has a part in capitals: `…/records/SLUG.json`."""

    address: str
    schema: str
    about: str


class IndexV1(TypedDict):
    """What `/api/v1/index.json` holds."""

    schema: str
    data_version: str
    records: int
    documents: list[DocumentV1]


_DOCUMENTS: Final = (
    ("records.json", record_json_v1.SCHEMA_OF_MANY, "every record in short"),
    ("records/SLUG.json", record_json_v1.SCHEMA, "one record, whole"),
    ("operations.json", operation_json_v1.SCHEMA_OF_MANY, "operations and layers in short"),
    ("operations/TYPE.json", operation_json_v1.SCHEMA, "one operation, with its records"),
    ("layers/TYPE.json", operation_json_v1.SCHEMA, "one layer, its type without `nn:`"),
    ("targets.json", target_json_v1.SCHEMA, "deployment targets"),
    ("targets/NAME.json", record_json_v1.SCHEMA_OF_MANY, "the records that a model built for the target can meet"),
    ("devices.json", target_json_v1.SCHEMA_OF_DEVICES, "devices and chips"),
    ("bundle.json", "kb.bundle/1", "everything in one document, conditions as text and as checked trees"),
)


def api_pages(site: Site) -> Iterator[Page]:
    parts: tuple[Callable[[Site], Iterator[tuple[str, str]]], ...] = (_index, _records, _operations, _targets, _bundle)
    return (Page(path=f"{FOLDER}/{name}", text=text) for part in parts for name, text in part(site))


def _index(site: Site) -> Iterator[tuple[str, str]]:
    document: IndexV1 = {
        "schema": SCHEMA,
        "data_version": site.base.data_version,
        "records": len(site.records),
        "documents": [
            {"address": address(f"{FOLDER}/{name}"), "schema": schema, "about": about}
            for name, schema, about in _DOCUMENTS
        ],
    }
    yield "index.json", json_text(document)


def _records(site: Site) -> Iterator[tuple[str, str]]:
    version = site.base.data_version
    yield "records.json", record_json_v1.render_records(site.records, version)
    for record in site.records:
        yield f"records/{record.id}.json", record_json_v1.render_record(record, version)


def _operations(site: Site) -> Iterator[tuple[str, str]]:
    version, coremltools = site.base.data_version, site.base.availability.coremltools
    rows = [(entry, site.by_operation.get(entry.type, ())) for entry in site.entries.values()]
    yield (
        "operations.json",
        operation_json_v1.render_operations(rows, data_version=version, coremltools=coremltools),
    )
    for entry, records in rows:
        text = operation_json_v1.render_operation(entry, records, data_version=version, coremltools=coremltools)
        yield _name(entry), text


def _name(entry: OperationEntry | LayerEntry) -> str:
    folder = "layers" if isinstance(entry, LayerEntry) else "operations"
    return f"{folder}/{entry.type.removeprefix('nn:')}.json"


def _targets(site: Site) -> Iterator[tuple[str, str]]:
    platforms, version = site.base.platforms, site.base.data_version
    yield "targets.json", target_json_v1.render_targets(TARGETS, platforms, data_version=version)
    for target in TARGETS:
        records = site.by_target.get(target, ())
        yield f"targets/{target.name}.json", record_json_v1.render_records(records, version)
    devices = target_json_v1.render_devices(platforms.devices.values(), platforms.chips.values(), data_version=version)
    yield "devices.json", devices


def _bundle(site: Site) -> Iterator[tuple[str, str]]:
    yield "bundle.json", bundle_files(site.base)["bundle.json"].decode()
