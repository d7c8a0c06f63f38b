"""From a ConversionReport to one HTML page that needs nothing else: a column a build."""

from collections.abc import Iterable, Iterator
from typing import Final

from kb.conversion.as_text import nothing_to_ship, size_in_words
from kb.conversion.report import BuiltModel, ConversionReport, Refusal
from kb.reports.html_page import html_page, shown
from kb.reports.markup import xml
from kb.reports.plain import prose
from kb.reports.wording import counts, headline, tally

_STYLE: Final = """
body { max-width: 70rem; }
table { width: 100%; }
.chosen { color: var(--good); } .refused { color: var(--error); }
pre { white-space: pre-wrap; border-left: .3rem solid var(--line); padding-left: 1rem; }
"""


def render(report: ConversionReport) -> str:
    return html_page("kb convert", "\n".join(_body(report)), _STYLE)


def _body(report: ConversionReport) -> Iterator[str]:
    yield f"<h1>{_title(report)}</h1>"
    if len(report.choice.builds) > 1:
        served = (f"<li>{each.target} for {shown(', '.join(each.serves))}" for each in report.choice.builds)
        yield f"<ul>{''.join(served)}</ul>"
    yield "<ul>"
    for target, reasons in report.choice.reasons.items():
        yield from (f"<li>{target}: {shown(reason)}" for reason in reasons)
    yield from (f"<li>{shown(name)} can load none of the builds" for name in report.choice.unserved)
    yield "</ul>"
    yield from _table(report)
    for refusal in report.refusals:
        yield from _refusal(refusal)
    yield (
        f"<footer>kb {shown(report.version)}, data {shown(report.data_version)}, {shown(report.converter)};"
        " the builds were checked, not run</footer>"
    )


def _title(report: ConversionReport) -> str:
    chosen = " and ".join(str(each.target) for each in report.choice.builds)
    return f"Ship {chosen}" if chosen else nothing_to_ship(report)


def _table(report: ConversionReport) -> Iterator[str]:
    if not report.builds:
        return
    chosen = {each.target for each in report.choice.builds}
    yield "<table>"
    yield _row(
        "", (f'<span class="{"chosen" if b.target in chosen else ""}">{b.target}</span>' for b in report.builds), "th"
    )
    yield _row("file", (shown(build.report.path) for build in report.builds))
    yield _row("needs", (str(b.report.requirement.target) if b.report.requirement else "" for b in report.builds))
    yield _row("size", (size_in_words(build.size) for build in report.builds))
    yield _row("operations", (str(build.report.operations) for build in report.builds))
    yield _row("known", (tally(counts(build.report).items()) for build in report.builds))
    yield _row("findings", map(_findings, report.builds))
    for feature in report.interface:
        yield _row(f"{feature.role} {feature.name}", (shown(words) or "absent" for words in feature.described))
    for operation in report.operations:
        yield _row(operation.type, map(str, operation.counts))
    yield "</table>"


def _row(title: str, cells: Iterable[str], kind: str = "td") -> str:
    return f"<tr><th>{shown(title)}" + "".join(f"<{kind}>{cell}" for cell in cells)


def _findings(build: BuiltModel) -> str:
    return "<br>".join(
        f"{finding.record.severity.value} <code>{xml(finding.record.id)}</code>: {xml(headline(finding))}"
        for finding in build.report.findings
    )


def _refusal(refusal: Refusal) -> Iterator[str]:
    yield f'<h2 class="refused">{refusal.target}: not built</h2>'
    lines = "\n".join(shown(line, 500) for line in refusal.message.splitlines())
    yield f"<pre>{lines}</pre><ul>"
    for each in refusal.explanations:
        yield f"<li>{each.sureness.value}: <code>{xml(each.record.id)}</code> {xml(prose(each.record.title))}"
    yield "</ul>"
