"""From a Report to one HTML page that needs nothing else: no script, no font, no network."""

from collections.abc import Iterator
from typing import Final

from kb.advice.report import Assessment, Finding, ModelReport, Recommendation, Report
from kb.records.record import Precision
from kb.reports.html_page import html_page, shown
from kb.reports.items import problem_in_words, state_of
from kb.reports.markup import xml
from kb.reports.plain import plain, prose
from kb.reports.wording import (
    WIDE_NET,
    concerns,
    counted,
    counts,
    headline,
    observed,
    remedy_in_words,
    sources_of,
    tally,
)

_OPERATIONS_SHOWN: Final = 100
_STYLE: Final = """
article { border-left: .3rem solid var(--line); padding: .1rem 1rem; margin: 1rem 0; }
article.error { border-color: var(--error); } article.warning { border-color: var(--warning); }
article.note { border-color: var(--note); } article.aside { opacity: .75; border-color: var(--line); }
.error b { color: var(--error); } .warning b { color: var(--warning); } .note b { color: var(--note); }
.advice { border: 1px solid var(--line); border-radius: .5rem; padding: .1rem 1rem; }
"""


def render(report: Report) -> str:
    models = "\n".join("\n".join(_model(model)) for model in report.models)
    footer = (
        f"<footer>kb {shown(report.version)}, data {shown(report.data_version)},"
        f" {counted(report.records, 'record')}</footer>"
    )
    title = f"kb check: {counted(len(report.models), 'model')}"
    return html_page(title, f"<h1>kb check</h1>\n{models}\n{footer}", _STYLE)


def _code(text: str) -> str:
    return f"<code>{xml(plain(text))}</code>"


def _model(model: ModelReport) -> Iterator[str]:
    yield f"<section>\n<h2>{shown(model.path)}</h2>"
    for problem in (*model.errors, *model.notes):
        kind = "error" if problem in model.errors else "aside"
        yield f'<article class="{kind}"><p>{xml(problem_in_words(problem))}</p></article>'
    if model.readable:
        yield from _facts(model)
        for finding in model.findings:
            yield from _finding(finding)
        if not model.findings:
            yield "<p>Nothing known concerns this model.</p>"
        yield from _targets(model)
        if model.recommendation:
            yield from _recommendation(model.recommendation)
    yield "</section>"


def _facts(model: ModelReport) -> Iterator[str]:
    yield "<table>"
    yield f"<tr><th>kind<td>{_code(model.kind)}, {counted(model.operations, 'operation')}"
    yield f"<tr><th>built for<td>{model.target or ''}, specification version {model.specification_version}"
    if model.requirement:
        reasons = "".join(
            f"<li>{reason.target}: {_code(reason.what)} {_code(reason.where) if reason.where else ''}"
            for reason in model.requirement.reasons[:_OPERATIONS_SHOWN]
        )
        yield f"<tr><th>needs<td>{model.requirement.target}<ul>{reasons}</ul>"
    yield f"<tr><th>known<td>{tally(counts(model).items())}"
    yield "</table>"


def _finding(finding: Finding) -> Iterator[str]:
    record = finding.record
    state = state_of(finding)
    kind = "aside" if state else record.severity.value
    note = f" ({xml(state)})" if state else ""
    yield f'<article class="{kind}">'
    yield f"<p><b>{record.severity.value}</b>{note}: <strong>{xml(headline(finding))}</strong></p>"
    yield f"<p>{xml(record.id)} / {record.category.value} / {record.confidence.value} / {finding.precision.value}</p>"
    if finding.suppressed:
        yield f"<p>Suppressed: {xml(prose(finding.suppressed.reason))}</p>"
    if finding.new_because:
        yield f"<p>New: {shown(finding.new_because)}</p>"
    yield f"<p>{xml(prose(record.what_happens))}</p>"
    if finding.precision is Precision.WIDE:
        yield f"<p>May: {xml(prose(record.known_false_positives) or WIDE_NET)}</p>"
    yield "<ul>"
    yield from (
        f"<li>{_place(operation.type, operation.location or operation.name)}: {_code(operation.why)}"
        for operation in finding.operations[:_OPERATIONS_SHOWN]
    )
    if len(finding.operations) > _OPERATIONS_SHOWN:
        yield f"<li>and {len(finding.operations) - _OPERATIONS_SHOWN} more"
    yield from (f"<li>concerns {xml(text)}" for text in concerns(finding.affects))
    yield from (f"<li>seen on {xml(text)}" for text in observed(record, affected=True))
    yield from (f"<li>absent on {xml(text)}" for text in observed(record, affected=False))
    yield "</ul>\n<ol>"
    yield from (f"<li>{xml(remedy_in_words(remedy))}" for remedy in record.remedies)
    yield "</ol>"
    yield from (f"<p>{_link(url)}</p>" for url in sources_of(record))
    yield "</article>"


def _place(kind: str, location: str) -> str:
    return "the model" if kind == "model" else f"{_code(kind)} {_code(location)}"


def _link(url: str) -> str:
    text = shown(url)
    return f'<a href="{text}" rel="noreferrer">{text}</a>' if url.startswith(("https://", "http://")) else text


def _targets(model: ModelReport) -> Iterator[str]:
    if model.assessments:
        yield "<table><tr><th>target<th>the model<th>known there"
        yield from map(_assessment, model.assessments)
        yield "</table>"


def _assessment(assessment: Assessment) -> str:
    found = (("error", assessment.errors), ("warning", assessment.warnings), ("note", assessment.notes))
    blockers = ", ".join(_code(blocker.what) for blocker in assessment.blockers if not blocker.automatic)
    how = "loads" if assessment.loads else "convert anew" if assessment.reachable else f"blocked by {blockers}"
    return f"<tr><td>{assessment.target}<td>{how}<td>{tally(found) if assessment.reachable else ''}"


def _recommendation(recommendation: Recommendation) -> Iterator[str]:
    targets = [build.target for build in recommendation.builds] or [recommendation.target]
    yield f'<div class="advice">\n<p><strong>Build for {" and ".join(map(str, targets))}</strong></p>\n<ul>'
    yield from (f"<li>{shown(reason)}" for reason in recommendation.reasons)
    yield from (f"<li>price: {shown(price)}" for price in recommendation.price)
    yield "</ul>"
    if recommendation.snippet:
        yield f"<pre><code>{chr(10).join(map(shown, recommendation.snippet.splitlines()))}</code></pre>"
    yield "</div>"
