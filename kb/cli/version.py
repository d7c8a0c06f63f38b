"""`kb version`: which program, which data."""

import json
import sys
from typing import Annotated, Final, Literal, TypeAlias, TypedDict

import typer

from kb import __version__
from kb.cli.console import write_result
from kb.knowledge.opening import open_knowledge

SCHEMA: Final = "kb.version/1"
Form: TypeAlias = Literal["text", "json"]


class VersionDocumentV1(TypedDict):
    """What `kb version --format json` prints. `coremltools`: whose registry says which operation exists where."""

    schema: str
    version: str
    data_version: str
    records: int
    coremltools: str
    python: str


def run(*, form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text") -> int:
    """Say which program and which data these are."""
    base = open_knowledge()
    document: VersionDocumentV1 = {
        "schema": SCHEMA,
        "version": __version__,
        "data_version": base.data_version,
        "records": len(base.slugs),
        "coremltools": base.availability.coremltools,
        "python": ".".join(map(str, sys.version_info[:3])),
    }
    if form == "json":
        write_result(json.dumps(document, indent=1) + "\n")
    else:
        write_result(
            f"kb {document['version']}, data {document['data_version']} with {document['records']} records,"
            f" operations as of coremltools {document['coremltools']}, Python {document['python']}\n"
        )
    return 0
