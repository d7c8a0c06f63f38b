"""What `kb check` prints on a terminal, as HTML: the real answer for an example model."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from kb.advice.report import Report
from kb.checking import check_model
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.models.reading import read_model
from kb.pages.markup import html
from kb.platforms.deployment import Deployment
from kb.reports.as_text import render
from kb.reports.layout import Layout

EXAMPLE: Final = "examples/patch14-ios16.mlpackage"
EXAMPLES: Final = {
    "patch14-ios16": EXAMPLE,
    "patch14-ios15": "examples/patch14-ios15.mlpackage",
    "clean": "examples/clean.mlpackage",
}
"""Guides include their answers by these names."""
# What fits beside the front page's words, and into a guide's column.
_WIDE: Final = 84
_NARROW: Final = 76
_COLOUR: Final = re.compile(r"\x1b\[([0-9;]*)m")
# SGR codes, as `kb.reports.layout` gives them, by the class that the style sheet colours.
_CLASSES: Final = {
    "1;31": "error",
    "1;33": "warning",
    "1;36": "note",
    "1;32": "good",
    "1": "strong",
    "2": "faint",
}


def demo(base: KnowledgeBase, checkout: Path, version: str, *, colour: bool, model: str = EXAMPLE) -> str:
    """The answer for an example, as a terminal shows it."""
    answered = replace(check_model(read_model(checkout / model), base, Deployment()), path=model)
    report = Report(
        version=version,
        data_version=base.data_version,
        records=len(base.slugs),
        deployment=Deployment(),
        models=(answered,),
    )
    return render(report, layout=Layout(width=_WIDE if colour else _NARROW, colour=colour))


def as_html(output: str) -> str:
    """Colours as spans; everything else as it stands."""
    return "".join(_pieces(output))


def _pieces(output: str) -> Iterator[str]:
    position, is_open = 0, False
    for match in _COLOUR.finditer(output):
        yield html(output[position : match.start()])
        position = match.end()
        if is_open:
            yield "</span>"
        name = _CLASSES.get(match[1])
        is_open = name is not None
        if name:
            yield f'<span class="kb-t-{name}">'
    yield html(output[position:])
    if is_open:
        yield "</span>"
