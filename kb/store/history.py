"""What scans found, over time and between two of them; what another deployment or other data would change.

All of it is answered from what was stored. No model is read again.
"""

import json
from collections.abc import Iterator, Mapping

from sqlalchemy import Engine, func
from sqlmodel import col, select

from kb.advice.report import ModelReport
from kb.checking import check_model
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.models.reading import decode_model
from kb.platforms.deployment import Deployment
from kb.platforms.resolving import resolve
from kb.rules.verdict import Verdict
from kb.store.answers import Movement, ScanSummary, StoredFinding
from kb.store.examining import unpacked
from kb.store.opening import session_of
from kb.store.rows import AnswerRow, FindingRow, ModelRow, ScanRow, SightingRow


def scans(engine: Engine) -> tuple[ScanSummary, ...]:
    """All scans, newest first."""
    with session_of(engine) as session:
        rows = session.exec(select(ScanRow).order_by(col(ScanRow.id).desc())).all()
    return tuple(_summary(engine, row) for row in rows)


def scan_named(engine: Engine, name: str) -> ScanSummary:
    """A scan by its number, or `latest`, or `previous` (the last two of the same roots). Raises KbError."""
    every = scans(engine)
    if name == "latest" and every:
        return every[0]
    if name == "previous" and every:
        same = [each for each in every[1:] if each.roots == every[0].roots and each.deployment == every[0].deployment]
        if same:
            return same[0]
    found = [each for each in every if str(each.id) == name]
    if not found:
        hint = "`kb history` lists them" if every else "`kb scan ROOT` makes one"
        raise KbError(where=name, what="there is no such scan", hint=hint)
    return found[0]


def _summary(engine: Engine, row: ScanRow) -> ScanSummary:
    assert row.id is not None
    with session_of(engine) as session:
        sightings = select(func.count()).select_from(SightingRow).where(SightingRow.scan_id == row.id)
        models = session.exec(sightings.where(SightingRow.error == "")).one()
        failed = session.exec(sightings.where(SightingRow.error != "")).one()
        certain = (
            select(FindingRow.severity, func.count(func.distinct(SightingRow.path)))
            .join(SightingRow, col(SightingRow.answer_id) == FindingRow.answer_id)
            .where(SightingRow.scan_id == row.id, FindingRow.verdict == Verdict.MATCHED.value)
            .group_by(FindingRow.severity)
        )
        by_severity = dict(session.exec(certain).all())
        unable = (
            select(func.count())
            .select_from(SightingRow)
            .join(AnswerRow, col(AnswerRow.id) == SightingRow.answer_id)
            .where(SightingRow.scan_id == row.id, col(AnswerRow.cannot_load))
        )
        cannot_load = session.exec(unable).one()
    return ScanSummary(
        id=row.id,
        started=row.started,
        finished=row.finished,
        roots=tuple(json.loads(row.roots)),
        deployment=row.deployment,
        tool_version=row.tool_version,
        data_version=row.data_version,
        models=models,
        failed=failed,
        errors=by_severity.get("error", 0),
        warnings=by_severity.get("warning", 0),
        cannot_load=cannot_load,
    )


def findings(
    engine: Engine, scan_id: int, *, record: str = "", target: str = "", model: str = ""
) -> tuple[StoredFinding, ...]:
    """The findings of a scan, by path, then slug; of one record, at one target, or of paths that contain a text."""
    statement = (
        select(SightingRow.path, FindingRow, AnswerRow.requires, AnswerRow.recommends)
        .join(AnswerRow, col(AnswerRow.id) == SightingRow.answer_id)
        .join(FindingRow, col(FindingRow.answer_id) == AnswerRow.id)
        .where(SightingRow.scan_id == scan_id)
    )
    if record:
        statement = statement.where(FindingRow.record == record)
    if target:
        statement = statement.where(col(FindingRow.targets).contains(f",{target},", autoescape=True))
    if model:
        statement = statement.where(col(SightingRow.path).contains(model, autoescape=True))
    with session_of(engine) as session:
        rows = session.exec(statement).all()
    stored = (
        StoredFinding(
            path=path,
            record=finding.record,
            severity=finding.severity,
            verdict=finding.verdict,
            precision=finding.precision,
            count=finding.count,
            targets=tuple(finding.targets.strip(",").split(",")) if finding.targets.strip(",") else (),
            fingerprint=finding.fingerprint,
            requires=requires,
            recommends=recommends,
        )
        for path, finding, requires, recommends in rows
    )
    # Sorted here: databases order texts as their collation says.
    return tuple(sorted(stored, key=lambda each: (each.path, each.record, each.verdict)))


def failures(engine: Engine, scan_id: int) -> tuple[tuple[str, str], ...]:
    """(path, reason) of what could not be read."""
    statement = select(SightingRow.path, SightingRow.error).where(
        SightingRow.scan_id == scan_id, SightingRow.error != ""
    )
    with session_of(engine) as session:
        return tuple(sorted((path, error) for path, error in session.exec(statement)))


def between(engine: Engine, before: int, after: int) -> tuple[Movement, ...]:
    """What moved between two scans: certain findings that are new or gone, by path. What did not move is left out."""
    one, two = _by_path(engine, before), _by_path(engine, after)
    movements = (_movement(path, one.get(path), two.get(path)) for path in sorted({*one, *two}))
    return tuple(each for each in movements if each is not None)


_AtPath = tuple[str, frozenset[str]]
"""What is recommended, and the slugs of the certain findings."""


def _by_path(engine: Engine, scan_id: int) -> Mapping[str, _AtPath]:
    statement = (
        select(SightingRow.path, AnswerRow.recommends)
        .join(AnswerRow, col(AnswerRow.id) == SightingRow.answer_id)
        .where(SightingRow.scan_id == scan_id)
    )
    with session_of(engine) as session:
        recommended = dict(session.exec(statement).all())
    certain: dict[str, set[str]] = {path: set() for path in recommended}
    for finding in findings(engine, scan_id):
        if finding.verdict == Verdict.MATCHED.value:
            certain[finding.path].add(finding.record)
    return {path: (recommended[path], frozenset(slugs)) for path, slugs in certain.items()}


def _movement(path: str, before: _AtPath | None, after: _AtPath | None, note: str = "") -> Movement | None:
    if before is None or after is None:
        note = "new" if before is None else "gone"
    (was, had), (becomes, has) = before or ("", frozenset()), after or ("", frozenset())
    if not note and had == has and was == becomes:
        return None
    return Movement(
        path=path,
        appeared=tuple(sorted(has - had)),
        vanished=tuple(sorted(had - has)),
        before=was,
        after=becomes,
        note=note,
    )


def what_if(
    engine: Engine, scan_id: int, base: KnowledgeBase, deployment: Deployment | None = None
) -> Iterator[Movement]:
    """What the scan would say with this knowledge and, if given, another deployment.

    Paths where nothing would change are left out. Answered from the stored messages of the models; one that was too
    large to keep is named as such.
    """
    with session_of(engine) as session:
        said = Deployment.parse(session.get_one(ScanRow, scan_id).deployment)
    wanted = resolve(deployment if deployment is not None else said, base.platforms)
    stands = _by_path(engine, scan_id)
    for content_hash, paths in _paths_by_content(engine, scan_id).items():
        after = _answered_anew(engine, content_hash, base, wanted)
        for path in paths:
            note = "" if after else "the model was too large to keep: scan it again"
            movement = _movement(path, stands[path], after or stands[path], note)
            if movement is not None:
                yield movement


def _paths_by_content(engine: Engine, scan_id: int) -> Mapping[str, list[str]]:
    statement = (
        select(AnswerRow.content_hash, SightingRow.path)
        .join(AnswerRow, col(AnswerRow.id) == SightingRow.answer_id)
        .where(SightingRow.scan_id == scan_id)
    )
    paths: dict[str, list[str]] = {}
    with session_of(engine) as session:
        for content_hash, path in sorted(session.exec(statement).all(), key=lambda each: each[1]):
            paths.setdefault(content_hash, []).append(path)
    return paths


def _answered_anew(engine: Engine, content_hash: str, base: KnowledgeBase, deployment: Deployment) -> _AtPath | None:
    with session_of(engine) as session:
        message = session.get_one(ModelRow, content_hash).message
    if message is None:
        return None
    report: ModelReport = check_model(decode_model(unpacked(message), origin=content_hash), base, deployment)
    certain = frozenset(each.record.id for each in report.findings if each.verdict is Verdict.MATCHED)
    return report.recommendation.target.name if report.recommendation else "", certain
