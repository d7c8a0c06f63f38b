"""What a log tells, as text for people: which record, by which line, how sure, what to do."""

from collections.abc import Iterator, Sequence
from typing import Final

from kb.logs.explanation import Explanation, Sighting, Sureness
from kb.logs.general_lines import OWNERS
from kb.reports.layout import Layout
from kb.reports.plain import plain, prose
from kb.reports.wording import counted, remedy_in_words
from kb.rules.verdict import Verdict

_SHOWN: Final = 10
"""Records; a log that names more is better asked line by line."""
_HOW_SURE: Final = {
    Sureness.SURE: "the message is this record's own",
    Sureness.LIKELY: "likely: the message is cut, or other records have it, too",
    Sureness.POSSIBLE: "possible: other troubles print this, too",
}
_NAMES_NO_CAUSE: Final = "the line itself, which names no cause: many troubles print it"
_CARRIES: Final = "the line itself, which names no cause; what it carries may, and no record has that"
_SAYS_LITTLE: Final = "the line itself, which says little: it is cut, or common, or carries one that says more"
_NOTHING: Final = (
    "No record has a message like this. If Core ML or coremltools printed it, it is worth a record: CONTRIBUTING.md"
    " says how to add the line to one, or to write a new one."
)


def render(explanations: Sequence[Explanation], layout: Layout, *, model: str = "") -> str:
    """`model`: the path of the model that was looked at, too; empty for none."""
    return "\n".join(_lines(explanations, layout, model)) + "\n"


def _lines(explanations: Sequence[Explanation], layout: Layout, model: str) -> Iterator[str]:
    if not explanations:
        yield layout.wrap(_NOTHING, indent=0)
        return
    for number, explanation in enumerate(explanations[:_SHOWN]):
        if number:
            yield ""
        yield from _explanation(explanation, layout, model)
    if len(explanations) > _SHOWN:
        yield ""
        yield f"{counted(len(explanations) - _SHOWN, 'more record')}; `--format json` names them all"


def _explanation(explanation: Explanation, layout: Layout, model: str) -> Iterator[str]:
    record = explanation.record
    yield layout.paint(layout.wrap(prose(record.title), indent=0), "strong")
    severity = layout.paint(record.severity.value, record.severity.value)
    yield f"  {record.id} / {severity} / {record.category.value} / {record.confidence.value}"
    yield layout.wrap(_how_sure(explanation), indent=2)
    if model:
        yield layout.wrap(_in_model(explanation, model), indent=2)
    # Two messages can stand in one line: the line is shown once.
    for sighting in {each.line: each for each in explanation.sightings}.values():
        yield from _sighting(sighting, layout)
    if explanation.carries:
        yield layout.wrap(plain(explanation.carries, longest=300), indent=2, label="It carries: ")
    yield layout.wrap(prose(record.what_happens), indent=2, label="What happens: ")
    for remedy in record.remedies:
        yield layout.wrap(remedy_in_words(remedy), indent=2, label="What to do: ")
    if explanation.names_no_cause and (causes := [slug for slug in record.related if slug not in OWNERS]):
        yield layout.wrap(", ".join(causes), indent=2, label="Known behind it: ")
    yield layout.paint(f"  kb show {record.id}", "faint")


def _how_sure(explanation: Explanation) -> str:
    if not explanation.names_no_cause:
        return _HOW_SURE[explanation.sureness]
    if explanation.carries:
        return _CARRIES
    return _NAMES_NO_CAUSE if explanation.sureness is Sureness.SURE else _SAYS_LITTLE


def _in_model(explanation: Explanation, model: str) -> str:
    if explanation.in_model is Verdict.MATCHED:
        return f"{plain(model)} has what the record describes"
    if explanation.in_model is Verdict.UNDECIDED:
        return f"{plain(model)} may have what the record describes: `kb why {explanation.record.id} {plain(model)}`"
    if not explanation.record.rules:
        return "nothing in a model file could show it"
    return f"{plain(model)} has nothing that the record describes"


def _sighting(sighting: Sighting, layout: Layout) -> Iterator[str]:
    again = f", {sighting.times} times" if sighting.times > 1 else ""
    yield layout.wrap(plain(sighting.text, longest=300), indent=2, label=f"Line {sighting.line}{again}: ")
