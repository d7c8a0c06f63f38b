"""From a ConversionReport to text for people: the builds side by side, what was refused, what to ship and why."""

from collections.abc import Iterator, Sequence

from kb.advice.report import Finding
from kb.conversion.report import BuiltModel, ConversionReport, Refusal
from kb.reports.layout import Layout
from kb.reports.plain import plain, prose, without_commands
from kb.reports.wording import counted, counts, headline, remedy_in_words, tally

_MESSAGE_LINES = 12


def render(report: ConversionReport, layout: Layout) -> str:
    return without_commands("\n".join(_lines(report, layout)) + "\n")


def _lines(report: ConversionReport, layout: Layout) -> Iterator[str]:
    yield from _builds(report.builds, layout)
    for title, lines in (("Interface", _interface(report)), ("Operations", _operations(report))):
        if len(report.builds) > 1:
            yield ""
            yield layout.paint(f"{title}: what differs", "strong")
            yield from (layout.wrap(line, indent=2) for line in lines or ["nothing"])
    for refusal in report.refusals:
        yield from refusal_lines(refusal, layout)
    yield from _choice(report, layout)


def _builds(builds: Sequence[BuiltModel], layout: Layout) -> Iterator[str]:
    for build in builds:
        report = build.report
        yield layout.paint(f"{build.target}: {plain(report.path)}", "strong")
        needs = f"needs {report.requirement.target}" if report.requirement else "needs nothing known"
        operations = counted(report.operations, "operation")
        words = f"{needs}, {operations}, {size_in_words(build.size)}, {tally(counts(report).items())}"
        yield layout.wrap(f"{words} (converted in {build.seconds:.1f} s)", indent=2)
        yield from (layout.wrap(line, indent=2) for line in map(_finding, report.findings))
        yield from (layout.wrap(plain(str(error), longest=2000), indent=2) for error in report.errors)


def _finding(finding: Finding) -> str:
    return f"{finding.record.severity.value} {finding.record.id}: {headline(finding)}"


def size_in_words(size: int) -> str:
    """`812 bytes`, `3.1 MB`: powers of ten, as Finder shows them."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return counted(size, "byte")


def nothing_to_ship(report: ConversionReport) -> str:
    """Why there is no choice."""
    return f"Nothing to ship: no build {'loads on what is shipped to' if report.builds else 'could be made'}"


def _interface(report: ConversionReport) -> list[str]:
    return [
        f"{each.role} {plain(each.name)}: {_by_build(report, [plain(words) or 'absent' for words in each.described])}"
        for each in report.interface
    ]


def _operations(report: ConversionReport) -> list[str]:
    return [
        f"{plain(each.type)}: {_by_build(report, [str(count) for count in each.counts])}" for each in report.operations
    ]


def _by_build(report: ConversionReport, words: Sequence[str]) -> str:
    """`2 at iOS15 and iOS16; 0 at iOS18`."""
    at: dict[str, list[str]] = {}
    for build, word in zip(report.builds, words, strict=True):
        at.setdefault(word, []).append(build.target.name)
    return "; ".join(f"{word} at {', '.join(targets)}" for word, targets in at.items())


def refusal_lines(refusal: Refusal, layout: Layout) -> Iterator[str]:
    yield ""
    yield layout.paint(f"{refusal.target}: not built", "error")
    lines = [line for line in refusal.message.splitlines() if line.strip()]
    yield from (layout.wrap(plain(line, longest=500), indent=2) for line in lines[:_MESSAGE_LINES])
    for each in refusal.explanations:
        yield layout.wrap(f"{each.sureness.value}: {each.record.id}: {prose(each.record.title)}", indent=2)
        yield from (layout.wrap(remedy_in_words(remedy), indent=4) for remedy in each.record.remedies)
    if not refusal.explanations:
        yield layout.wrap("No record knows this message.", indent=2)


def _choice(report: ConversionReport, layout: Layout) -> Iterator[str]:
    choice = report.choice
    yield ""
    if choice.builds:
        yield layout.paint(f"Ship {' and '.join(str(each.target) for each in choice.builds)}", "good")
    else:
        yield layout.paint(nothing_to_ship(report), "error")
    if len(choice.builds) > 1:
        yield from (layout.wrap(f"{b.target} for {', '.join(map(plain, b.serves))}", indent=2) for b in choice.builds)
    for target, reasons in choice.reasons.items():
        yield from (layout.wrap(plain(reason, longest=500), indent=2, label=f"- {target}: ") for reason in reasons)
    for name in choice.unserved:
        yield layout.wrap(f"- {plain(name)} can load none of the builds", indent=2)
