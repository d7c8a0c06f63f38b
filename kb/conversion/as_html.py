"""From a ConversionReport to one HTML page that needs nothing else: a column a build."""

from collections.abc import Iterable, Iterator
from typing import Final

from kb.conversion.as_text import nothing_to_ship, size_in_words
from kb.conversion.report import BuiltModel, ConversionReport, Refusal
from kb.reports.markup import xml
from kb.reports.plain import plain, prose, without_commands
from kb.reports.wording import counts, headline, tally

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --good: #2e7d32; --error: #c62828; }
@media (prefers-color-scheme: dark) { :root { --good: #81c784; --error: #ff8a80; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
.chosen { color: var(--good); } .refused { color: var(--error); }
pre { white-space: pre-wrap; border-left: .3rem solid var(--line); padding-left: 1rem; }
"""


def render(report: ConversionReport) -> str:
    body = "\n".join(_body(report))
    return without_commands(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>kb convert</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _text(text: str, longest: int = 2000) -> str:
    return xml(plain(text, longest=longest))


def _body(report: ConversionReport) -> Iterator[str]:
    yield f"<h1>{_title(report)}</h1>"
    if len(report.choice.builds) > 1:
        served = (f"<li>{each.target} for {_text(', '.join(each.serves))}" for each in report.choice.builds)
        yield f"<ul>{''.join(served)}</ul>"
    yield "<ul>"
    for target, reasons in report.choice.reasons.items():
        yield from (f"<li>{target}: {_text(reason)}" for reason in reasons)
    yield from (f"<li>{_text(name)} can load none of the builds" for name in report.choice.unserved)
    yield "</ul>"
    yield from _table(report)
    for refusal in report.refusals:
        yield from _refusal(refusal)
    yield (
        f"<footer>kb {_text(report.version)}, data {_text(report.data_version)}, {_text(report.converter)};"
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
    yield _row("file", (_text(build.report.path) for build in report.builds))
    yield _row("needs", (str(b.report.requirement.target) if b.report.requirement else "" for b in report.builds))
    yield _row("size", (size_in_words(build.size) for build in report.builds))
    yield _row("operations", (str(build.report.operations) for build in report.builds))
    yield _row("known", (tally(counts(build.report).items()) for build in report.builds))
    yield _row("findings", map(_findings, report.builds))
    for feature in report.interface:
        yield _row(f"{feature.role} {feature.name}", (_text(words) or "absent" for words in feature.described))
    for operation in report.operations:
        yield _row(operation.type, map(str, operation.counts))
    yield "</table>"


def _row(title: str, cells: Iterable[str], kind: str = "td") -> str:
    return f"<tr><th>{_text(title)}" + "".join(f"<{kind}>{cell}" for cell in cells)


def _findings(build: BuiltModel) -> str:
    return "<br>".join(
        f"{finding.record.severity.value} <code>{xml(finding.record.id)}</code>: {xml(headline(finding))}"
        for finding in build.report.findings
    )


def _refusal(refusal: Refusal) -> Iterator[str]:
    yield f'<h2 class="refused">{refusal.target}: not built</h2>'
    lines = "\n".join(_text(line, 500) for line in refusal.message.splitlines())
    yield f"<pre>{lines}</pre><ul>"
    for each in refusal.explanations:
        yield f"<li>{each.sureness.value}: <code>{xml(each.record.id)}</code> {xml(prose(each.record.title))}"
    yield "</ul>"
