"""Plain text into markup: nothing of it is taken for an element, an entity, a link or a mention."""

import re
from typing import Final

# What means something anywhere in a line of GitHub's Markdown, or at its start.
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]|~&$]|^[#+>-]|(?<=^\d)[.)])")


def xml(text: str) -> str:
    """For XML and HTML, in text and in attributes. The text has been made plain: XML allows no control character."""
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#x27;")
    )


def markdown(text: str) -> str:
    """For Markdown, as it stands. Only for texts of records: a model's names go through `code`."""
    return _MARKDOWN.sub(r"\\\1", text).replace("<", "&lt;")


def code(text: str) -> str:
    """A name as a code span: no markup, no link, no `@mention` in it."""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{padding}{text}{padding}{fence}" if text.strip() else "``` ```"


def cell(text: str) -> str:
    """A code span in a table, where a bar would end the cell even there."""
    return code(text).replace("|", "\\|")
