"""Pages made of the checkout's own texts: the changelog, and what lists the decisions and the reference."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kb.pages.addresses import SOURCE
from kb.pages.markup import bullets, front_matter, link, sections, text
from kb.pages.page import Page

_LINK: Final = re.compile(r"\]\((?!https?://|#|mailto:)([^)\s]+)\)")
_TITLE: Final = re.compile(r"^# +(.+)$", re.MULTILINE)


def text_pages(checkout: Path) -> Iterator[Page]:
    changelog = (checkout / "CHANGELOG.md").read_text(encoding="utf-8")
    yield Page(path="changelog.md", text=_LINK.sub(lambda match: f"]({SOURCE}{match[1]})", changelog))
    decisions = "Choices that a newcomer would undo, and why they are as they are."
    yield _listing(checkout, "decisions", "Decisions", decisions)
    yield _listing(checkout, "reference", "Reference", "What everything means, exactly.", _GENERATED)


_GENERATED: Final = (("Command line", "cli.md"), ("JSON schemas", "schemas.md"))


def _listing(checkout: Path, folder: str, title: str, about: str, generated: tuple[tuple[str, str], ...] = ()) -> Page:
    files = sorted((checkout / "docs" / folder).glob("*.md"))
    titles = [*generated, *((_title(path), path.name) for path in files)]
    body = bullets(link(text(words), name) for words, name in titles)
    return Page(
        path=f"{folder}/index.md",
        text=sections(front_matter(title, about), f"# {title}\n", f"{about}\n", body),
    )


def _title(path: Path) -> str:
    match = _TITLE.search(path.read_text(encoding="utf-8"))
    return match[1].replace("`", "") if match else path.stem
