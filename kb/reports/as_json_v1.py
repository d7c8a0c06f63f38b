"""From a Report to the JSON document `kb.check/1`.

Written field by field: a rename inside must not reach users. Within version 1, keys are never removed and never
change their meaning; new ones may come. The schema is `kb.reports.json_v1_schema`.
"""

from typing import Final

from kb.advice.report import (
    Assessment,
    Blocker,
    Build,
    Finding,
    ModelReport,
    Reason,
    Recommendation,
    Report,
    Requirement,
    Suppression,
)
from kb.errors import Problem
from kb.records.record import Affects, Remedy
from kb.reports.addresses import page_of
from kb.reports.json_text import json_text
from kb.reports.json_v1_types import (
    AffectsV1,
    BlockerV1,
    BuildV1,
    DocumentV1,
    FindingV1,
    ModelV1,
    OperationV1,
    ProblemV1,
    ReasonV1,
    RecommendationV1,
    RemedyV1,
    RequirementV1,
    SuppressionV1,
    TargetV1,
    UnreadableV1,
)
from kb.reports.wording import headline, sources_of, url_of
from kb.rules.match import MatchedOperation

SCHEMA: Final = "kb.check/1"


def render(report: Report) -> str:
    return json_text(document(report))


def document(report: Report) -> DocumentV1:
    return {
        "schema": SCHEMA,
        "kb": {"version": report.version, "data_version": report.data_version, "records": report.records},
        "complete": report.complete,
        "compared_with": report.compared_with,
        "stale_suppressions": [_problem(problem) for problem in report.stale_suppressions],
        "models": [model_v1(model) if model.readable else _unreadable(model) for model in report.models],
    }


def _unreadable(model: ModelReport) -> UnreadableV1:
    return {"path": model.path, "errors": [_problem(error) for error in model.errors]}


def model_v1(model: ModelReport) -> ModelV1:
    return {
        "path": model.path,
        "kind": model.kind,
        "format": model.format,
        "specification_version": model.specification_version,
        "target": model.target.name if model.target else None,
        "opsets": dict(model.opsets),
        "operations": model.operations,
        "operation_types": dict(model.operation_types),
        "coremltools": model.coremltools,
        "source": dict(model.source),
        "requirement": _requirement(model.requirement) if model.requirement else None,
        "findings": [finding_v1(finding) for finding in model.findings],
        "left_out": model.left_out,
        "targets": [_target(assessment) for assessment in model.assessments],
        "recommendation": _recommendation(model.recommendation) if model.recommendation else None,
        "cannot_load_on": list(model.cannot_load_on),
        "notes": [_problem(note) for note in model.notes],
        "errors": [_problem(error) for error in model.errors],
    }


def _problem(problem: Problem) -> ProblemV1:
    return {"what": problem.what, "where": problem.where, "hint": problem.hint}


def _requirement(requirement: Requirement) -> RequirementV1:
    return {
        "specification_version": requirement.target.specification_version,
        "target": requirement.target.name,
        "reasons": [_reason(reason) for reason in requirement.reasons],
    }


def _reason(reason: Reason) -> ReasonV1:
    return {
        "specification_version": reason.target.specification_version,
        "target": reason.target.name,
        "what": reason.what,
        "where": reason.where,
    }


def finding_v1(finding: Finding) -> FindingV1:
    record = finding.record
    return {
        "record": record.id,
        "title": record.title,
        "message": headline(finding),
        "category": record.category.value,
        "severity": record.severity.value,
        "confidence": record.confidence.value,
        "precision": finding.precision.value,
        "verdict": finding.verdict.value,
        "undecided_because": finding.undecided_because,
        "page": page_of(record),
        "evidence": sources_of(record),
        "url": url_of(record),
        "affects": [affects_v1(affects) for affects in finding.affects],
        "targets": [target.name for target in finding.targets],
        "count": len(finding.operations),
        "operations": [_operation(operation) for operation in finding.operations],
        "remedies": [remedy_v1(remedy) for remedy in record.remedies],
        "fingerprint": finding.fingerprint,
        "suppressed": _suppression(finding.suppressed) if finding.suppressed else None,
        "known": finding.known,
        "new_because": finding.new_because,
    }


def affects_v1(affects: Affects) -> AffectsV1:
    return {
        "targets": affects.targets,
        "os": dict(affects.os),
        "chips": list(affects.chips),
        "devices": list(affects.devices),
        "compute_units": list(affects.compute_units),
        "coremltools": affects.coremltools,
        "source": dict(affects.source),
    }


def remedy_v1(remedy: Remedy) -> RemedyV1:
    return {
        "text": remedy.text,
        "target": remedy.target,
        "compute_units": remedy.compute_units,
        "code": dict(remedy.code),
        "untried": remedy.untried,
    }


def _operation(operation: MatchedOperation) -> OperationV1:
    return {
        "function": operation.function,
        "name": operation.name,
        "type": operation.type,
        "location": operation.location,
        "why": operation.why,
    }


def _suppression(suppression: Suppression) -> SuppressionV1:
    return {"reason": suppression.reason, "until": suppression.until}


def _target(assessment: Assessment) -> TargetV1:
    return {
        "target": assessment.target.name,
        "loads": assessment.loads,
        "reconvert": assessment.reconvert,
        "blockers": [_blocker(blocker) for blocker in assessment.blockers],
        "findings": {"error": assessment.errors, "warning": assessment.warnings, "note": assessment.notes},
    }


def _blocker(blocker: Blocker) -> BlockerV1:
    return {
        "what": blocker.what,
        "where": blocker.where,
        "alternative": blocker.alternative,
        "automatic": blocker.automatic,
    }


def _recommendation(recommendation: Recommendation) -> RecommendationV1:
    return {
        "target": recommendation.target.name,
        "reasons": list(recommendation.reasons),
        "price": list(recommendation.price),
        "snippet": recommendation.snippet,
        "builds": [_build(build) for build in recommendation.builds],
    }


def _build(build: Build) -> BuildV1:
    return {"target": build.target.name, "serves": list(build.serves)}
