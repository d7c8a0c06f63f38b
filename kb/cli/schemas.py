"""The JSON Schemas of every document that `kb` prints: file name → schema. They are published in `data/schema`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kb.cli import config_schema, version
from kb.cli.generated import Generated
from kb.conversion import as_json_v1 as conversion_json_v1
from kb.conversion import precheck_text
from kb.knowledge.bundle_schema import bundle_schema
from kb.pages import api
from kb.records.schema import record_schema
from kb.reports import (
    as_json_v1,
    comparison_json_v1,
    diff_json_v1,
    explanation_json_v1,
    nearest_json_v1,
    operation_json_v1,
    record_json_v1,
    target_json_v1,
)
from kb.reports.comparison_json_v1 import ComparisonDocumentV1
from kb.reports.explanation_json_v1 import ExplainDocumentV1
from kb.reports.json_schema import schema_of
from kb.reports.json_v1_types import DocumentV1
from kb.reports.nearest_json_v1 import WhyDocumentV1
from kb.reports.record_json_v1 import RecordDocumentV1, RecordsDocumentV1
from kb.store import documents  # noqa: TID253 — types alone; no database comes with them
from kb.verification import as_json_v1 as verification_json_v1
from kb.verification import plan_text

FOLDER: Final = Path("data/schema")
DOCUMENTS: Final[Mapping[str, type]] = {
    operation_json_v1.SCHEMA: operation_json_v1.OperationDocumentV1,
    operation_json_v1.SCHEMA_OF_MANY: operation_json_v1.OperationsDocumentV1,
    target_json_v1.SCHEMA: target_json_v1.TargetsDocumentV1,
    target_json_v1.SCHEMA_OF_DEVICES: target_json_v1.DevicesDocumentV1,
    as_json_v1.SCHEMA: DocumentV1,
    record_json_v1.SCHEMA: RecordDocumentV1,
    record_json_v1.SCHEMA_OF_MANY: RecordsDocumentV1,
    comparison_json_v1.SCHEMA: ComparisonDocumentV1,
    precheck_text.SCHEMA: precheck_text.PrecheckDocumentV1,
    conversion_json_v1.SCHEMA: conversion_json_v1.ConvertDocumentV1,
    verification_json_v1.SCHEMA: verification_json_v1.VerifyDocumentV1,
    plan_text.SCHEMA: plan_text.PlanDocumentV1,
    nearest_json_v1.SCHEMA: WhyDocumentV1,
    explanation_json_v1.SCHEMA: ExplainDocumentV1,
    diff_json_v1.SCHEMA: diff_json_v1.DataDiffDocumentV1,
    documents.SCHEMA: documents.HistoryDocumentV1,
    version.SCHEMA: version.VersionDocumentV1,
    api.SCHEMA: api.IndexV1,
}


def generated_schemas() -> tuple[Generated, ...]:
    """One file for each document: `kb.check/1` → `kb.check-1.schema.json`; and that of the configuration file."""
    documents = {name: schema_of(document, name=name) for name, document in DOCUMENTS.items()}
    printed = tuple(
        Generated(
            path=FOLDER / f"{name.replace('/', '-')}.schema.json",
            text=json.dumps(schema, indent=1) + "\n",
        )
        for name, schema in {**documents, config_schema.NAME: config_schema.config_schema()}.items()
    )
    # What people write (editors complete it), and what the wheel carries.
    data = {"record.schema.json": record_schema(), "bundle.schema.json": bundle_schema()}
    written = (Generated(path=FOLDER / name, text=json.dumps(schema, indent=1) + "\n") for name, schema in data.items())
    return (*printed, *written)
