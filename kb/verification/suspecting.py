"""Which records could explain what failed on one device: those that the model has and that can concern that place,
ranked by how well what was seen fits what they say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from kb.advice.destinations import Place
from kb.advice.findings import Standing, judge
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.logs.explaining import explain
from kb.models.model import Model
from kb.models.walking import conversion_of
from kb.platforms.targets import Target
from kb.records.record import Category, Observation, Precision, Record
from kb.rules.match import Match
from kb.rules.verdict import Verdict
from kb.verification.comparison import Fault, Suspect

_WRONG_VALUES: Final = frozenset({Category.WRONG_OUTPUT, Category.ACCURACY})
_NO_VALUES: Final = frozenset({Category.CRASH, Category.LOAD_FAILURE, Category.UNSUPPORTED})
_OVERFLOWS: Final = frozenset({Fault.NAN, Fault.OVERFLOW, Fault.INFINITE})
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptoms:
    """What was seen on one device with one choice of compute units."""

    place: Place
    os: str
    faults: frozenset[Fault]
    error: str
    """Why it did not run; empty where it did."""
    right_elsewhere: frozenset[str]
    """Compute units (CPU, GPU, NE) of other runs of this model on this device that were right."""


def suspects_of(
    symptoms: Symptoms, matches: Sequence[Match], model: Model, target: Target, base: KnowledgeBase
) -> tuple[Suspect, ...]:
    """The likeliest first. `matches`: what the model has, before any place is looked at."""
    named = {each.record.id: each.score for each in explain(symptoms.error, base.records)} if symptoms.error else {}
    by_record: dict[str, list[Standing]] = {}
    for standing in judge(matches, target, (symptoms.place,), conversion_of(model)).standing:
        by_record.setdefault(standing.match.record.id, []).append(standing)
    suspects = [each for group in by_record.values() if (each := _suspect(group, symptoms, named))]
    in_model = frozenset(by_record)
    suspects += [
        Suspect(record=each, score=round(named[each.id], 2), because=("it knows the message",))
        for each in base.records
        if each.id in named and each.id not in in_model
    ]
    return tuple(sorted(suspects, key=lambda each: (-each.score, each.record.id)))[:_SHOWN]


def _suspect(group: Sequence[Standing], symptoms: Symptoms, named: Mapping[str, float]) -> Suspect | None:
    record = group[0].match.record
    wanted = _NO_VALUES if symptoms.error else _WRONG_VALUES
    if record.category not in wanted and record.id not in named:
        return None
    units = {unit for each in group for alternative in each.affects for unit in alternative.compute_units}
    if units and units <= symptoms.right_elsewhere:
        # The only units that it speaks of gave the right results.
        return None
    points = list(_points(group, record, symptoms, units))
    if record.id in named:
        points.append((3.0 * named[record.id], "it knows the message"))
    return Suspect(
        record=record,
        score=round(sum(value for value, _ in points), 2),
        because=tuple(words for _, words in points if words),
    )


def _points(
    group: Sequence[Standing], record: Record, symptoms: Symptoms, units: AbstractSet[str]
) -> Iterator[tuple[float, str]]:
    sure = any(each.verdict is Verdict.MATCHED for each in group)
    yield (2.0, "it stands on this device") if sure else (1.0, "it may stand on this device")
    exact = any(each.match.precision is Precision.EXACT for each in group)
    yield (0.5, "its condition is exact") if exact else (0.0, "")
    yield 0.1 * record.confidence.rank, ""
    if symptoms.faults & _OVERFLOWS and record.category is Category.ACCURACY:
        yield 0.5, "values that fp16 cannot hold are a matter of accuracy"
    if units and symptoms.right_elsewhere and not units & symptoms.right_elsewhere:
        yield 1.0, f"it needs {' or '.join(sorted(units))}; without it the results are right"
    yield from _seen(record, symptoms)


def _seen(record: Record, symptoms: Symptoms) -> Iterator[tuple[float, str]]:
    here = [each for each in _observations(record) if _is_here(each, symptoms)]
    if any(each.affected for each in here):
        yield 1.5, f"it was seen on {symptoms.os}"
    elif here:
        yield -1.5, f"somebody saw that it is absent on {symptoms.os}"


def _observations(record: Record) -> Iterable[Observation]:
    return (seen for evidence in record.evidence for seen in evidence.observed)


def _is_here(seen: Observation, symptoms: Symptoms) -> bool:
    """The same OS release; and no other device, where both are told."""
    if not seen.os or seen.os != symptoms.os:
        return False
    devices = symptoms.place.coverage.devices
    return not seen.device or not devices or any(seen.device in (each.name, each.kind) for each in devices)
