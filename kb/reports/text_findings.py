"""From a finding to lines for people: headline, operations and why, whom it concerns, what to do."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from kb.advice.report import Finding, ModelReport
from kb.records.record import Affects, Precision, Severity
from kb.reports.items import state_of
from kb.reports.layout import Detail, Layout
from kb.reports.plain import plain, prose
from kb.reports.wording import WIDE_NET, concerns, counted, headline, observed, remedy_in_words, sources_of, url_of
from kb.rules.match import MatchedOperation
from kb.rules.verdict import Verdict

_OPERATIONS_SHOWN: Final = 3
_INDENT: Final = 11


def quiet_lines(model: ModelReport, layout: Layout) -> Iterator[str]:
    """One line for each finding that stands and is new."""
    for finding in model.findings:
        if finding.stands and not finding.known:
            severity = layout.paint(finding.record.severity.value, finding.record.severity.value)
            yield f"{plain(model.path)}: {severity}: {headline(finding)} [{finding.record.id}]"


def findings_lines(model: ModelReport, layout: Layout) -> Iterator[str]:
    """What is worst in full, the rest in short: a screen should hold what somebody has to act upon."""
    worst = max(map(_weight, model.findings), default=0)
    rest = []
    for finding in model.findings:
        aside = finding.suppressed or finding.known or _weight(finding) < worst
        if aside and layout.detail is not Detail.VERBOSE:
            rest.append(finding)
        else:
            yield ""
            yield from _in_full(finding, layout)
    if rest:
        yield ""
        yield "  In short (--verbose tells all):"
        yield from _in_short(rest, layout)


def _weight(finding: Finding) -> int:
    """0 for what does not count."""
    return finding.record.severity.rank if finding.stands and not finding.known else 0


def _headline(finding: Finding, text: str, layout: Layout) -> str:
    severity = finding.record.severity.value
    label = f"  {severity.upper() + '?' * (finding.verdict is Verdict.UNDECIDED):<8} "
    wrapped = layout.wrap(text, indent=0, label=label)
    role = severity if _weight(finding) else "faint"
    return layout.paint(label, role) + layout.paint(wrapped.removeprefix(label), "strong")


def _in_short(findings: Sequence[Finding], layout: Layout) -> Iterator[str]:
    """A headline each; notes, of which there can be many, by name only."""
    notes = [finding for finding in findings if finding.record.severity is Severity.NOTE]
    for finding in findings:
        if finding not in notes:
            yield _headline(finding, f"{headline(finding)} [{_tagged(finding)}]", layout)
    if notes:
        yield layout.wrap(", ".join(map(_tagged, notes)), indent=0, label="  NOTES    ")


def _tagged(finding: Finding) -> str:
    state = state_of(finding)
    return f"{finding.record.id} ({state})" if state else finding.record.id


def _in_full(finding: Finding, layout: Layout) -> Iterator[str]:
    record = finding.record
    yield _headline(finding, headline(finding), layout)
    yield layout.paint(layout.wrap(" / ".join(_tags(finding)), indent=_INDENT), "faint")
    yield from (layout.wrap(text, indent=_INDENT) for text in _state(finding))
    yield from _operations(finding, layout)
    if layout.detail is Detail.VERBOSE:
        yield layout.wrap(prose(record.what_happens), indent=_INDENT)
    yield from (layout.wrap(text, indent=_INDENT, label=f"{name}: ") for name, text in _context(finding))
    yield from _remedies(finding, layout)
    sources = sources_of(record) if layout.detail is Detail.VERBOSE else [url_of(record)]
    yield from (f"{' ' * _INDENT}Read: {url}" for url in sources if url)


def _tags(finding: Finding) -> Iterator[str]:
    yield finding.record.id
    yield finding.record.category.value
    yield finding.record.confidence.value
    if finding.precision is Precision.WIDE:
        yield "wide"


def _state(finding: Finding) -> Iterator[str]:
    """Why it does not count, or what is new about it."""
    if finding.suppressed:
        until = f" until {plain(finding.suppressed.until)}" if finding.suppressed.until else ""
        yield f"Suppressed{until}: {prose(finding.suppressed.reason)}"
    if finding.known:
        yield "Known: the baseline holds it."
    if finding.new_because:
        yield f"New: {plain(finding.new_because, longest=1000)}"
    if finding.verdict is Verdict.UNDECIDED and finding.undecided_because:
        yield f"Unknown: {plain(finding.undecided_because)}"


def _operations(finding: Finding, layout: Layout) -> Iterator[str]:
    """Operations that give the same reason stand together."""
    everything = layout.detail is Detail.VERBOSE
    groups = [list(group) for _, group in groupby(finding.operations, key=lambda each: (each.type, each.why))]
    shown = groups if everything else groups[:_OPERATIONS_SHOWN]
    for group in shown:
        named = group if everything else group[:_OPERATIONS_SHOWN]
        more = f" and {len(group) - len(named)} more" if len(named) < len(group) else ""
        yield layout.wrap(f"{_places(named)}{more}: {plain(group[0].why)}", indent=_INDENT, label="At ")
    left = sum(map(len, groups)) - sum(map(len, shown))
    if left:
        yield f"{' ' * _INDENT}and at {counted(left, 'more operation')}"


def _places(operations: Sequence[MatchedOperation]) -> str:
    kind = operations[0].type
    if kind == "model":
        return "the model"
    return f"{plain(kind)} {', '.join(plain(each.location or each.name) for each in operations)}"


def _context(finding: Finding) -> Iterator[tuple[str, str]]:
    """Whom it concerns, where it was seen, and where nobody knows."""
    record = finding.record
    yield from (("Concerns", text) for text in concerns(finding.affects))
    seen, absent = observed(record, affected=True), observed(record, affected=False)
    if seen:
        elsewhere = " Elsewhere: not known." if _is_open(finding.affects) else ""
        without = f" Absent on {'; '.join(absent)}." if absent else ""
        yield "Seen on", f"{'; '.join(seen)}.{without}{elsewhere}"
    if finding.precision is Precision.WIDE:
        yield "May", prose(record.known_false_positives) or WIDE_NET


def _is_open(affects: tuple[Affects, ...]) -> bool:
    """Whether the record leaves it open which devices have the issue."""
    return any(not alternative.chips and not alternative.devices for alternative in affects)


def _remedies(finding: Finding, layout: Layout) -> Iterator[str]:
    for number, remedy in enumerate(finding.record.remedies, start=1):
        label = f"{number}. "
        yield layout.wrap(remedy_in_words(remedy), indent=_INDENT, label=label)
        if layout.detail is Detail.VERBOSE:
            for language, code in remedy.code.items():
                yield f"{' ' * (_INDENT + len(label))}{plain(language)}:"
                yield from (f"{' ' * (_INDENT + len(label) + 2)}{plain(line)}" for line in code.splitlines())
