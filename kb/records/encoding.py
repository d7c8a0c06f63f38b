"""A record as plain values, in the same shape as its YAML file; `kb.records.building` reads both."""

from collections.abc import Mapping
from typing import Any

from kb.records.record import Affects, Evidence, Observation, Record, Remedy, Rule, SourceModel


def record_to_plain(record: Record) -> dict[str, Any]:
    """What JSON knows, with keys in the order of the file; what is empty is left out."""
    return _filled(
        id=record.id,
        title=record.title,
        category=record.category.value,
        severity=record.severity.value,
        status=record.status.value,
        superseded_by=record.superseded_by,
        aliases=list(record.aliases),
        affects=[_affects(entry) for entry in record.affects],
        rules=[rule_to_plain(rule) for rule in record.rules],
        what_happens=record.what_happens,
        messages=list(record.messages),
        remedies=[_remedy(remedy) for remedy in record.remedies],
        evidence=[_evidence(entry) for entry in record.evidence],
        examples=_filled(
            affected=list(record.examples.affected),
            unaffected=list(record.examples.unaffected),
            sources=[_source_model(source) for source in record.examples.sources],
        ),
        known_false_positives=record.known_false_positives,
        related=list(record.related),
        history=[{"date": change.date.isoformat(), "change": change.change} for change in record.history],
    )


def rule_to_plain(rule: Rule) -> dict[str, Any]:
    return _filled(
        operations=list(rule.operations),
        model=rule.model,
        when=rule.when,
        precision=rule.precision.value,
        affects=[_affects(entry) for entry in rule.affects],
    )


def _affects(affects: Affects) -> dict[str, Any]:
    return _filled(
        targets=affects.targets,
        os=dict(affects.os),
        compute_units=list(affects.compute_units),
        chips=list(affects.chips),
        devices=list(affects.devices),
        coremltools=affects.coremltools,
        source=dict(affects.source),
    )


def _remedy(remedy: Remedy) -> dict[str, Any]:
    return _filled(
        target=remedy.target,
        compute_units=remedy.compute_units,
        text=remedy.text,
        code=dict(remedy.code),
        given=dict(remedy.given),
        untried=remedy.untried,
    )


def _source_model(source: SourceModel) -> dict[str, Any]:
    return _filled(
        torch=source.torch,
        given=dict(source.given),
        python=source.python,
        targets=list(source.targets),
        by=[front_end.value for front_end in source.by],
    )


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return _filled(
        url=evidence.url,
        kind=evidence.kind.value,
        says=evidence.says,
        read=evidence.read.isoformat(),
        observed=[_observation(entry) for entry in evidence.observed],
        background=evidence.background,
    )


def _observation(observation: Observation) -> Mapping[str, Any]:
    return {"affected": observation.affected} | _filled(
        os=observation.os,
        device=observation.device,
        chip=observation.chip,
        compute_units=observation.compute_units,
        target=observation.target,
    )


def _filled(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
