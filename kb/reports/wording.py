"""What every format says alike, in words: "may" where a net is wide, whom it concerns, where it was seen.

Texts are made plain here; a format escapes for its own syntax only.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kb.advice.report import Finding, ModelReport
from kb.records.record import Affects, FrontEnd, Observation, Precision, Record, Remedy, SourceModel
from kb.reports.plain import plain, prose
from kb.rules.verdict import Verdict

MAY: Final = "May apply"
UNDECIDED: Final = "Could not be decided"
WIDE_NET: Final = "The condition is inferred and wider than what the evidence says: the model may well be fine."
_UNITS: Final = {"CPU": "the CPU", "GPU": "the GPU", "NE": "the Neural Engine"}
_FRONT_ENDS: Final = {
    FrontEnd.TRACE: "traced",
    FrontEnd.EXPORT: "exported",
    FrontEnd.DECOMPOSE: "exported with PyTorch's decompositions",
}
_SPECIFIER: Final = r"\s*(===|==|!=|>=|<=|~=|>|<)\s*(.+?)\s*"
_RELATIONS: Final = {">=": "{} or newer", "<=": "{} or older", "<": "below {}", ">": "above {}", "!=": "but {}"}


def headline(finding: Finding) -> str:
    """The record's title; a wide net says that it may apply, an undecided finding that nobody knows."""
    title = prose(finding.record.title)
    if finding.verdict is Verdict.UNDECIDED:
        return f"{UNDECIDED}: {title}"
    return f"{MAY}: {title}" if finding.precision is Precision.WIDE else title


def how_converted(source: SourceModel) -> str:
    """`traced, exported; for iOS14, iOS17`."""
    ways = ", ".join(_FRONT_ENDS[front_end] for front_end in source.by)
    return f"{ways}; for {', '.join(map(plain, source.targets))}" if source.targets else ways


def url_of(record: Record) -> str:
    """Where the record's facts can be read: its first evidence."""
    return plain(record.evidence[0].url, longest=2000) if record.evidence else ""


def sources_of(record: Record) -> list[str]:
    """The addresses of its evidence, each once: one document can say two things."""
    return list(dict.fromkeys(plain(each.url, longest=2000) for each in record.evidence))


def counts(model: ModelReport) -> dict[str, int]:
    """Severity → findings that stand."""
    totals = {"error": 0, "warning": 0, "note": 0}
    for finding in model.findings:
        if finding.stands:
            totals[finding.record.severity.value] += 1
    return totals


def counted(count: int, noun: str) -> str:
    """`1 error`, `3 errors`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def tally(totals: Iterable[tuple[str, int]]) -> str:
    """`1 error, 2 warnings`; `nothing known` where all are zero."""
    return ", ".join(counted(count, noun) for noun, count in totals if count) or "nothing known"


def concerns(affects: Iterable[Affects]) -> list[str]:
    """One sentence part for each alternative: for which targets, on what, run where."""
    return [", ".join(_parts(alternative)) or "every deployment" for alternative in affects]


def _parts(affects: Affects) -> Iterator[str]:
    if affects.targets:
        yield f"models built for {range_in_words(affects.targets)}"
    for family, specifier in affects.os.items():
        yield f"{family} {range_in_words(specifier)}" + (" (seen there)" if _only_seen(specifier) else "")
    if affects.devices:
        yield f"on {alternatives(affects.devices)}"
    if affects.chips:
        yield f"on {alternatives(affects.chips)}"
    if affects.compute_units:
        yield f"where the operation runs on {alternatives(_UNITS.get(unit, unit) for unit in affects.compute_units)}"
    if affects.coremltools:
        yield f"converted by coremltools {range_in_words(affects.coremltools)}"
    for package, specifier in affects.source.items():
        yield f"converted from {package} {range_in_words(specifier)}"


def _only_seen(specifier: str) -> bool:
    return all(part.strip().startswith("==") for part in re.split(r"[|,]", specifier))


def range_in_words(specifier: str) -> str:
    """`>=iOS16,<iOS18` → `iOS16 or newer, below iOS18`; what is not understood stays as it is."""
    words = []
    for alternative in specifier.split("|"):
        parts = [re.fullmatch(_SPECIFIER, part) for part in alternative.split(",")]
        words.append(
            ", ".join(_RELATIONS.get(part[1], "{}").format(part[2]) for part in parts if part)
            if all(parts)
            else alternative
        )
    return plain(" or ".join(words))


def alternatives(names: Iterable[str]) -> str:
    """`A`, `A or B`, `A, B or C`."""
    *head, last = [plain(name) for name in names]
    return f"{', '.join(head)} or {last}" if head else last


def observed(record: Record, *, affected: bool) -> list[str]:
    """Where somebody saw the issue, or saw that it is absent, each place once."""
    places = (place(seen) for each in record.evidence for seen in each.observed if seen.affected is affected)
    return list(dict.fromkeys(where for where in places if where))


def place(seen: Observation) -> str:
    """`iPad Pro (M1), iPadOS 16.5.1, ALL, built for iOS16`."""
    device = f"{seen.device} ({seen.chip})" if seen.device and seen.chip else seen.device or seen.chip
    target = f"built for {seen.target}" if seen.target else ""
    return plain(", ".join(part for part in (device, seen.os, seen.compute_units, target) if part))


def remedy_in_words(remedy: Remedy) -> str:
    """What to do, as one sentence."""
    if remedy.target:
        below = remedy.target.lstrip("<= ")
        lower = " or lower" if remedy.target.startswith("<") else ""
        sentence = f"Convert for {below}{lower}."
    elif remedy.compute_units:
        sentence = f"Load the model with compute units {remedy.compute_units}."
    else:
        sentence = ""
    text = " ".join(part for part in (sentence, prose(remedy.text)) if part)
    return plain(text, longest=2000) + (" (Untried.)" if remedy.untried else "")
