"""`kb version`: which program, which data."""

import json
import sys
from collections.abc import Mapping
from typing import Annotated, Final, Literal, TypeAlias, TypedDict

import typer

from kb import __version__
from kb.cli.console import write_result
from kb.knowledge.opening import Origin, open_knowledge, source_of_knowledge

SCHEMA: Final = "kb.version/1"
_ORIGINS: Final[Mapping[Origin, str]] = {
    "checkout": "a checkout's own",
    "package": "what the program carries",
    "installed": "installed by `kb data update`",
    "KB_DATA": "named by KB_DATA",
    "named": "named",
}
Form: TypeAlias = Literal["text", "json"]


class VersionDocumentV1(TypedDict):
    """What `kb version --format json` prints. `coremltools`: whose registry says which operation exists where."""

    schema: str
    version: str
    data_version: str
    records: int
    coremltools: str
    python: str
    data_from: str
    """checkout, package, installed (by `kb data update`) or KB_DATA."""
    data_path: str


def run(*, form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text") -> int:
    """Say which program and which data these are."""
    base = open_knowledge()
    source = source_of_knowledge()
    document: VersionDocumentV1 = {
        "schema": SCHEMA,
        "version": __version__,
        "data_version": base.data_version,
        "records": len(base.slugs),
        "coremltools": base.availability.coremltools,
        "python": ".".join(map(str, sys.version_info[:3])),
        "data_from": source.origin,
        "data_path": str(source.path),
    }
    if form == "json":
        write_result(json.dumps(document, indent=1) + "\n")
    else:
        write_result(
            f"kb {document['version']}, data {document['data_version']} with {document['records']} records,"
            f" operations as of coremltools {document['coremltools']}, Python {document['python']}\n"
            f"data from {document['data_path']} ({_ORIGINS[source.origin]})\n"
        )
    return 0
