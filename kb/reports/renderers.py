"""Format → the module that renders it; each has one pure `render(report) -> str`.

Modules are named, not imported: a run needs one of them.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final, Literal, TypeAlias

from kb.advice.report import Report

Format: TypeAlias = Literal["text", "json"]

RENDERERS: Final[Mapping[Format, str]] = {
    "text": "kb.reports.as_text",
    "json": "kb.reports.as_json_v1",
}


def renderer(form: Format) -> Callable[[Report], str]:
    """The function that renders a report in this format."""
    render: Callable[[Report], str] = import_module(RENDERERS[form]).render
    return render
