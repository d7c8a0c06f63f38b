"""From a Comparison to text for people: what the two models need, what differs, which findings come and go."""

from collections.abc import Iterator, Sequence

from kb.advice.comparison import Comparison
from kb.advice.report import Finding, ModelReport
from kb.reports.layout import Layout
from kb.reports.plain import plain
from kb.reports.wording import counted, headline


def render(comparison: Comparison, layout: Layout) -> str:
    return "\n".join(_lines(comparison, layout)) + "\n"


def _lines(comparison: Comparison, layout: Layout) -> Iterator[str]:
    for sign, model in (("-", comparison.before), ("+", comparison.after)):
        yield layout.wrap(_summary(model), indent=0, label=f"{sign} {plain(model.path)}: ")
    yield from _section("Interface", _interface(comparison), layout)
    yield from _section("Operations", _operations(comparison), layout)
    yield from _section("Findings that appear", _findings(comparison.appeared, layout), layout)
    yield from _section("Findings that vanish", _findings(comparison.vanished, layout), layout)
    yield from _section("Findings that remain", _findings(comparison.remained, layout), layout)


def _summary(model: ModelReport) -> str:
    needs = f"needs {model.requirement.target}" if model.requirement else "needs nothing known"
    built = f"built for {model.target}" if model.target else f"specification version {model.specification_version}"
    return f"{built}, {needs}, {counted(model.operations, 'operation')}, {counted(len(model.findings), 'finding')}"


def _section(title: str, lines: Sequence[str], layout: Layout) -> Iterator[str]:
    yield ""
    yield layout.paint(title, "strong")
    yield from (layout.wrap(line, indent=2) for line in lines or ("none",))


def _interface(comparison: Comparison) -> list[str]:
    if comparison.interface is None:
        return ["not known: a model does not say what its inputs and outputs are"]
    return [
        f"{each.role} {plain(each.name)}: {plain(each.before) or 'absent'} → {plain(each.after) or 'absent'}"
        for each in comparison.interface
    ]


def _operations(comparison: Comparison) -> list[str]:
    return [f"{plain(each.type)}: {each.before} → {each.after}" for each in comparison.operations]


def _findings(findings: Sequence[Finding], layout: Layout) -> list[str]:
    return [
        f"{layout.paint(finding.record.severity.value, finding.record.severity.value)} "
        f"{finding.record.id}: {headline(finding)}"
        for finding in findings
    ]
