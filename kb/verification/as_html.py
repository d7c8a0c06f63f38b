"""From a Verification to one HTML page that needs nothing else: devices side by side, a small plot for each output."""

from collections.abc import Iterator
from typing import Final

from kb.reports.markup import xml
from kb.reports.plain import plain, prose, without_commands
from kb.verification.as_text import figures_in_words, no_suspects, title_of, where_in_words
from kb.verification.comparison import Figures, OutputComparison, RunComparison, Verification

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --good: #2e7d32; --error: #c62828; }
@media (prefers-color-scheme: dark) { :root { --good: #81c784; --error: #ff8a80; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .3rem 1rem .3rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
.passed { color: var(--good); } .failed { color: var(--error); }
svg { display: block; } svg .passed { fill: var(--good); } svg .failed { fill: var(--error); }
"""
_BAR: Final = 9
_HEIGHT: Final = 32
_BUCKETS: Final = ("0", *(f"≤ {2**power}" for power in range(11)), "more")


def render(verification: Verification) -> str:
    body = "\n".join(_body(verification))
    return without_commands(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>kb verify</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _text(text: str, longest: int = 2000) -> str:
    return xml(plain(text, longest=longest))


def _body(verification: Verification) -> Iterator[str]:
    tolerance = verification.tolerance
    yield "<h1>kb verify</h1>"
    yield (
        f"<p>Against <code>{_text(verification.reference)}</code>. What passes: errors up to {tolerance.relative:.3g}"
        f" of the largest value, and {tolerance.snr:.3g} dB or more. The plots count elements by error in units of"
        " fp16's precision: 0, up to 1, 2, 4, … 1024, more.</p>"
    )
    yield from _table(verification.runs)
    for run in verification.runs:
        if not run.passed:
            yield from _failed(run)
    yield f"<footer>kb {_text(verification.version)}, data {_text(verification.data_version)}</footer>"


def _table(runs: tuple[RunComparison, ...]) -> Iterator[str]:
    keys = dict.fromkeys((output.inputs, output.output) for run in runs for output in run.outputs)
    yield "<table><tr><th>"
    yield "".join(f"<th>{_text(run.model)}<br>{_text(where_in_words(run.ran))}" for run in runs)
    yield f"<tr><th>runs{''.join(f'<td>{_state(run)}' for run in runs)}"
    for inputs, name in keys:
        cells = (_cell(run, inputs, name) for run in runs)
        yield f"<tr><th>{_text(name)}<br><small>{_text(inputs)}</small>{''.join(f'<td>{cell}' for cell in cells)}"
    yield "</table>"


def _state(run: RunComparison) -> str:
    if run.error:
        return f'<span class="failed">did not run: {_text(run.error, 500)}</span>'
    return '<span class="passed">passed</span>' if run.passed else '<span class="failed">failed</span>'


def _cell(run: RunComparison, inputs: str, name: str) -> str:
    found = next((each for each in run.outputs if (each.inputs, each.output) == (inputs, name)), None)
    return "".join(_output(found)) if found else ""


def _output(output: OutputComparison) -> Iterator[str]:
    state = "passed" if output.passed else "failed"
    yield f'<span class="{state}">{output.named.fault.value}</span>: {_text(output.named.detail)}'
    if output.figures:
        yield _plot(output.figures, state)
        yield f"<small>{_text(figures_in_words(output.figures))}</small>"


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
    yield f"<h2>{_text(title_of(run))}</h2>"
    if not run.suspects:
        yield f"<p>{_text(no_suspects(run))}</p>"
        return
    yield "<ol>"
    for suspect in run.suspects:
        because = "; ".join(map(plain, suspect.because))
        yield f"<li><code>{xml(suspect.record.id)}</code> {xml(prose(suspect.record.title))}<br>{xml(because)}"
    yield "</ol>"
