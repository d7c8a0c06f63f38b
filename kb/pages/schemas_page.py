"""The page that lists the JSON Schemas, and the schemas themselves as files at fixed addresses."""

import json
from collections.abc import Iterable, Iterator
from typing import Final

from kb.pages.addresses import address
from kb.pages.markup import code, fence, front_matter, link, sections, table, text
from kb.pages.page import Page

PATH: Final = "reference/schemas.md"
FOLDER: Final = "schema"


def schema_pages(schemas: Iterable[tuple[str, str]]) -> Iterator[Page]:
    """(file name, text) → the files, and the page about them."""
    known = list(schemas)
    yield from (Page(path=f"{FOLDER}/{name}", text=content) for name, content in known)
    rows = (
        (code(str(json.loads(content).get("title", name))), link(code(name), f"../{FOLDER}/{name}"), _about(content))
        for name, content in known
    )
    about = "JSON Schemas (draft 2020-12) of everything that is read or printed, at addresses that stay."
    record = address(f"{FOLDER}/record.schema.json")
    yield Page(
        path=PATH,
        text=sections(
            front_matter("JSON schemas", about),
            "# JSON schemas\n",
            f"{about} Keys are added, never removed or re-defined within a major version.\n",
            table(("document", "schema", "about"), rows),
            "## In your editor\n",
            "With this as a record's first line, an editor that knows YAML schemas completes keys and values:\n",
            fence(f"# yaml-language-server: $schema={record}", "yaml"),
        ),
    )


def _about(content: str) -> str:
    described = json.loads(content)
    return text(str(described.get("description") or described.get("title", "")))
