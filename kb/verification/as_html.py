"""From a Verification to one HTML page that needs nothing else: devices side by side, a small plot for each output."""

from collections.abc import Iterator
from typing import Final

from kb.reports.html_page import html_page, shown
from kb.reports.markup import xml
from kb.reports.plain import plain, prose
from kb.verification.as_text import figures_in_words, no_suspects, title_of, where_in_words
from kb.verification.comparison import Figures, OutputComparison, RunComparison, Verification

_STYLE: Final = """
body { max-width: 80rem; }
.passed { color: var(--good); } .failed { color: var(--error); }
svg { display: block; } svg .passed { fill: var(--good); } svg .failed { fill: var(--error); }
"""
_BAR: Final = 9
_HEIGHT: Final = 32
_BUCKETS: Final = ("0", *(f"≤ {2**power}" for power in range(11)), "more")


def render(verification: Verification) -> str:
    return html_page("kb verify", "\n".join(_body(verification)), _STYLE)


def _body(verification: Verification) -> Iterator[str]:
    tolerance = verification.tolerance
    yield "<h1>kb verify</h1>"
    yield (
        f"<p>Against <code>{shown(verification.reference)}</code>. What passes: errors up to {tolerance.relative:.3g}"
        f" of the largest value, and {tolerance.snr:.3g} dB or more. The plots count elements by error in units of"
        " fp16's precision: 0, up to 1, 2, 4, … 1024, more.</p>"
    )
    yield from _table(verification.runs)
    for run in verification.runs:
        if not run.passed:
            yield from _failed(run)
    yield f"<footer>kb {shown(verification.version)}, data {shown(verification.data_version)}</footer>"


def _table(runs: tuple[RunComparison, ...]) -> Iterator[str]:
    keys = dict.fromkeys((output.inputs, output.output) for run in runs for output in run.outputs)
    yield "<table><tr><th>"
    yield "".join(f"<th>{shown(run.model)}<br>{shown(where_in_words(run.ran))}" for run in runs)
    yield f"<tr><th>runs{''.join(f'<td>{_state(run)}' for run in runs)}"
    for inputs, name in keys:
        cells = (_cell(run, inputs, name) for run in runs)
        yield f"<tr><th>{shown(name)}<br><small>{shown(inputs)}</small>{''.join(f'<td>{cell}' for cell in cells)}"
    yield "</table>"


def _state(run: RunComparison) -> str:
    if run.error:
        return f'<span class="failed">did not run: {shown(run.error, 500)}</span>'
    return '<span class="passed">passed</span>' if run.passed else '<span class="failed">failed</span>'


def _cell(run: RunComparison, inputs: str, name: str) -> str:
    found = next((each for each in run.outputs if (each.inputs, each.output) == (inputs, name)), None)
    return "".join(_output(found)) if found else ""


def _output(output: OutputComparison) -> Iterator[str]:
    state = "passed" if output.passed else "failed"
    yield f'<span class="{state}">{output.named.fault.value}</span>: {shown(output.named.detail)}'
    if output.figures:
        yield _plot(output.figures, state)
        yield f"<small>{shown(figures_in_words(output.figures))}</small>"


def _plot(figures: Figures, state: str) -> str:
    """A bar for each bucket of the histogram; its title tells the number."""
    most = max(figures.histogram, default=0) or 1
    bars = "".join(
        f'<rect class="{state}" x="{index * _BAR}" y="{_HEIGHT - height:.1f}" width="{_BAR - 1}" height="{height:.1f}">'
        f"<title>{bucket}: {count}</title></rect>"
        for index, (bucket, count) in enumerate(zip(_BUCKETS, figures.histogram, strict=True))
        # A bucket that holds anything is seen.
        if (height := max(_HEIGHT * count / most, 1.0) if count else 0.0)
    )
    width = _BAR * len(_BUCKETS)
    return f'<svg width="{width}" height="{_HEIGHT}" viewBox="0 0 {width} {_HEIGHT}" role="img">{bars}</svg>'


def _failed(run: RunComparison) -> Iterator[str]:
    yield f"<h2>{shown(title_of(run))}</h2>"
    if not run.suspects:
        yield f"<p>{shown(no_suspects(run))}</p>"
        return
    yield "<ol>"
    for suspect in run.suspects:
        because = "; ".join(map(plain, suspect.because))
        yield f"<li><code>{xml(suspect.record.id)}</code> {xml(prose(suspect.record.title))}<br>{xml(because)}"
    yield "</ol>"
