"""From a Report to Markdown: a pull request's comment, a job's summary."""

from collections.abc import Iterator
from typing import Final

from kb.advice.report import Assessment, Finding, ModelReport, Report
from kb.reports.items import problem_in_words, state_of
from kb.reports.markup import cell, code, markdown
from kb.reports.plain import plain, without_commands
from kb.reports.wording import concerns, counted, counts, headline, observed, remedy_in_words, tally, url_of

# GitHub refuses a comment of more than 65,536 characters; bots put a line or two around ours.
LONGEST: Final = 60_000
# A marker by which a bot finds its own comment again.
MARKER: Final = "<!-- kb check -->"
_SIGNS: Final = {"error": "🔴", "warning": "🟡", "note": "🔵"}
_OPERATIONS_SHOWN: Final = 5


def render(report: Report) -> str:
    """The whole answer, cut between findings where it would be too long for a comment."""
    lines = [MARKER, "## kb check", "", *_summary(report), ""]
    size = sum(len(line) + 1 for line in lines)
    blocks = [block for model in report.models for block in _blocks(model)]
    for number, block in enumerate(blocks):
        size += len(block) + 1
        if size > LONGEST:
            lines += ["", f"_{counted(len(blocks) - number, 'part')} left out: too long for a comment._"]
            break
        lines.append(block)
    return without_commands(
        "\n".join([*lines, "", f"_kb {plain(report.version)}, data {plain(report.data_version)}_"]) + "\n"
    )


def _summary(report: Report) -> Iterator[str]:
    yield "| model | known | needs | build for |"
    yield "| --- | --- | --- | --- |"
    for model in report.models:
        yield f"| {cell(plain(model.path))} | {_known(model)} | {_needs(model)} | {_target(model)} |"


def _known(model: ModelReport) -> str:
    if not model.readable:
        return "⛔ could not be read"
    loads = "⛔ does not load, " if model.cannot_load_on else ""
    return loads + tally(counts(model).items())


def _needs(model: ModelReport) -> str:
    return str(model.requirement.target) if model.requirement else ""


def _target(model: ModelReport) -> str:
    if not model.recommendation:
        return ""
    targets = [build.target for build in model.recommendation.builds] or [model.recommendation.target]
    return "**" + " and ".join(map(str, targets)) + "**"


def _blocks(model: ModelReport) -> Iterator[str]:
    """Pieces between which the text may be cut."""
    told = [*model.errors, *model.notes]
    if not told and not model.findings and not model.recommendation:
        return
    yield f"### {code(plain(model.path))}\n"
    for problem in told:
        yield f"* {code(problem_in_words(problem))}"
    for finding in model.findings:
        yield "\n" + "\n".join(_finding(finding))
    yield "\n".join(_advice(model))


def _finding(finding: Finding) -> Iterator[str]:
    record = finding.record
    state = state_of(finding)
    note = f" ({state})" if state else ""
    sign = "⚪" if state else _SIGNS[record.severity.value]
    yield f"{sign} **{record.severity.value}**{note}: {markdown(headline(finding))}\n"
    for operation in finding.operations[:_OPERATIONS_SHOWN]:
        place = "the model" if operation.type == "model" else f"{operation.type} {operation.location or operation.name}"
        yield f"* at {code(plain(place))}: {code(plain(operation.why))}"
    if len(finding.operations) > _OPERATIONS_SHOWN:
        yield f"* and at {len(finding.operations) - _OPERATIONS_SHOWN} more"
    if finding.suppressed:
        yield f"* suppressed: {code(plain(finding.suppressed.reason))}"
    if finding.new_because:
        yield f"* new: {markdown(plain(finding.new_because, longest=1000))}"
    yield from (f"* concerns {markdown(text)}" for text in concerns(finding.affects))
    for label, affected in (("seen on", True), ("absent on", False)):
        places = observed(record, affected=affected)
        if places:
            yield f"* {label} {markdown('; '.join(places))}"
    for number, remedy in enumerate(record.remedies, start=1):
        yield f"  {number}. {markdown(remedy_in_words(remedy))}"
    url = url_of(record)
    yield f"\n[{markdown(record.id)}](<{_address(url)}>), {record.confidence.value}, {finding.precision.value}"


def _address(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")


def _advice(model: ModelReport) -> Iterator[str]:
    if model.assessments:
        yield "\n| target | the model | known there |"
        yield "| --- | --- | --- |"
        yield from map(_assessment, model.assessments)
    if model.recommendation:
        yield f"\nBuild for {_target(model)}:\n"
        for reason in model.recommendation.reasons:
            yield f"* {markdown(plain(reason, longest=2000))}"
        for price in model.recommendation.price:
            yield f"* price: {markdown(plain(price, longest=2000))}"
        if model.recommendation.snippet:
            snippet = "\n".join(plain(line, longest=2000) for line in model.recommendation.snippet.splitlines())
            yield f"\n~~~~~python\n{snippet.replace('~~~~~', '')}\n~~~~~"


def _assessment(assessment: Assessment) -> str:
    found = (("error", assessment.errors), ("warning", assessment.warnings), ("note", assessment.notes))
    if not assessment.reachable:
        blocker = next(each for each in assessment.blockers if not each.automatic)
        return f"| {assessment.target} | blocked by {cell(plain(blocker.what))} | |"
    return f"| {assessment.target} | {'loads' if assessment.loads else 'convert anew'} | {tally(found)} |"
