"""Queries over records: words and filters, ranked. The same on SQLite (FTS5) and PostgreSQL."""

import datetime
import json
import re
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine, and_, bindparam, exists, literal_column, select, text
from sqlalchemy.sql.elements import ColumnElement

from kb.records.building import build_record
from kb.records.record import Category, Confidence, Record, Severity, Status
from kb.store.opening import session_of
from kb.store.rows import AffectedRow, AliasRow, ConditionRow, RecordRow

# What is weighed how: title and words, messages, the rest. Columns of FTS5: id, title, messages, words, text.
_RANK_SQLITE: Final = "bm25(record_search, 0, 10.0, 5.0, 10.0, 1.0)"
_MATCH: Final = {
    "sqlite": f"SELECT id, {_RANK_SQLITE} AS rank FROM record_search WHERE record_search MATCH :words",  # noqa: S608 — a constant
    "postgresql": "SELECT id, -ts_rank(document, query) AS rank"
    " FROM record_search, to_tsquery('english', :words) query WHERE document @@ query",
}
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked for; parts add up, an empty part asks for nothing."""

    words: str = ""
    """Every word must stand in the record; a beginning is enough. Also a slug or an alias."""
    operation: str = ""
    target: str = ""
    """As coremltools writes it: records that can concern a model built for it."""
    os: str = ""
    """An OS family that the record names."""
    chip: str = ""
    """A chip that the record names, or that it leaves open."""
    category: Category | None = None
    severity: Severity | None = None
    confidence: Confidence | None = None
    """At least so sure."""
    status: Status | None = None
    since: datetime.date | None = None
    """Changed on this day or later."""


def search(engine: Engine, query: Query, *, limit: int | None = None) -> tuple[Record, ...]:
    """Records that answer, best first; without words the worst first, then by slug."""
    statement = select(RecordRow).where(*_filters(query))
    order: list[ColumnElement[Any]] = []
    words = _words(query.words, engine.dialect.name)
    if words:
        named = exists().where(AliasRow.record_id == RecordRow.id, AliasRow.name == query.words.strip())  # type: ignore[arg-type]
        found = (
            text(_MATCH[engine.dialect.name])
            .bindparams(bindparam("words", words))
            .columns(literal_column("id"), literal_column("rank"))
        )
        ranked = found.subquery("ranked")
        statement = statement.outerjoin(ranked, ranked.c.id == RecordRow.id)
        is_named = named | (RecordRow.id == query.words.strip())
        statement = statement.where(is_named | ranked.c.id.is_not(None))
        order = [is_named.desc(), ranked.c.rank]
    order += [RecordRow.severity_rank.desc(), RecordRow.position]  # type: ignore[attr-defined, list-item]
    with session_of(engine) as session:
        rows = session.execute(statement.order_by(*order).limit(limit)).scalars()
        return tuple(record for row in rows if (record := build_record(json.loads(row.document), area=row.area)))


def _words(text_: str, dialect: str) -> str:
    """The words as the database's own query: each one a beginning, all of them wanted. Nothing else gets through."""
    words = _WORD.findall(text_.lower())
    if dialect == "sqlite":
        return " ".join(f'"{word}"*' for word in words)
    return " & ".join(f"{word}:*" for word in words)


def _filters(query: Query) -> list[ColumnElement[bool]]:
    wanted: list[Any] = []
    if query.operation:
        wanted.append(
            exists().where(and_(ConditionRow.record_id == RecordRow.id, ConditionRow.operation == query.operation))  # type: ignore[arg-type]
        )
    if query.target:
        wanted.append(_names("target", query.target))
    if query.os:
        wanted.append(_names("os", query.os))
    if query.chip:
        wanted.append(_names("chip", query.chip))
    if query.category:
        wanted.append(RecordRow.category == query.category.value)
    if query.severity:
        wanted.append(RecordRow.severity == query.severity.value)
    if query.confidence:
        wanted.append(RecordRow.confidence_rank >= query.confidence.rank)
    if query.status:
        wanted.append(RecordRow.status == query.status.value)
    if query.since:
        wanted.append(RecordRow.changed >= query.since)
    return wanted


def _names(kind: str, name: str) -> ColumnElement[bool]:
    return exists().where(
        and_(AffectedRow.record_id == RecordRow.id, AffectedRow.kind == kind, AffectedRow.name == name)  # type: ignore[arg-type]
    )
