"""The first schema: the knowledge, the history of scans, and full-text search over records."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SEARCH_SQLITE = """
CREATE VIRTUAL TABLE record_search USING fts5(
    id UNINDEXED, title, messages, words, text, tokenize = "porter unicode61 tokenchars '_'"
)
"""
_SEARCH_POSTGRESQL = """
CREATE TABLE record_search (id VARCHAR PRIMARY KEY, document TSVECTOR NOT NULL);
CREATE INDEX ix_record_search_document ON record_search USING gin (document)
"""


def upgrade() -> None:  # noqa: PLR0915 — one statement a table and index
    """Makes the tables on an empty database."""
    op.create_table(
        "device",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("chip", sa.String(), nullable=False),
        sa.Column("os", sa.String(), nullable=False),
        sa.Column("first_os", sa.String(), nullable=True),
        sa.Column("last_os", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_device")),
    )
    op.create_index(op.f("ix_device_chip"), "device", ["chip"], unique=False)
    op.create_table(
        "knowledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("data_version", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge")),
    )
    op.create_table(
        "model",
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("specification_version", sa.Integer(), nullable=False),
        sa.Column("operations", sa.Integer(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("content_hash", name=op.f("pk_model")),
    )
    op.create_table(
        "operation",
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("available_from", sa.String(), nullable=False),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("type", name=op.f("pk_operation")),
    )
    op.create_table(
        "os_release",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("released", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_os_release")),
    )
    op.create_index(op.f("ix_os_release_family"), "os_release", ["family"], unique=False)
    op.create_table(
        "record",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("severity_rank", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("confidence", sa.String(), nullable=False),
        sa.Column("confidence_rank", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
    )
    op.create_index(op.f("ix_record_category"), "record", ["category"], unique=False)
    op.create_index(op.f("ix_record_changed"), "record", ["changed"], unique=False)
    op.create_table(
        "scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("tool_version", sa.String(), nullable=False),
        sa.Column("data_version", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("deployment", sa.String(), nullable=False),
        sa.Column("roots", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
    )
    op.create_table(
        "target",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("specification_version", sa.Integer(), nullable=False),
        sa.Column("opset", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_target")),
    )
    op.create_table(
        "affected",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("alternative", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("specifier", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_affected_record_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affected")),
    )
    op.create_index(op.f("ix_affected_kind"), "affected", ["kind"], unique=False)
    op.create_index(op.f("ix_affected_name"), "affected", ["name"], unique=False)
    op.create_index(op.f("ix_affected_record_id"), "affected", ["record_id"], unique=False)
    op.create_table(
        "alias",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_alias_record_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_alias")),
    )
    op.create_index(op.f("ix_alias_record_id"), "alias", ["record_id"], unique=False)
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("data_version", sa.String(), nullable=False),
        sa.Column("tool_version", sa.String(), nullable=False),
        sa.Column("deployment", sa.String(), nullable=False),
        sa.Column("requires", sa.String(), nullable=False),
        sa.Column("recommends", sa.String(), nullable=False),
        sa.Column("cannot_load", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["content_hash"], ["model.content_hash"], name=op.f("fk_answer_content_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint(
            "content_hash",
            "digest",
            "tool_version",
            "deployment",
            name=op.f("uq_answer_content_hash_digest_tool_version_deployment"),
        ),
    )
    op.create_index(op.f("ix_answer_content_hash"), "answer", ["content_hash"], unique=False)
    op.create_table(
        "condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("precision", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_condition_record_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition")),
    )
    op.create_index(op.f("ix_condition_operation"), "condition", ["operation"], unique=False)
    op.create_index(op.f("ix_condition_record_id"), "condition", ["record_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("read", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_evidence_record_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_record_id"), "evidence", ["record_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_message_record_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_record_id"), "message", ["record_id"], unique=False)
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("precision", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("targets", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_finding_answer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_answer_id"), "finding", ["answer_id"], unique=False)
    op.create_index(op.f("ix_finding_record"), "finding", ["record"], unique=False)
    op.create_table(
        "sighting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_sighting_answer_id")),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_sighting_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting")),
        sa.UniqueConstraint("scan_id", "path", name=op.f("uq_sighting_scan_id_path")),
    )
    op.create_index(op.f("ix_sighting_answer_id"), "sighting", ["answer_id"], unique=False)
    op.create_index(op.f("ix_sighting_path"), "sighting", ["path"], unique=False)
    op.create_index(op.f("ix_sighting_scan_id"), "sighting", ["scan_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_SEARCH_SQLITE)
    else:
        for statement in _SEARCH_POSTGRESQL.split(";"):
            op.execute(statement)
