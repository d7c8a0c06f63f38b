"""A report as a flat list of things to tell, for formats that know only places, levels and messages."""

from collections.abc import Iterator
from itertools import chain
from typing import Final, Literal, TypeAlias

from kb.advice.report import Finding, ModelReport, Report
from kb.errors import Problem
from kb.frozen import frozen
from kb.records.record import Category
from kb.reports.plain import plain, prose
from kb.reports.wording import headline, remedy_in_words
from kb.rules.verdict import Verdict

Level: TypeAlias = Literal["error", "warning", "note"]

UNREADABLE: Final = "unreadable-model"
DOES_NOT_LOAD: Final = "does-not-load"
# The file inside a package or a compiled model that stands for it where a format wants a file.
_MAIN_FILES: Final = {"mlpackage": "Data/com.apple.CoreML/model.mlmodel", "mlmodelc": "coremldata.bin"}


@frozen
class Item:
    model: ModelReport
    rule: str
    """A record's slug, `unreadable-model` or `does-not-load`."""
    level: Level
    """What it does to the user; `note` for what does not count."""
    state: str
    """Why it does not count: `suppressed`, `known`, `undecided`, `by design`; empty where it does."""
    message: str
    """One line, made plain."""
    finding: Finding | None = None


def items(report: Report) -> Iterator[Item]:
    """Everything to tell, model by model."""
    return chain.from_iterable(items_of(model) for model in report.models)


def items_of(model: ModelReport) -> Iterator[Item]:
    """Everything to tell of one model, worst first."""
    rule = DOES_NOT_LOAD if model.readable else UNREADABLE
    for error in model.errors:
        yield Item(model=model, rule=rule, level="error", state="", message=problem_in_words(error))
    found = [_item(model, finding) for finding in model.findings]
    yield from sorted(found, key=lambda item: bool(item.state))


def _item(model: ModelReport, finding: Finding) -> Item:
    state = state_of(finding)
    level: Level = "note" if state else finding.record.severity.value
    return Item(
        model=model, rule=finding.record.id, level=level, state=state, message=_message(finding), finding=finding
    )


def state_of(finding: Finding) -> str:
    """Why a finding does not count; empty where it does."""
    if finding.suppressed:
        return "suppressed"
    if finding.verdict is Verdict.UNDECIDED:
        return "undecided"
    if finding.record.category is Category.REQUIREMENT:
        return "by design"
    return "known" if finding.known else ""


def problem_in_words(problem: Problem) -> str:
    hint = f" ({plain(problem.hint, longest=1000)})" if problem.hint else ""
    return plain(problem.what, longest=1000) + hint


def _message(finding: Finding) -> str:
    """Headline, where and why, the best remedy, and why it does not count or is new."""
    first, *others = finding.operations
    place = "the model" if first.type == "model" else f"{plain(first.type)} {plain(first.location or first.name)}"
    more = f" and {len(others)} more" if others else ""
    parts = [f"{headline(finding)}.", f"At {place}{more}: {plain(first.why)}."]
    if finding.record.remedies:
        parts.append(remedy_in_words(finding.record.remedies[0]))
    if finding.suppressed:
        parts.append(f"Suppressed: {prose(finding.suppressed.reason)}.")
    if finding.known:
        parts.append("Known: the baseline holds it.")
    if finding.new_because:
        parts.append(f"New: {plain(finding.new_because, longest=1000)}.")
    return " ".join(parts)


def file_of(model: ModelReport) -> str:
    """The file that stands for the model, with `/` between folders; made plain by nobody yet."""
    path = model.path.replace("\\", "/").rstrip("/")
    while path.startswith("./"):
        path = path[2:]
    main = _MAIN_FILES.get(model.format)
    return f"{path}/{main}" if main and path.endswith(f".{model.format}") else path
