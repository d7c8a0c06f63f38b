"""Where everything stands on the site, and where the site and its source stand."""

import re
from typing import Final
from urllib.parse import quote

SITE: Final = "https://coreml-kb.github.io/"
"""`site_url` of mkdocs.yml; a test keeps the two equal."""
REPOSITORY: Final = "https://github.com/coreml-kb/kb"
SOURCE: Final = f"{REPOSITORY}/blob/main/"


def record_path(slug: str) -> str:
    return f"records/{slug}.md"


def operation_path(kind: str) -> str:
    """Of an operation (`conv`) or a layer (`nn:convolution`): a colon has no place in a file's name."""
    return f"layers/{kind.removeprefix('nn:')}.md" if kind.startswith("nn:") else f"operations/{kind}.md"


def target_path(name: str) -> str:
    return f"targets/{name}.md"


def category_path(category: str) -> str:
    return f"categories/{category}.md"


def chip_path(name: str) -> str:
    return f"chips/{slug_of(name)}.md"


def system_path(family: str, line: str) -> str:
    """`iOS`, `16` → `systems/ios-16.md`."""
    return f"systems/{slug_of(f'{family} {line}')}.md"


def slug_of(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def published(path: str) -> str:
    """A page's path as a browser asks for it: `records/a.md` → `records/a.html`."""
    return f"{path.removesuffix('.md')}.html" if path.endswith(".md") else path


def address(path: str) -> str:
    """The whole address of a page or a document."""
    return SITE + quote(published(path))


def report_address(slug: str) -> str:
    """Where somebody tells what is wrong with a record."""
    return f"{REPOSITORY}/issues/new?title={quote(f'{slug}: ')}&labels=records"


def edit_address(area: str, slug: str) -> str:
    return f"{REPOSITORY}/edit/main/data/records/{quote(area)}/{quote(slug)}.yaml"
