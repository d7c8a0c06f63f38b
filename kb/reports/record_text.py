"""Records as text for people: one whole, many in a table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kb.records.record import Evidence, Example, Examples, Precision, Record, Rule, SourceModel, Status
from kb.reports.layout import Layout
from kb.reports.plain import plain, prose
from kb.reports.wording import WIDE_NET, concerns, counted, how_converted, observed, remedy_in_words


def render_record(record: Record, layout: Layout) -> str:
    """One record: what happens, whom it concerns, what to do, how it is detected, why we believe it."""
    return "\n".join(_record(record, layout)) + "\n"


def _record(record: Record, layout: Layout) -> Iterator[str]:
    yield layout.paint(layout.wrap(prose(record.title), indent=0), "strong")
    severity = layout.paint(record.severity.value, record.severity.value)
    yield f"{record.id} / {severity} / {record.category.value} / {record.confidence.value} / {record.status.value}"
    if record.status is Status.SUPERSEDED:
        yield f"superseded by {plain(record.superseded_by)}"
    if record.aliases:
        yield layout.wrap(", ".join(map(plain, record.aliases)), indent=0, label="also known as ")
    yield from _section("What happens", [layout.wrap(prose(record.what_happens), indent=2)], layout)
    yield from _section("Whom it concerns", _reach(record, layout), layout)
    yield from _section("Messages", (f"  {prose(message)}" for message in record.messages), layout)
    yield from _section("What to do", _remedies(record, layout), layout)
    yield from _section("How it is detected", _rules(record, layout), layout)
    yield from _section("Why we believe it", _evidence(record.evidence, layout), layout)
    yield from _section("Examples", _examples(record.examples, layout), layout)
    yield from _section("Related", (f"  {plain(slug)}" for slug in record.related), layout)
    changes = (layout.wrap(f"{each.date}: {prose(each.change)}", indent=2) for each in record.history)
    yield from _section("History", changes, layout)


def _section(title: str, lines: Iterable[str], layout: Layout) -> Iterator[str]:
    body = list(lines)
    if body:
        yield ""
        yield layout.paint(title, "strong")
        yield from body


def _reach(record: Record, layout: Layout) -> Iterator[str]:
    for text in concerns(record.affects):
        yield layout.wrap(text, indent=2, label="- ")
    for label, affected in (("seen on ", True), ("absent on ", False)):
        for place in observed(record, affected=affected):
            yield layout.wrap(place, indent=2, label=f"- {label}")


def _remedies(record: Record, layout: Layout) -> Iterator[str]:
    for number, remedy in enumerate(record.remedies, start=1):
        yield layout.wrap(remedy_in_words(remedy), indent=2, label=f"{number}. ")
        for language, code in remedy.code.items():
            yield f"     {plain(language)}:"
            yield from (f"       {plain(line)}" for line in code.splitlines())


def _rules(record: Record, layout: Layout) -> Iterator[str]:
    if not record.rules:
        yield "  Nothing in a model file shows it: `kb check` never finds it."
    for rule in record.rules:
        yield layout.wrap(_subject(rule), indent=2)
        yield layout.wrap(prose(rule.when) or "always", indent=4, label="when ")
        yield from (layout.wrap(text, indent=4, label="only ") for text in concerns(rule.affects))
        if rule.precision is Precision.WIDE:
            yield layout.wrap(WIDE_NET, indent=4)
    if record.known_false_positives:
        yield layout.wrap(prose(record.known_false_positives), indent=2, label="False alarms: ")


def _subject(rule: Rule) -> str:
    return "the model as a whole" if rule.model else ", ".join(map(plain, rule.operations))


def _evidence(evidence: Sequence[Evidence], layout: Layout) -> Iterator[str]:
    for each in evidence:
        kind = f"{each.kind.value}, background" if each.background else each.kind.value
        yield f"  {plain(each.url, longest=2000)} ({kind}, read on {each.read})"
        yield layout.wrap(prose(each.says), indent=4)


def _examples(examples: Examples, layout: Layout) -> Iterator[str]:
    for label, programs in (("affected", examples.affected), ("unaffected", examples.unaffected)):
        for program in programs:
            yield layout.wrap(_program(program), indent=2, label=f"{label + ':':<12}")
    for source in examples.sources:
        yield layout.wrap(_source_model(source), indent=2, label=f"{'converted:':<12}")


def _source_model(source: SourceModel) -> str:
    given = "".join(f", {name}: {value}" for name, value in source.given.items())
    return plain(f"{source.torch}{given} ({how_converted(source)})", longest=2000)


def _program(program: Example) -> str:
    steps = (program,) if isinstance(program, Mapping) else program
    words = (", ".join(f"{name}: {value}" for name, value in step.items()) for step in steps)
    return plain("; then ".join(words), longest=2000)


def render_records(records: Sequence[Record], layout: Layout) -> str:
    """A table: slug, severity, category, confidence, and below each its title."""
    lines = [line for record in records for line in _row(record, layout)]
    return "\n".join([*lines, counted(len(records), "record")]) + "\n"


def _row(record: Record, layout: Layout) -> Iterator[str]:
    status = "" if record.status is Status.OPEN else f" / {record.status.value}"
    severity = layout.paint(f"{record.severity.value:<8}", record.severity.value)
    facts = layout.paint(f"{record.category.value} / {record.confidence.value}{status}", "faint")
    yield f"{severity}{layout.paint(record.id, 'strong')}  {facts}"
    yield layout.wrap(prose(record.title), indent=8)
