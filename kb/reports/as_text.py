"""From a Report to text for people: what each model is, what it needs, what is known, what to build for."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from kb.advice.report import Assessment, Blocker, ModelReport, Recommendation, Report, Requirement
from kb.errors import Problem
from kb.platforms.targets import Target
from kb.reports.layout import Detail, Layout
from kb.reports.plain import plain, prose, without_commands
from kb.reports.text_findings import findings_lines, quiet_lines
from kb.reports.wording import counted, counts, tally
from kb.rules.verdict import Verdict

_REASONS_SHOWN: Final = 3
_KINDS: Final = {"mlProgram": "ML program", "neuralNetwork": "Neural network"}


def render(report: Report, layout: Layout | None = None) -> str:
    """The whole answer. Ends with a line that sums up."""
    layout = layout or Layout()
    if layout.detail is Detail.QUIET:
        return without_commands("".join(f"{line}\n" for model in report.models for line in _quiet(model, layout)))
    blocks = ["\n".join(_model(model, layout)) for model in report.models]
    return without_commands("\n\n".join([*blocks, _summary(report, layout)]) + "\n")


def _quiet(model: ModelReport, layout: Layout) -> Iterator[str]:
    path = plain(model.path)
    if not model.readable:
        yield from (f"{path}: unreadable: {plain(error.what)}" for error in model.errors)
        return
    yield f"{path}: {_one_line(model)}"
    for system in model.cannot_load_on:
        yield f"{path}: {layout.paint('error', 'error')}: does not load on {plain(system)}"
    yield from quiet_lines(model, layout)


def _one_line(model: ModelReport) -> str:
    parts = [tally(counts(model).items())]
    if model.requirement:
        parts.append(f"needs {model.requirement.target}")
    if model.recommendation:
        parts.append(f"build for {_builds(model.recommendation)}")
    return "; ".join(parts)


def _builds(recommendation: Recommendation) -> str:
    targets = [build.target for build in recommendation.builds] or [recommendation.target]
    return " and ".join(map(str, targets))


def _model(model: ModelReport, layout: Layout) -> Iterator[str]:
    yield layout.paint(plain(model.path), "strong")
    if not model.readable:
        for error in model.errors:
            yield layout.wrap(f"could not be read: {plain(error.what, longest=1000)}", indent=2)
            if error.hint:
                yield layout.wrap(plain(error.hint, longest=1000), indent=2)
        return
    yield layout.wrap(_what_it_is(model), indent=2)
    for note in model.notes:
        yield layout.wrap(_note(note, model), indent=2, label="Note: ")
    if model.requirement:
        yield from _requirement(model.requirement, layout)
    yield from _cannot_load(model, layout)
    yield from findings_lines(model, layout)
    if not model.findings:
        yield ""
        yield layout.paint("  Nothing known concerns this model.", "good")
    if model.left_out:
        yield ""
        yield f"  {counted(model.left_out, 'finding')} left out: not for this deployment."
    yield from _targets(model, layout)
    if model.recommendation:
        yield from _recommendation(model.recommendation, model.target, layout)


def _note(note: Problem, model: ModelReport) -> str:
    """The model's own path stands above already."""
    place = note.where.removeprefix(model.path).lstrip(": ")
    hint = f" ({note.hint})" if note.hint else ""
    return plain(f"{place}: {note.what}{hint}" if place else f"{note.what}{hint}", longest=1000)


def _what_it_is(model: ModelReport) -> str:
    kind = _KINDS.get(model.kind, plain(model.kind))
    opsets = ", ".join(sorted({plain(opset) for opset in model.opsets.values()}))
    built = f"built for {model.target}, " if model.target else ""
    inside = f"specification version {model.specification_version}" + (f", opset {opsets}" if opsets else "")
    source = " and ".join(f"{plain(name)} {plain(version)}" for name, version in model.source.items())
    converter = f", converted by coremltools {plain(model.coremltools)}" if model.coremltools else ""
    origin = f" from {source}" if source else ""
    return f"{kind} {built}{inside}, {counted(model.operations, 'operation')}{converter}{origin}"


def _requirement(requirement: Requirement, layout: Layout) -> Iterator[str]:
    yield layout.wrap(f"{requirement.target} ({first_os(requirement.target)}) or newer", indent=2, label="Needs ")
    deciding = [reason for reason in requirement.reasons if reason.target == requirement.target]
    shown = requirement.reasons if layout.detail is Detail.VERBOSE else deciding[:_REASONS_SHOWN]
    for reason in shown:
        where = f", at {plain(reason.where)}" if reason.where else ""
        yield layout.wrap(f"{reason.target}: {plain(reason.what)}{where}", indent=4, label="- ")
    if len(shown) < len(deciding):
        yield f"    - and {len(deciding) - len(shown)} more (--verbose lists them)"


def first_os(target: Target) -> str:
    """The first OS releases that load a model of this target; the iPad's are the iPhone's."""
    return ", ".join(f"{family} {version}" for family, version in target.first_os.items() if family != "iPadOS")


def _cannot_load(model: ModelReport, layout: Layout) -> Iterator[str]:
    label = "  ERROR    "
    for error in model.errors:
        hint = f"; {plain(error.hint, longest=1000)}" if error.hint else ""
        wrapped = layout.wrap(f"{plain(error.what, longest=1000)}{hint}", indent=0, label=label)
        yield ""
        yield layout.paint(label, "error") + layout.paint(wrapped.removeprefix(label), "strong")


def _targets(model: ModelReport, layout: Layout) -> Iterator[str]:
    if not model.assessments:
        return
    yield ""
    yield layout.paint("  Targets", "strong")
    alike = groupby(model.assessments, lambda each: (_assessment(each), each.target == model.target))
    for (text, own), group in alike:
        targets = [assessment.target for assessment in group]
        names = str(targets[0]) if len(targets) == 1 else f"{targets[0]} to {targets[-1]}"
        yield layout.wrap(text, indent=4, label=f"{f'{names} (as built)' if own else names:<19} ")


def _assessment(assessment: Assessment) -> str:
    if not assessment.reachable:
        blockers = [blocker for blocker in assessment.blockers if not blocker.automatic]
        return "blocked: " + _blockers(blockers)
    how = "loads" if assessment.loads else "convert anew"
    found = (("error", assessment.errors), ("warning", assessment.warnings), ("note", assessment.notes))
    return f"{how:<13} {tally(found)}"


def _blockers(blockers: list[Blocker]) -> str:
    first, *others = blockers
    where = f" at {plain(first.where)}" if first.where else ""
    alternative = f" ({prose(first.alternative)})" if first.alternative else ""
    return f"{plain(first.what)}{where}{alternative}" + (f", and {len(others)} more" if others else "")


def _recommendation(recommendation: Recommendation, own: Target | None, layout: Layout) -> Iterator[str]:
    keep = " (as it is)" if recommendation.target == own and not recommendation.builds else ""
    yield ""
    yield f"  {layout.paint(f'Build for {_builds(recommendation)}', 'good')}{keep}"
    for reason in recommendation.reasons:
        yield layout.wrap(plain(reason, longest=2000), indent=4, label="- ")
    for price in recommendation.price:
        yield layout.wrap(plain(price, longest=2000), indent=4, label="- price: ")
    for line in recommendation.snippet.splitlines():
        yield f"    {plain(line, longest=2000)}"


def _summary(report: Report, layout: Layout) -> str:
    """How many of what; what does not count is told apart."""
    totals = {"error": 0, "warning": 0, "note": 0}
    for model in report.models:
        for severity, count in counts(model).items():
            totals[severity] += count
    findings = [finding for model in report.models for finding in model.findings]
    told = (
        (sum(not model.readable for model in report.models), "unreadable"),
        (sum(bool(model.cannot_load_on) for model in report.models), "cannot load"),
        (sum(finding.verdict is Verdict.UNDECIDED for finding in findings), "undecided"),
        (sum(finding.suppressed is not None for finding in findings), "suppressed"),
        (sum(finding.known for finding in findings), "known before"),
    )
    worst = next((severity for severity, count in totals.items() if count), "good")
    rest = "".join(f", {count} {what}" for count, what in told if count)
    line = f"{counted(len(report.models), 'model')}: {tally(totals.items())}{rest} (data {plain(report.data_version)})"
    return layout.paint(layout.wrap(line, indent=0), worst)
