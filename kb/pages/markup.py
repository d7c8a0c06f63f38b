"""Values into Markdown as Python-Markdown reads it, with raw HTML where Markdown has no word for it.

Nothing that a value holds is taken for markup: whatever could mean something becomes a character reference.
"""

import json
import posixpath
import re
from collections.abc import Iterable, Sequence
from typing import Final

# What means nothing to Markdown wherever it stands, and what means nothing unless a line begins with it.
_HARMLESS: Final = frozenset(" ,;?%()/'\".")
_HARMLESS_WITHIN: Final = frozenset("-:#=+@$")
_LIST_ITEM: Final = re.compile(r"^(\d+)([.)])(?=\s|$)")


# A page that the menu does not have needs no room for it.
MENU: Final = ("navigation",)
# Lists hold the words of all that they list: search would find them before what is meant.
UNSEARCHED: Final = {"exclude": True}
LISTING: Final = {"boost": 0.5}


def text(value: str) -> str:
    """A value inside a line: no element, entity, emphasis, link or table cell begins or ends in it."""
    line = " ".join(value.split())
    escaped = "".join(
        character if index and character in _HARMLESS_WITHIN else _reference(character)
        for index, character in enumerate(line)
    )
    return _LIST_ITEM.sub(lambda match: f"{match[1]}&#{ord(match[2])};", escaped)


def _reference(character: str) -> str:
    if character.isalnum() or character in _HARMLESS or (character.isprintable() and ord(character) > 0x7F):
        return character
    return f"&#{ord(character)};" if character.isprintable() else "�"


def html(value: str) -> str:
    """A value inside raw HTML that Markdown leaves alone, in text and in attributes."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def code(value: str) -> str:
    """A name or an expression, in the typewriter's face. Works in tables, where a code span's bar would end a cell."""
    return f"<code>{text(value)}</code>"


def link(words: str, target: str, classes: str = "") -> str:
    """`words` are markup already; `target` is an address or a path from this page."""
    address = target.replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
    attributes = "{ " + " ".join(f".{each}" for each in classes.split()) + " }" if classes else ""
    return f"[{words}]({address}){attributes}"


def way(here: str, target: str) -> str:
    """From one page's path to another's: `records/a.md`, `operations/conv.md` → `../operations/conv.md`."""
    return posixpath.relpath(target, posixpath.dirname(here) or ".")


def chip(words: str, kind: str = "") -> str:
    """A small label: severity, confidence, status."""
    return f'<span class="kb-chip kb-{kind or "plain"}">{text(words)}</span>'


def unseen(words: str) -> str:
    """A column's heading for those who hear the page; who sees it needs none."""
    return f'<span class="kb-unseen">{text(words)}</span>'


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are markup already. Empty where there are no rows."""
    lines = [" | ".join(cell.replace("\n", " ") for cell in row) for row in rows]
    if not lines:
        return ""
    head = [" | ".join(header), " | ".join("---" for _ in header)]
    return "".join(f"| {line} |\n" for line in [*head, *lines])


def fence(value: str, language: str = "text", indent: int = 0, title: str = "") -> str:
    """A block that can be copied. Its fence is longer than any in it."""
    longest = max((len(run) for run in re.findall("`+", value)), default=0)
    ticks = "`" * max(3, longest + 1)
    named = f' title="{title}"' if title else ""
    body = "\n".join([f"{ticks}{language}{named}", value.rstrip("\n"), ticks])
    return "".join(f"{' ' * indent}{line}\n" if line else "\n" for line in body.split("\n"))


def front_matter(title: str, description: str = "", **more: object) -> str:
    """What the site builder is told of a page: JSON, which YAML reads. Its templates insert title and description into
    HTML as they stand."""
    values: dict[str, object] = {"title": html(title), **more}
    if description:
        values["description"] = html(_begun(description))
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()]
    return f"---\n{''.join(lines)}---\n"


def _begun(description: str) -> str:
    """As much as a search engine shows."""
    longest = 200
    line = " ".join(description.split())
    return line if len(line) <= longest else f"{line[:longest].rpartition(' ')[0]} …"


def crumbs(here: str, *steps: tuple[str, str]) -> str:
    """The way back up: (words, path) of the pages above."""
    parts = [link(text(words), way(here, path)) for words, path in steps]
    return " / ".join(parts) + "\n{ .kb-crumbs }\n"


def sections(*parts: str) -> str:
    """Parts of a page, an empty line between two; empty parts are left out."""
    return "\n".join(part.rstrip("\n") + "\n" for part in parts if part)


def section(heading: str, body: str, *, searched: bool = True) -> str:
    """Nothing, where there is no body. What is not `searched` stays out of the search index."""
    kept_out = "" if searched else " { data-search-exclude }"
    return f"## {heading}{kept_out}\n\n{body}" if body else ""


def bullets(items: Iterable[str]) -> str:
    return "".join(f"* {item}\n" for item in items)
