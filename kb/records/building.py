"""From checked plain values to frozen ones: what a YAML file or a bundle holds → Record."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

from kb.records.confidence import confidence_of
from kb.records.record import (
    Affects,
    Category,
    Change,
    Evidence,
    EvidenceKind,
    Examples,
    FrontEnd,
    Observation,
    Precision,
    Record,
    Remedy,
    Rule,
    Severity,
    SourceModel,
    Status,
)

_ESSENTIAL: Final = ("id", "title", "category", "severity", "what_happens", "evidence")


def build_record(values: Mapping[str, Any], *, area: str) -> Record | None:
    """None where something is missing without which there is no record; incomplete parts are left out."""
    if any(key not in values for key in _ESSENTIAL):
        return None
    evidence = tuple(_evidence(entry) for entry in values["evidence"] if {"url", "kind", "says", "read"} <= set(entry))
    examples = values.get("examples", {})
    return Record(
        id=values["id"],
        area=area,
        title=values["title"],
        category=Category(values["category"]),
        severity=Severity(values["severity"]),
        status=Status(values.get("status", "open")),
        superseded_by=values.get("superseded_by", ""),
        aliases=tuple(values.get("aliases", ())),
        affects=_affects(values),
        rules=tuple(_rule(rule) for rule in values.get("rules", ()) if "precision" in rule),
        what_happens=values["what_happens"],
        messages=tuple(values.get("messages", ())),
        remedies=tuple(_remedy(remedy) for remedy in values.get("remedies", ())),
        evidence=evidence,
        examples=Examples(
            affected=tuple(examples.get("affected", ())),
            unaffected=tuple(examples.get("unaffected", ())),
            sources=tuple(_source_model(source) for source in examples.get("sources", ()) if "torch" in source),
        ),
        known_false_positives=values.get("known_false_positives", ""),
        related=tuple(values.get("related", ())),
        history=tuple(
            Change(date=_date(change["date"]), change=change["change"])
            for change in values.get("history", ())
            if {"date", "change"} <= set(change)
        ),
        confidence=confidence_of(evidence),
    )


def _affects(values: Mapping[str, Any]) -> tuple[Affects, ...]:
    return tuple(
        Affects(
            targets=entry.get("targets", ""),
            os=dict(entry.get("os", {})),
            chips=tuple(entry.get("chips", ())),
            devices=tuple(entry.get("devices", ())),
            compute_units=tuple(entry.get("compute_units", ())),
            coremltools=entry.get("coremltools", ""),
            source=dict(entry.get("source", {})),
        )
        for entry in values.get("affects", ())
    )


def _rule(values: Mapping[str, Any]) -> Rule:
    return Rule(
        operations=tuple(values.get("operations", ())),
        model=values.get("model", False),
        when=values.get("when", ""),
        precision=Precision(values["precision"]),
        affects=_affects(values),
    )


def _remedy(values: Mapping[str, Any]) -> Remedy:
    return Remedy(
        text=values.get("text", ""),
        target=values.get("target", ""),
        compute_units=values.get("compute_units", ""),
        code=dict(values.get("code", {})),
        given=dict(values.get("given", {})),
        untried=values.get("untried", False),
    )


def _source_model(values: Mapping[str, Any]) -> SourceModel:
    return SourceModel(
        torch=values["torch"],
        given=dict(values.get("given", {})),
        python=values.get("python", ""),
        targets=tuple(values.get("targets", ())),
        by=tuple(map(FrontEnd, values.get("by", ()))),
    )


def _evidence(values: Mapping[str, Any]) -> Evidence:
    return Evidence(
        url=values["url"],
        kind=EvidenceKind(values["kind"]),
        says=values["says"],
        read=_date(values["read"]),
        observed=tuple(_observation(entry) for entry in values.get("observed", ()) if "affected" in entry),
        background=values.get("background", False),
    )


def _observation(values: Mapping[str, Any]) -> Observation:
    return Observation(
        affected=values["affected"],
        os=values.get("os", ""),
        device=values.get("device", ""),
        chip=values.get("chip", ""),
        compute_units=values.get("compute_units", ""),
        target=values.get("target", ""),
    )


def _date(value: datetime.date | str) -> datetime.date:
    """YAML's reader gives a date, a bundle its ISO form."""
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)
