"""The baseline of a run: read and compared with, or written anew."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from kb.advice.baseline import baseline_of, compare
from kb.advice.baseline_file import decode_baseline, encode_baseline
from kb.advice.report import Report
from kb.cli.console import write_result
from kb.cli.named_files import content_of
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase

LIMIT: Final = 256 * 1024 * 1024
"""Bytes of a baseline."""


def with_baseline(report: Report, base: KnowledgeBase, path: Path | None, *, update: bool) -> Report:
    """The report, compared with the baseline in the file; with `update`, with one that is written now.

    Raises KbError where there is no file, or where it is no baseline.
    """
    if path is None:
        raise KbError(where="--update-baseline", what="says no file", hint="add --baseline kb-baseline.json")
    if update:
        baseline = baseline_of(report, base.records, _named_from(path))
        write_result(encode_baseline(baseline), path)
        return compare(report, baseline, _named_from(path))
    if not os.path.lexists(path):
        raise KbError(where=str(path), what="does not exist", hint="write it with --update-baseline")
    text = content_of(path, limit=LIMIT).decode("utf-8", "replace")
    return compare(report, decode_baseline(text, origin=str(path)), _named_from(path))


def _named_from(baseline: Path) -> Callable[[str], str]:
    """A model's path as seen from the baseline's folder: the same, whatever folder somebody works in."""
    return lambda model: Path(os.path.relpath(model, baseline.parent)).as_posix()
