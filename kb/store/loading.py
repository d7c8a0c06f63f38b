"""Copies the knowledge into the store, whenever it is another than the one that stands there."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Engine, delete, text
from sqlmodel import Session, SQLModel, select

from kb.knowledge.knowledge_base import KnowledgeBase
from kb.platforms.specifiers import parse_target_specifier
from kb.platforms.targets import TARGETS
from kb.records.encoding import record_to_plain
from kb.records.record import Affects, Record
from kb.store.opening import session_of
from kb.store.rows import (
    AffectedRow,
    AliasRow,
    ConditionRow,
    DeviceRow,
    EvidenceRow,
    KnowledgeRow,
    MessageRow,
    OperationRow,
    OSReleaseRow,
    RecordRow,
    TargetRow,
)

# Children first: foreign keys point the other way.
_KNOWLEDGE_TABLES: tuple[type[SQLModel], ...] = (
    AliasRow,
    ConditionRow,
    AffectedRow,
    MessageRow,
    EvidenceRow,
    RecordRow,
    OperationRow,
    TargetRow,
    OSReleaseRow,
    DeviceRow,
    KnowledgeRow,
)


def load_knowledge(engine: Engine, base: KnowledgeBase) -> str:
    """Bring the store's copy up to date; the digest of the knowledge is given back."""
    documents = {
        record.id: json.dumps(record_to_plain(record), default=_plain, sort_keys=True) for record in base.records
    }
    digest = hashlib.sha256("\n".join((base.data_version, *documents.values())).encode()).hexdigest()[:16]
    with session_of(engine) as session:
        held = session.exec(select(KnowledgeRow)).first()
        if held is None or held.digest != digest:
            _lock(session)
            _replace(session, base, documents, digest)
    return digest


def _plain(value: object) -> object:
    """An example's value may be any read-only mapping, or a date that YAML made of a text."""
    return dict(value) if isinstance(value, Mapping) else str(value)


def _lock(session: Session) -> None:
    """Two processes that find the copy stale must not both write it: the second one waits, and writes the same."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("LOCK TABLE knowledge IN EXCLUSIVE MODE"))


def _replace(session: Session, base: KnowledgeBase, documents: dict[str, str], digest: str) -> None:
    # What was read before the tables are emptied must not stand in the way of what is added.
    session.expunge_all()
    for table in _KNOWLEDGE_TABLES:
        session.connection().execute(delete(table))
    session.connection().execute(text("DELETE FROM record_search"))
    session.add(KnowledgeRow(data_version=base.data_version, digest=digest))
    session.add_all(_platform_rows(base))
    for position, record in enumerate(base.records):
        session.add(_record_row(record, position, documents[record.id]))
    session.flush()
    for record in base.records:
        session.add_all(_parts(record))
        _index(session, record)


def _record_row(record: Record, position: int, document: str) -> RecordRow:
    days = [change.date for change in record.history] or [evidence.read for evidence in record.evidence]
    return RecordRow(
        id=record.id,
        position=position,
        area=record.area,
        title=record.title,
        category=record.category.value,
        severity=record.severity.value,
        severity_rank=record.severity.rank,
        status=record.status.value,
        confidence=record.confidence.value,
        confidence_rank=record.confidence.rank,
        changed=max(days),
        document=document,
    )


def _parts(record: Record) -> Iterator[SQLModel]:
    yield from (AliasRow(name=alias, record_id=record.id) for alias in dict.fromkeys(record.aliases))
    for number, rule in enumerate(record.rules):
        for operation in rule.operations or ("model",):
            yield ConditionRow(
                record_id=record.id,
                rule=number,
                operation=operation,
                condition=rule.when,
                precision=rule.precision.value,
            )
    alternatives = (*record.affects, *(each for rule in record.rules for each in rule.affects)) or (Affects(),)
    for number, affects in enumerate(alternatives):
        yield from (
            AffectedRow(record_id=record.id, alternative=number, kind=kind, name=name, specifier=specifier)
            for kind, name, specifier in _affected(affects)
        )
    yield from (MessageRow(record_id=record.id, text=message) for message in record.messages)
    yield from (
        EvidenceRow(record_id=record.id, url=each.url, kind=each.kind.value, says=each.says, read=each.read)
        for each in record.evidence
    )


def _affected(affects: Affects) -> Iterator[tuple[str, str, str]]:
    """What one alternative names. Targets stand one by one: all of them where it names none."""
    yield from (("target", each.name, affects.targets) for each in sorted(parse_target_specifier(affects.targets)))
    yield from (("os", family, specifier) for family, specifier in affects.os.items())
    yield from (("chip", chip, "") for chip in affects.chips)
    yield from (("device", device, "") for device in affects.devices)
    yield from (("compute_units", unit, "") for unit in affects.compute_units)
    if affects.coremltools:
        yield "coremltools", "coremltools", affects.coremltools
    yield from (("source", package, specifier) for package, specifier in affects.source.items())


def _index(session: Session, record: Record) -> None:
    """The words that a search finds the record by, weighted by where they stand."""
    operations = sorted({operation for rule in record.rules for operation in rule.operations})
    words = {
        "id": record.id,
        "title": record.title,
        "messages": "\n".join(record.messages),
        "words": " ".join((record.id.replace("-", " "), record.category.value, *operations, *record.aliases)),
        "text": "\n".join((record.what_happens, *(each.text for each in record.remedies))),
    }
    session.connection().execute(text(_INSERT[session.get_bind().dialect.name]), words)


_INSERT = {
    "sqlite": "INSERT INTO record_search VALUES (:id, :title, :messages, :words, :text)",
    "postgresql": """
        INSERT INTO record_search VALUES (:id,
            setweight(to_tsvector('english', :title || ' ' || :words), 'A')
            || setweight(to_tsvector('english', :messages), 'B') || setweight(to_tsvector('english', :text), 'C'))
    """,
}


def _platform_rows(base: KnowledgeBase) -> Iterable[SQLModel]:
    yield from (
        TargetRow(name=each.name, specification_version=each.specification_version, opset=each.opset)
        for each in TARGETS
    )
    availability, platforms = base.availability, base.platforms
    yield from (
        OperationRow(type=each.type, available_from=each.available_from.name, versions=len(each.versions))
        for each in availability.operations.values()
    )
    yield from (
        OperationRow(type=each.type, available_from=each.available_from.name, versions=1)
        for each in availability.layers.values()
    )
    yield from (
        OSReleaseRow(name=str(each), family=each.family, version=each.version_text, released=day)
        for each, day in platforms.releases.items()
    )
    yield from (
        DeviceRow(
            name=each.name,
            kind=each.kind,
            chip=each.chip,
            os=each.os,
            first_os=str(each.first_os) if each.first_os else None,
            last_os=str(each.last_os) if each.last_os else None,
        )
        for each in platforms.devices.values()
    )
