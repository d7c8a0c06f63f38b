"""The tables. Classes are rows: the word model is taken.

Knowledge is a copy of what `data/` says, made anew when that changes; history is what scans found, and only grows.
"""

import datetime
from typing import ClassVar

from sqlalchemy import Column, DateTime, LargeBinary, MetaData, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class Row(SQLModel):
    """What every table has: names for its constraints that are the same on every database."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class KnowledgeRow(Row, table=True):
    """Which knowledge the other tables hold. One row."""

    __tablename__ = "knowledge"

    id: int = Field(default=1, primary_key=True)
    data_version: str
    digest: str
    """Of all records, rules and texts."""


class RecordRow(Row, table=True):
    __tablename__ = "record"

    id: str = Field(primary_key=True)
    """The slug."""
    position: int
    """In the order of the slugs, which no database's collation may change."""
    area: str
    title: str
    category: str = Field(index=True)
    severity: str
    severity_rank: int
    status: str
    confidence: str
    confidence_rank: int
    changed: datetime.date = Field(index=True)
    """The newest day in its history."""
    document: str = Field(sa_column=Column(Text, nullable=False))
    """The record as JSON, in the shape of its file."""


class AliasRow(Row, table=True):
    __tablename__ = "alias"

    name: str = Field(primary_key=True)
    record_id: str = Field(foreign_key="record.id", index=True, ondelete="CASCADE")


class ConditionRow(Row, table=True):
    """One operation type that one rule names; `model` where the rule is about the model as a whole."""

    __tablename__ = "condition"

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = Field(foreign_key="record.id", index=True, ondelete="CASCADE")
    rule: int
    operation: str = Field(index=True)
    condition: str = Field(sa_column=Column(Text, nullable=False))
    precision: str


class AffectedRow(Row, table=True):
    """One thing that one alternative of `affects` names: a target, an OS family, a chip, a compute unit, a version."""

    __tablename__ = "affected"

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = Field(foreign_key="record.id", index=True, ondelete="CASCADE")
    alternative: int
    kind: str = Field(index=True)
    """target, os, chip, device, compute_units, coremltools or source."""
    name: str = Field(index=True)
    specifier: str = ""


class MessageRow(Row, table=True):
    __tablename__ = "message"

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = Field(foreign_key="record.id", index=True, ondelete="CASCADE")
    text: str = Field(sa_column=Column(Text, nullable=False))


class EvidenceRow(Row, table=True):
    __tablename__ = "evidence"

    id: int | None = Field(default=None, primary_key=True)
    record_id: str = Field(foreign_key="record.id", index=True, ondelete="CASCADE")
    url: str = Field(sa_column=Column(Text, nullable=False))
    kind: str
    says: str = Field(sa_column=Column(Text, nullable=False))
    read: datetime.date


class OperationRow(Row, table=True):
    """An operation or a layer type."""

    __tablename__ = "operation"

    type: str = Field(primary_key=True)
    available_from: str
    versions: int


class TargetRow(Row, table=True):
    __tablename__ = "target"

    name: str = Field(primary_key=True)
    specification_version: int
    opset: str | None


class OSReleaseRow(Row, table=True):
    __tablename__ = "os_release"

    name: str = Field(primary_key=True)
    family: str = Field(index=True)
    version: str
    released: datetime.date | None


class DeviceRow(Row, table=True):
    __tablename__ = "device"

    name: str = Field(primary_key=True)
    kind: str
    chip: str = Field(index=True)
    os: str
    first_os: str | None
    last_os: str | None


class ModelRow(Row, table=True):
    """A model by its content."""

    __tablename__ = "model"

    content_hash: str = Field(primary_key=True)
    kind: str
    specification_version: int
    operations: int
    message: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    """The model without its weight file, compressed: what answers "what would change". None where it is too large."""


class ScanRow(Row, table=True):
    __tablename__ = "scan"

    id: int | None = Field(default=None, primary_key=True)
    started: datetime.datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    finished: datetime.datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=True))
    """None while it runs, or where it was interrupted."""
    owner: str
    """host:process:token, to tell an interrupted scan from one that runs."""
    tool_version: str
    data_version: str
    digest: str
    """Of the knowledge."""
    deployment: str
    roots: str = Field(sa_column=Column(Text, nullable=False))
    """A JSON list."""


class AnswerRow(Row, table=True):
    """What one tool with one knowledge answers for one model and one deployment: the same on every scan."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("content_hash", "digest", "tool_version", "deployment"),)

    id: int | None = Field(default=None, primary_key=True)
    content_hash: str = Field(foreign_key="model.content_hash", index=True)
    digest: str
    data_version: str
    tool_version: str
    deployment: str
    requires: str
    recommends: str
    """Empty where nothing is recommended."""
    cannot_load: bool
    """On a part of the deployment."""


class FindingRow(Row, table=True):
    __tablename__ = "finding"

    id: int | None = Field(default=None, primary_key=True)
    answer_id: int = Field(foreign_key="answer.id", index=True)
    record: str = Field(index=True)
    severity: str
    verdict: str
    precision: str
    count: int
    targets: str
    """Comma-separated, each between commas: `,iOS16,iOS17,`."""
    fingerprint: str


class SightingRow(Row, table=True):
    """One path of one scan: the model that lay there, or why it could not be read."""

    __tablename__ = "sighting"
    __table_args__ = (UniqueConstraint("scan_id", "path"),)

    id: int | None = Field(default=None, primary_key=True)
    scan_id: int = Field(foreign_key="scan.id", index=True)
    path: str = Field(sa_column=Column(Text, nullable=False, index=True))
    state: str
    """Sizes and times of the files that a check reads: equal state, equal content."""
    answer_id: int | None = Field(default=None, foreign_key="answer.id", index=True)
    error: str = ""
