"""From a log to the records that it tells of. Pure: text and knowledge in, values out.

Tolerant of timestamps, process prefixes, differing numbers, quotes, line breaks and cut ends, by looking at letters
alone (`kb.logs.squeezing`). What any program may log counts only where Core ML is spoken of nearby.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from math import prod, sqrt
from typing import Final

from kb.logs.explanation import Explanation, Sighting
from kb.logs.general_lines import CARRIERS, owner_of
from kb.logs.patterns import Pattern, numbers_of, patterns_of
from kb.logs.squeezing import Hit, SqueezedLog
from kb.records.record import Record
from kb.rules.match import Match
from kb.rules.verdict import Verdict

_SPEAK_OF_CORE_ML: Final = (
    *(b"coreml", b"core ml", b"mlmodel", b"mlpackage", b"mlprogram", b"mlmultiarray", b"espresso", b"e5rt", b"anef"),
    *(b"anec", b"neural engine", b"mil program", b"mil_", b"bnns", b"mpsgraph", b"mlir", b"coremltools", b"mps."),
)
_NEARBY: Final = 12
"""Lines before and after."""
_PASTED_LINES: Final = 40
"""Somebody who pastes so few lines asks about these lines: a generic message counts without more."""

_GENERIC: Final = 0.45
_OTHER_NUMBERS: Final = 0.95
_PART: Final = 0.5
_NAMES_NO_CAUSE: Final = 0.9
"""A line that names the cause comes before one that is printed whatever it is; it is not less sure."""
_WRAPPING: Final = 0.5
_WRAPPED_WITHIN: Final = 300
"""Letters between a line that names no cause and what it carries."""
_CARRIED_LETTERS: Final = 12
_QUOTED: Final = re.compile(r'[\W\d]*?"([^"\\]{12,})')
_AROUND: Final = " \t=:.,;\"'`\\)(}{"
"""What stands around a carried message and is no part of it."""
_TRIES_LIMIT: Final = 200_000
"""Messages tried at places of one beginning; what a log repeats more often is counted no further."""
_SHOWN: Final = 300


def explain(text: str, records: Iterable[Record], matches: Iterable[Match] = ()) -> tuple[Explanation, ...]:
    """Records whose messages stand in the log, the likeliest first.

    `matches`: what `kb.rules.matching.match` found in a model. Records that are in both come before all others, and
    all that they share with other programs' logs counts.
    """
    known = {record.id: record for record in records}
    log = SqueezedLog(text)
    in_model = _verdicts(matches)
    patterns = patterns_of(known.values())
    own = _look(log, _only(patterns, generic=False))
    named = {slug for seen in own for slug in seen.pattern.records}
    company = _Company(log, trusted=frozenset(named | in_model.keys()))
    of_record: dict[str, list[_Seen]] = {}
    for seen in _set_apart([*own, *_look(log, _only(patterns, generic=True), company)], log):
        for slug in seen.pattern.records:
            hits = seen.hits
            if seen.pattern.is_generic:
                hits = tuple(hit for hit in hits if company.allows((slug,), log.line_at(hit.start)))
            if hits:
                of_record.setdefault(slug, []).append(replace(seen, hits=hits))
    explanations = (_explanation(known[slug], seen, log, in_model.get(slug)) for slug, seen in of_record.items())
    return tuple(sorted(explanations, key=_order))


def _order(explanation: Explanation) -> tuple[bool, float, int, int, str]:
    """Of lines that say as much, the gravest comes first, then the first one: it is the nearest to the cause."""
    record = explanation.record
    return explanation.in_model is None, -explanation.score, -record.severity.rank, explanation.best.line, record.id


class _Company:
    """Whether a generic message may count where it stands: in a few pasted lines, near a line that speaks of Core ML,
    or for a record that is known otherwise."""

    def __init__(self, log: SqueezedLog, *, trusted: frozenset[str]) -> None:
        self._is_pasted = len(log.lines) <= _PASTED_LINES
        self._trusted = trusted
        self._spoken = [] if self._is_pasted else log.lines_with(_SPEAK_OF_CORE_ML)

    def allows(self, slugs: Iterable[str], line: int) -> bool:
        if self._is_pasted or not self._trusted.isdisjoint(slugs):
            return True
        index = bisect_left(self._spoken, line - _NEARBY)
        return index < len(self._spoken) and self._spoken[index] <= line + _NEARBY


def _only(patterns: Mapping[bytes, tuple[Pattern, ...]], *, generic: bool) -> Mapping[bytes, tuple[Pattern, ...]]:
    kept = {seed: tuple(each for each in found if each.is_generic is generic) for seed, found in patterns.items()}
    return {seed: found for seed, found in kept.items() if found}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """One message, and where it stands in the log."""

    pattern: Pattern
    hits: tuple[Hit, ...]
    is_part: bool = False
    """A longer message stands at the same place."""
    wraps: bool = False
    """It names no cause, and goes on with a message that says more: `E5RT encountered an STL exception. msg = …`."""

    def score(self, hit: Hit, log: SqueezedLog) -> float:
        numbers = 1.0 if _has_numbers(log, self.pattern, hit) else _OTHER_NUMBERS
        generic = _GENERIC if self.pattern.is_generic else 1.0
        part = _PART if self.is_part else 1.0
        causeless = _NAMES_NO_CAUSE if self.pattern.names_no_cause else 1.0
        wrapping = _WRAPPING if self.wraps else 1.0
        return hit.kept * numbers * generic * part * causeless * wrapping / sqrt(self.pattern.shared_by)


def _verdicts(matches: Iterable[Match]) -> Mapping[str, Verdict]:
    verdicts: dict[str, Verdict] = {}
    for match in matches:
        if verdicts.get(match.record.id) is not Verdict.MATCHED:
            verdicts[match.record.id] = match.verdict
    return verdicts


def _look(
    log: SqueezedLog, patterns: Mapping[bytes, tuple[Pattern, ...]], company: _Company | None = None
) -> list[_Seen]:
    """Every message that stands in the log, with its places. `company`: for generic ones, which must be whole, too."""
    places: dict[str, tuple[Pattern, list[Hit]]] = {}
    for seed, candidates in patterns.items():
        longest = max(len(pattern.fragments[0]) for pattern in candidates)
        # Dozens of messages begin alike, and a log repeats itself: the same letters are compared once.
        begun: dict[bytes, tuple[Pattern, ...]] = {}
        tries = 0
        for position in log.find(seed):
            if tries > _TRIES_LIMIT:
                break
            there = log.ahead(position, longest)
            if there not in begun:
                begun[there] = tuple(each for each in candidates if each.may_begin(there))
            tries += 1 + len(begun[there])
            for pattern in begun[there]:
                if company is not None and not company.allows(pattern.records, log.line_at(position)):
                    continue
                hit = log.hit(pattern, position)
                if hit is not None and (company is None or (hit.kept == 1 and _has_numbers(log, pattern, hit))):
                    places.setdefault(pattern.message, (pattern, []))[1].append(hit)
    return [_Seen(pattern=pattern, hits=tuple(hits)) for pattern, hits in places.values()]


def _set_apart(all_seen: list[_Seen], log: SqueezedLog) -> list[_Seen]:
    """The same, where those that are part of a longer message, or go on with another one, are marked so: at their first
    place, to be quick."""
    spans = [(seen.pattern, _Spans(seen.hits)) for seen in all_seen]
    return [
        replace(
            seen,
            is_part=any(each.letters > seen.pattern.letters and span.cover(seen.hits[0]) for each, span in spans),
            wraps=seen.pattern.names_no_cause and _goes_on(seen, spans, log),
        )
        for seen in all_seen
    ]


def _goes_on(seen: _Seen, spans: Iterable[tuple[Pattern, "_Spans"]], log: SqueezedLog) -> bool:
    """Whether a message of another record begins behind this one, in the same line."""
    end = seen.hits[0].end
    line_end = log.end_of_line(end - 1)
    return any(
        span.begin_within(end, min(line_end, end + _WRAPPED_WITHIN))
        for each, span in spans
        if each.records != seen.pattern.records
    )


class _Spans:
    """Where a message stands whole, so that nobody has to go through all of its places again."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        whole = [hit for hit in hits if hit.kept == 1]
        self._starts = [hit.start for hit in whole]
        self._furthest = list(accumulate((hit.end for hit in whole), max))

    def cover(self, hit: Hit) -> bool:
        before = bisect_right(self._starts, hit.start)
        return before > 0 and self._furthest[before - 1] >= hit.end

    def begin_within(self, start: int, end: int) -> bool:
        return bisect_left(self._starts, start) < bisect_left(self._starts, end)


def _has_numbers(log: SqueezedLog, pattern: Pattern, hit: Hit) -> bool:
    """Whether the message's own numbers stand in its lines, in their order; the last one can stand on a line that has
    no letters of it."""
    if not pattern.numbers:
        return True
    there = iter(numbers_of(log.lines_of(hit).decode("utf-8", "replace")))
    return all(number in there for number in pattern.numbers)


def _explanation(record: Record, messages: list[_Seen], log: SqueezedLog, in_model: Verdict | None) -> Explanation:
    sightings = tuple(sorted((_sighting(seen, log) for seen in messages), key=lambda each: (each.line, each.message)))
    names_no_cause = all(seen.pattern.names_no_cause for seen in messages)
    # Many lines that name no cause name none.
    doubt = min(1 - each.score for each in sightings) if names_no_cause else prod(1 - each.score for each in sightings)
    return Explanation(
        record=record,
        score=round(1 - doubt, 3),
        sightings=sightings,
        names_no_cause=names_no_cause,
        carries=_carried(messages, log) if names_no_cause and record.id in CARRIERS else "",
        in_model=in_model,
    )


def _carried(messages: Iterable[_Seen], log: SqueezedLog) -> str:
    """The first words behind one of these messages that no other record has; empty where there are none."""
    for seen in messages:
        if not seen.wraps and seen.hits[0].kept == 1:
            behind = _readable(log.rest_of_line(seen.hits[0]))
            # Core ML quotes what it carries, and says it again in what follows.
            quoted = _QUOTED.match(behind)
            words = (quoted[1] if quoted else behind).strip(_AROUND)
            if sum(map(str.isalpha, words)) >= _CARRIED_LETTERS and not owner_of(words):
                return words
    return ""


def _sighting(seen: _Seen, log: SqueezedLog) -> Sighting:
    best = max(seen.hits, key=lambda hit: hit.kept)
    first = seen.hits[0]
    return Sighting(
        message=seen.pattern.message,
        line=log.line_at(first.start) + 1,
        text=_readable(log.line_of(first)),
        times=len(seen.hits),
        score=round(seen.score(best, log), 3),
    )


def _readable(line: bytes) -> str:
    text = "".join(each if each.isprintable() else " " for each in line.decode("utf-8", "replace")).strip()
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
