"""The schema that editors use says what the parser says."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from kb.records.schema import record_schema


def validate(record: dict[str, Any]) -> None:
    jsonschema.validate(json.loads(json.dumps(record, default=str)), record_schema())


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(record_schema())


def test_every_record_is_valid_by_the_schema(record_files: list[Path]) -> None:
    for path in record_files:
        validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("change", [{"severty": "error"}, {"category": "bug"}, {"aliases": []}, {"id": "No Slug"}])
def test_what_the_parser_refuses_the_schema_refuses(record_files: list[Path], change: dict[str, Any]) -> None:
    record = yaml.safe_load(record_files[0].read_text(encoding="utf-8"))
    validate(record)
    with pytest.raises(jsonschema.ValidationError):
        validate(record | change)
