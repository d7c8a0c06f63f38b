"""What a scan found, written so that other scans may write at the same time: what stands there already stays."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, insert, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, select

from kb.store.examining import Examined
from kb.store.opening import session_of
from kb.store.rows import AnswerRow, FindingRow, ModelRow, ScanRow, SightingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What makes two answers for one model the same answer."""

    tool_version: str
    data_version: str
    digest: str
    deployment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an earlier scan under the same circumstances found at a path."""

    state: str
    answer_id: int


def begin(engine: Engine, circumstances: Circumstances, *, owner: str, roots: str, now: datetime.datetime) -> int:
    with session_of(engine) as session:
        scan = ScanRow(
            started=now,
            owner=owner,
            tool_version=circumstances.tool_version,
            data_version=circumstances.data_version,
            digest=circumstances.digest,
            deployment=circumstances.deployment,
            roots=roots,
        )
        session.add(scan)
        session.flush()
        assert scan.id is not None
        return scan.id


def adopt(engine: Engine, scan_id: int, *, owner: str) -> None:
    with session_of(engine) as session:
        scan = session.get_one(ScanRow, scan_id)
        scan.owner = owner
        session.add(scan)


def finish(engine: Engine, scan_id: int, *, now: datetime.datetime) -> None:
    with session_of(engine) as session:
        scan = session.get_one(ScanRow, scan_id)
        scan.finished = now
        session.add(scan)


def known_paths(engine: Engine, circumstances: Circumstances) -> Mapping[str, Known]:
    """Path → what the newest scan under the same circumstances found there."""
    statement = (
        select(SightingRow.path, SightingRow.state, SightingRow.answer_id)
        .join(AnswerRow, AnswerRow.id == SightingRow.answer_id)  # type: ignore[arg-type]
        .where(
            AnswerRow.digest == circumstances.digest,
            AnswerRow.tool_version == circumstances.tool_version,
            AnswerRow.deployment == circumstances.deployment,
        )
        .order_by(SightingRow.id)  # type: ignore[arg-type]
    )
    with session_of(engine) as session:
        return {path: Known(state=state, answer_id=answer) for path, state, answer in session.exec(statement) if answer}


def sighted_paths(engine: Engine, scan_id: int) -> frozenset[str]:
    with session_of(engine) as session:
        return frozenset(session.exec(select(SightingRow.path).where(SightingRow.scan_id == scan_id)))


def write_unchanged(engine: Engine, scan_id: int, unchanged: Iterable[tuple[str, Known]]) -> None:
    with session_of(engine) as session:
        for path, known in unchanged:
            _sight(session, scan_id, path, state=known.state, answer_id=known.answer_id)


def write_examined(engine: Engine, scan_id: int, batch: Sequence[Examined], circumstances: Circumstances) -> None:
    """One transaction for all of them: a kill between two leaves nothing half written."""
    with session_of(engine) as session:
        for each in batch:
            answer = None if each.error else _answer(session, each, circumstances)
            _sight(session, scan_id, each.path, state=each.state, answer_id=answer, error=each.error)


def _sight(session: Session, scan_id: int, path: str, *, state: str, answer_id: int | None, error: str = "") -> None:
    values = {"scan_id": scan_id, "path": path, "state": state, "answer_id": answer_id, "error": error}
    _add(session, SightingRow, values)


def _answer(session: Session, each: Examined, circumstances: Circumstances) -> int:
    """The answer's id. Its findings are written by whoever writes the answer first."""
    model = {
        "content_hash": each.content_hash,
        "kind": each.kind,
        "specification_version": each.specification_version,
        "operations": each.operations,
        "message": each.message,
    }
    _add(session, ModelRow, model)
    values = {
        "content_hash": each.content_hash,
        "digest": circumstances.digest,
        "data_version": circumstances.data_version,
        "tool_version": circumstances.tool_version,
        "deployment": circumstances.deployment,
        "requires": each.requires,
        "recommends": each.recommends,
        "cannot_load": each.cannot_load,
    }
    added = _add(session, AnswerRow, values)
    identity = select(AnswerRow.id).where(
        AnswerRow.content_hash == each.content_hash,
        AnswerRow.digest == circumstances.digest,
        AnswerRow.tool_version == circumstances.tool_version,
        AnswerRow.deployment == circumstances.deployment,
    )
    answer = session.exec(identity).one()
    assert answer is not None
    if added and each.findings:
        findings = [
            {
                "answer_id": answer,
                "record": finding.record,
                "severity": finding.severity,
                "verdict": finding.verdict,
                "precision": finding.precision,
                "count": finding.count,
                "targets": f",{','.join(finding.targets)},",
                "fingerprint": finding.fingerprint,
            }
            for finding in each.findings
        ]
        session.connection().execute(insert(FindingRow), findings)
    return answer


def _add(session: Session, table: type[SQLModel], values: Mapping[str, Any]) -> bool:
    """Whether the row is new; one that stands there already is left as it is."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    key = inspect(table).primary_key[0]
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing().returning(key)
    return session.connection().execute(statement).first() is not None
