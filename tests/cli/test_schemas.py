"""The published JSON Schemas are what the types say, and they hold broken documents off."""

import json
from pathlib import Path

import jsonschema
import pytest

from kb.cli.schemas import DOCUMENTS, generated_schemas

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("generated", generated_schemas(), ids=lambda each: each.path.name)
def test_the_committed_schema_is_what_the_types_say(generated) -> None:
    assert (ROOT / generated.path).read_text() == generated.text, "run `kb derive schema`"


@pytest.mark.parametrize("generated", generated_schemas(), ids=lambda each: each.path.name)
def test_a_schema_is_a_schema(generated) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(generated.text))


def test_every_document_says_its_schema_by_name() -> None:
    schemas = [json.loads(generated.text)["properties"] for generated in generated_schemas()]
    assert [properties["schema"]["const"] for properties in schemas if "schema" in properties] == [
        *DOCUMENTS,
        "kb.bundle/1",
    ]
