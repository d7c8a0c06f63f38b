"""From a DataDiff to text for people, and to Markdown for release notes and pull requests."""

from collections.abc import Iterator, Sequence

from kb.knowledge.diffing import DataDiff, RecordDiff
from kb.knowledge.moving import MovedAnswer
from kb.records.record import Record
from kb.reports.layout import Layout
from kb.reports.markup import code, markdown
from kb.reports.plain import plain, prose, without_commands
from kb.reports.wording import counted

MARKER = "<!-- kb data diff -->"
"""By which a bot finds its own comment again."""
_LONGEST = 60_000
"""GitHub refuses a comment of more than 65,536 characters."""


def render(found: DataDiff, answers: Sequence[MovedAnswer], layout: Layout) -> str:
    lines = [f"data {plain(found.old_version)} → {plain(found.new_version)}: {_summary(found, answers)}"]
    for title, records in _groups(found):
        if records:
            lines += ["", layout.paint(title, "strong")]
            lines += [layout.wrap(f"{record.id}: {_in_short(record)}", indent=2) for record in records]
    if found.changed:
        lines += ["", layout.paint("Changed", "strong")]
        lines += [line for each in found.changed for line in _changed(each, layout)]
    if found.tables:
        lines += ["", layout.paint("Tables", "strong")]
        lines += [layout.wrap(plain(each, longest=2000), indent=2) for each in found.tables]
    if answers:
        lines += ["", layout.paint("Answers that move", "strong")]
        lines += [layout.wrap("; ".join(each.moves), indent=2, label=f"{plain(each.model)}: ") for each in answers]
    return "\n".join(lines) + "\n"


def _summary(found: DataDiff, answers: Sequence[MovedAnswer]) -> str:
    counts = (
        (len(found.added), "added"),
        (len(found.withdrawn), "withdrawn"),
        (len(found.removed), "removed"),
        (len(found.changed), "changed"),
    )
    parts = [f"{counted(count, 'record')} {what}" for count, what in counts if count]
    parts += [f"{len(found.tables)} changes of tables"] if found.tables else []
    parts += [f"{counted(len(answers), 'answer')} of the corpus moved"] if answers else []
    return ", ".join(parts) or "nothing differs"


def _groups(found: DataDiff) -> tuple[tuple[str, tuple[Record, ...]], ...]:
    return (("Added", found.added), ("Withdrawn", found.withdrawn), ("Removed", found.removed))


def _in_short(record: Record) -> str:
    return f"{prose(record.title)} ({record.category.value}, {record.severity.value}, {record.confidence.value})"


def _changed(each: RecordDiff, layout: Layout) -> Iterator[str]:
    yield f"  {each.record.id}"
    for change in each.changes:
        yield layout.wrap(plain(change.what, longest=2000), indent=4, label=f"{change.kind}: ")


def render_markdown(found: DataDiff, answers: Sequence[MovedAnswer]) -> str:
    """Cut at a line where it would be too long for a comment."""
    lines = [MARKER, f"## Data {plain(found.old_version)} → {plain(found.new_version)}", ""]
    lines += [f"{_summary(found, answers)}."]
    for title, records in _groups(found):
        if records:
            lines += ["", f"### {title}", ""]
            lines += [f"* {code(record.id)}: {markdown(_in_short(record))}" for record in records]
    if found.changed:
        lines += ["", "### Changed", ""]
        for each in found.changed:
            lines.append(f"* {code(each.record.id)}")
            lines += [f"    * **{change.kind}**: {_value(change.what)}" for change in each.changes]
    if found.tables:
        lines += ["", "### Tables", "", *(f"* {markdown(plain(each, longest=2000))}" for each in found.tables)]
    if answers:
        lines += ["", "### Answers that move", ""]
        lines += [f"* {code(each.model)}: {'; '.join(code(move) for move in each.moves)}" for each in answers]
    return without_commands(_cut(lines))


def _value(text: str) -> str:
    return " → ".join(code(plain(part, longest=600)) for part in text.split(" → "))


def _cut(lines: Sequence[str]) -> str:
    size = 0
    for number, line in enumerate(lines):
        size += len(line) + 1
        if size > _LONGEST:
            left = counted(len(lines) - number, "line")
            return "\n".join([*lines[:number], "", f"_{left} left out: too long for a comment._"]) + "\n"
    return "\n".join(lines) + "\n"
