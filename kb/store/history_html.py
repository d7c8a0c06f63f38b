"""History as one self-contained HTML page: how findings and targets went over the scans, and what moved last."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from kb.reports.plain import plain
from kb.store.answers import Movement, ScanSummary, StoredFinding

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2530; --paper: #fbfbf9; --faint: #8a93a0; --line: #d9dde2;
        --error: #b3261e; --warning: #a15c00; --good: #1c6b4a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --paper: #14181e; --line: #303844;
        --error: #ff8a80; --warning: #ffb95e; --good: #7fd6ae; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto;
       max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem;
       border-bottom: 1px solid var(--line); vertical-align: top; } td.n { text-align: right; }
code { overflow-wrap: anywhere; } .faint { color: var(--faint); } svg text { fill: var(--ink); font-size: 11px; }
.plus { color: var(--error); } .minus { color: var(--good); }
"""
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 720, 180, 40, 24


def render_history(
    scans: Sequence[ScanSummary], findings: Sequence[StoredFinding], movements: Sequence[Movement]
) -> str:
    """`scans` newest first; `findings` of the newest; `movements` between the last two."""
    body = "\n".join(_sections(scans, findings, movements))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Core ML models over time</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body>\n<h1>Core ML models over time</h1>\n{body}\n</body></html>\n"
    )


def _sections(
    scans: Sequence[ScanSummary], findings: Sequence[StoredFinding], movements: Sequence[Movement]
) -> Iterator[str]:
    if not scans:
        yield "<p>No scan yet.</p>"
        return
    newest = scans[0]
    yield (
        f"<p>Scan {newest.id} of {newest.started:%Y-%m-%d}: {newest.models} models, {newest.errors} with errors, "
        f"{newest.warnings} with warnings, {newest.failed} unreadable.</p>"
    )
    oldest_first = tuple(reversed(scans))
    yield "<h2>Models with findings, scan by scan</h2>"
    yield _lines(oldest_first)
    yield "<h2>Targets to build for</h2>"
    yield _bars(_counts({each.path: each.recommends or "none" for each in findings}))
    yield "<h2>Records</h2>"
    yield _table(("Record", "Severity", "Models"), _by_record(findings))
    yield "<h2>What moved since the scan before</h2>"
    yield _moved(movements)


def _lines(scans: Sequence[ScanSummary]) -> str:
    """Errors and warnings over the scans, as two lines."""
    highest = max(1, *(max(each.errors, each.warnings) for each in scans))
    step = (_WIDTH - _LEFT - 10) / max(1, len(scans) - 1)
    drawn = []
    for name, values in (("error", [s.errors for s in scans]), ("warning", [s.warnings for s in scans])):
        points = [
            (_LEFT + index * step, _HEIGHT - _BOTTOM - value / highest * (_HEIGHT - _BOTTOM - 12))
            for index, value in enumerate(values)
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="var(--{name})" stroke-width="2"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="var(--{name})"/>' for x, y in points]
    labels = f'<text x="0" y="16">{highest}</text><text x="0" y="{_HEIGHT - _BOTTOM}">0</text>'
    dates = (
        f'<text x="{_LEFT}" y="{_HEIGHT - 4}">{scans[0].started:%Y-%m-%d}</text>'
        f'<text x="{_WIDTH - 70}" y="{_HEIGHT - 4}">{scans[-1].started:%Y-%m-%d}</text>'
    )
    title = "<title>Models with errors and with warnings over the scans</title>"
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">{title}{"".join(drawn)}{labels}{dates}</svg>'


def _bars(counts: Mapping[str, int]) -> str:
    if not counts:
        return "<p class=faint>None.</p>"
    highest = max(counts.values())
    bars = []
    for index, (name, count) in enumerate(counts.items()):
        y = index * 22
        width = count / highest * (_WIDTH - 160)
        bars.append(
            f'<text x="0" y="{y + 14}">{escape(plain(name))}</text>'
            f'<rect x="70" y="{y + 3}" width="{width:.1f}" height="14" fill="var(--good)"/>'
            f'<text x="{78 + width:.1f}" y="{y + 14}">{count}</text>'
        )
    title = "<title>How many models are best built for each target</title>"
    return f'<svg viewBox="0 0 {_WIDTH} {len(counts) * 22}" role="img">{title}{"".join(bars)}</svg>'


def _counts(values: Mapping[str, str]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for value in values.values():
        counts[value] = counts.get(value, 0) + 1
    return dict(sorted(counts.items()))


def _by_record(findings: Sequence[StoredFinding]) -> list[tuple[str, str, str]]:
    paths: dict[tuple[str, str], set[str]] = {}
    for each in findings:
        if each.verdict == "matched":
            paths.setdefault((each.record, each.severity), set()).add(each.path)
    ordered = sorted(paths.items(), key=lambda item: (-len(item[1]), item[0]))
    return [(record, severity, str(len(where))) for (record, severity), where in ordered]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return "<p class=faint>None.</p>"
    head = "".join(f"<th scope=col>{escape(each)}</th>" for each in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(plain(each))}</td>' for each in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _moved(movements: Sequence[Movement]) -> str:
    if not movements:
        return "<p class=faint>Nothing.</p>"
    items = []
    for each in movements:
        signs = [f"<span class=plus>+ {escape(slug)}</span>" for slug in each.appeared]
        signs += [f"<span class=minus>- {escape(slug)}</span>" for slug in each.vanished]
        if each.before != each.after:
            signs.append(f"build for {escape(each.before or 'nothing')} → {escape(each.after or 'nothing')}")
        note = f" <span class=faint>({escape(each.note)})</span>" if each.note else ""
        items.append(f"<li><code>{escape(plain(each.path, longest=1000))}</code>{note}<br>{'<br>'.join(signs)}</li>")
    return f"<ul>{''.join(items)}</ul>"
