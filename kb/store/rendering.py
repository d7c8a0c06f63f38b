"""History as text for people."""

from collections.abc import Iterable, Iterator, Sequence

from kb.reports.layout import Layout
from kb.reports.plain import plain
from kb.reports.wording import counted
from kb.store.answers import Movement, ScanSummary, StoredFinding


def render_scans(scans: Sequence[ScanSummary], layout: Layout) -> str:
    """A block for each scan, newest first."""
    if not scans:
        return "No scan yet: `kb scan ROOT` makes one.\n"
    return "\n".join("\n".join(_scan(each, layout)) for each in scans) + "\n"


def _scan(scan: ScanSummary, layout: Layout) -> Iterator[str]:
    state = "" if scan.finished else ", not finished"
    title = f"Scan {scan.id}, {scan.started:%Y-%m-%d %H:%M}{state}"
    yield layout.paint(title, "strong")
    shipped = f" for {plain(scan.deployment)}" if scan.deployment else ""
    yield layout.wrap(f"{', '.join(map(plain, scan.roots))}{shipped}", indent=2)
    parts = [
        counted(scan.models, "model"),
        f"{scan.errors} with errors",
        f"{scan.warnings} with warnings",
        *([f"{scan.cannot_load} that cannot load"] if scan.cannot_load else []),
        *([f"{scan.failed} unreadable"] if scan.failed else []),
    ]
    yield layout.wrap(f"{', '.join(parts)} (kb {scan.tool_version}, data {scan.data_version})", indent=2)


def render_movements(movements: Iterable[Movement], layout: Layout) -> str:
    lines = [line for each in movements for line in _movement(each, layout)]
    return "\n".join(lines or ["Nothing changes."]) + "\n"


def _movement(movement: Movement, layout: Layout) -> Iterator[str]:
    note = f" ({movement.note})" if movement.note else ""
    yield layout.paint(plain(movement.path, longest=1000), "strong") + note
    yield from (f"  {layout.paint('+', 'error')} {slug}" for slug in movement.appeared)
    yield from (f"  {layout.paint('-', 'good')} {slug}" for slug in movement.vanished)
    if movement.before != movement.after:
        yield f"  build for {movement.before or 'nothing'} → {movement.after or 'nothing'}"


def render_findings(findings: Sequence[StoredFinding], layout: Layout) -> str:
    lines = [
        f"{plain(each.path, longest=1000)}: {layout.paint(each.severity, each.severity)}"
        f"{'?' if each.verdict == 'undecided' else ''}: {each.record} at {counted(each.count, 'place')}"
        for each in findings
    ]
    return "\n".join(lines or ["No findings."]) + "\n"
