"""From a Verification to text for people: a block for each run, the outputs in it, and what could explain it."""

from collections.abc import Iterator

from kb.reports.layout import Layout
from kb.reports.plain import plain, prose, without_commands
from kb.reports.wording import counted
from kb.verification.comparison import Figures, OutputComparison, RunComparison, Suspect, Verification
from kb.verification.results import Ran


def render(verification: Verification, layout: Layout) -> str:
    return without_commands("\n".join(_lines(verification, layout)) + "\n")


def _lines(verification: Verification, layout: Layout) -> Iterator[str]:
    tolerance = verification.tolerance
    rule = f"errors up to {tolerance.relative:.3g} of the largest value, and {tolerance.snr:.3g} dB or more"
    yield layout.wrap(f"Against {plain(verification.reference)}; what passes: {rule}", indent=0)
    for run in verification.runs:
        yield ""
        yield from _run(run, layout)
    failed = sum(not run.passed for run in verification.runs)
    yield ""
    yield f"{counted(len(verification.runs), 'run')}: {counted(failed, 'run') + ' failed' if failed else 'all passed'}"


def title_of(run: RunComparison) -> str:
    """`Model-iOS16 on iPad13,4 (M1), iPadOS 16.5.1, CPU_AND_NE`."""
    return plain(f"{run.model or 'a model'} on {where_in_words(run.ran)}", longest=500)


def where_in_words(ran: Ran) -> str:
    device = f"{ran.device} ({ran.chip})" if ran.device and ran.chip else ran.device or ran.chip or "an unknown device"
    return ", ".join(part for part in (device, ran.os, ran.compute_units) if part)


def _run(run: RunComparison, layout: Layout) -> Iterator[str]:
    state = layout.paint("passed", "good") if run.passed else layout.paint("FAILED", "error")
    yield f"{state}  {title_of(run)}"
    if run.error:
        yield layout.wrap(f"did not run: {plain(run.error, longest=1000)}", indent=2)
    for output in run.outputs:
        yield layout.wrap(output_in_words(output), indent=2, label="" if output.passed else "! ")
    yield from (layout.wrap(line, indent=2) for suspect in run.suspects for line in _suspect(suspect))
    if not run.passed and not run.suspects:
        yield layout.wrap(no_suspects(run), indent=2)


def no_suspects(run: RunComparison) -> str:
    if run.was_explained:
        return "No record that this model has explains it."
    return "Whether a record explains it is not known: name the model with --model."


def output_in_words(output: OutputComparison) -> str:
    words = f"{plain(output.output)} of {plain(output.inputs)}: {output.named.fault.value}"
    detail = plain(output.named.detail, longest=1000)
    return f"{words}: {detail}" + (f" ({figures_in_words(output.figures)})" if output.figures else "")


def figures_in_words(figures: Figures) -> str:
    parts = [
        f"max {figures.maximum:.3g}",
        f"mean {figures.mean:.3g}",
        f"relative {figures.relative:.2g}",
        f"{figures.ulp:.3g} fp16 ulp",
        "no noise" if figures.snr is None else f"{figures.snr:.1f} dB",
    ]
    if figures.top1 is not None:
        parts.append(f"top-1 {figures.top1:.0%}")
    if figures.top5 is not None:
        parts.append(f"top-5 {figures.top5:.0%}")
    return ", ".join(parts)


def _suspect(suspect: Suspect) -> Iterator[str]:
    yield f"could be {suspect.record.id}: {prose(suspect.record.title)}"
    yield f"  because {'; '.join(suspect.because)}"
