"""Why a record matches a model, or how near it comes, as text: each rule, each part, the values seen."""

from collections.abc import Iterator, Sequence

from kb.records.record import Record
from kb.reports.layout import Layout
from kb.reports.plain import plain, prose
from kb.rules.nearest import NearOperation, NearRule
from kb.rules.verdict import Verdict

_SIGNS = {Verdict.MATCHED: "yes", Verdict.UNMATCHED: "no", Verdict.UNDECIDED: "unknown"}
_ROLES = {Verdict.MATCHED: "error", Verdict.UNMATCHED: "good", Verdict.UNDECIDED: "warning"}


def render(record: Record, rules: Sequence[NearRule], layout: Layout) -> str:
    return "\n".join(_lines(record, rules, layout)) + "\n"


def _lines(record: Record, rules: Sequence[NearRule], layout: Layout) -> Iterator[str]:
    yield layout.paint(f"{record.id}: {prose(record.title)}", "strong")
    if not rules:
        yield layout.wrap("This record has no rule: nothing in a model can show it.", indent=2)
    for rule in rules:
        yield ""
        yield layout.wrap(rule.when or "always", indent=2, label=f"Rule {rule.index + 1}: ")
        yield layout.wrap(_looked_at(rule), indent=2)
        for near in rule.nearest:
            yield from _operation(near, layout)


def _looked_at(rule: NearRule) -> str:
    absent = f"; the model has no {', '.join(rule.absent)}" if rule.absent else ""
    return f"{rule.looked_at} looked at{absent}"


def _operation(near: NearOperation, layout: Layout) -> Iterator[str]:
    operation = near.operation
    where = "the model" if operation.type == "model" else f"{plain(operation.type)} {plain(operation.location)}"
    yield f"    {layout.paint(near.verdict.value, _ROLES[near.verdict])}  {where}"
    for part in near.parts:
        label = f"{_SIGNS[part.verdict]:<8} "
        yield layout.wrap(plain(part.text, longest=1000), indent=6, label=label)
        if part.why:
            yield layout.wrap(plain(part.why, longest=1000), indent=6 + len(label))
