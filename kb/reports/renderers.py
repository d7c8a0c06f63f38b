"""Format → the module that renders it; each has one pure `render(report) -> str`.

Modules are named, not imported: a run needs one of them.
"""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Final, Literal, TypeAlias

from kb.advice.report import Report
from kb.reports.layout import Layout

Format: TypeAlias = Literal["text", "json", "sarif", "markdown", "github", "gitlab", "junit", "xcode", "html"]

RENDERERS: Final[Mapping[Format, str]] = {
    "text": "kb.reports.as_text",
    "json": "kb.reports.as_json_v1",
    "sarif": "kb.reports.as_sarif",
    "markdown": "kb.reports.as_markdown",
    "github": "kb.reports.as_github",
    "gitlab": "kb.reports.as_gitlab",
    "junit": "kb.reports.as_junit",
    "xcode": "kb.reports.as_xcode",
    "html": "kb.reports.as_html",
}


def renderer(form: Format, layout: Layout | None = None) -> Callable[[Report], str]:
    """The function that renders a report in this format; only text for people asks for a layout."""
    render: Callable[..., str] = import_module(RENDERERS[form]).render
    return partial(render, layout=layout) if form == "text" else render
