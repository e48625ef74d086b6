"""Keep what BPJS answered about a billing list: who is a member, which months are posted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import READ, Grant, create_tenant_table, tenant_fk

revision = "0022_post_months"
down_revision = "0021_read_generously"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
LIMIT_BYTES = 20 * 1024 * 1024
STATES = ("received", "ready", "applying", "applied", "failed", "discarded", "undoing", "undone")
OUTCOMES = ("accepted", "rejected", "elsewhere", "posted")
SEGMENTS = ("bpu", "pu", "jakon")
PROGRAMMES = ("jkk", "jkm", "jht", "jp")
COUNTS = (
    "row_count",
    "valid_count",
    "error_count",
    "people_count",
    "accepted_count",
    "rejected_count",
    "elsewhere_count",
    "month_count",
)


def upgrade() -> None:
    _create_posting_file()
    _create_posting_chunk()
    _create_posting_row()
    _create_posted_year()


def _create_posting_file() -> None:
    create_tenant_table(
        "posting_file",
        sa.Column("billing_list_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("covers_whole_list", sa.Boolean(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("byte_count", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in COUNTS),
        sa.Column("failure_code", sa.Text(), nullable=True),
        sa.Column(
            "failure_params", postgresql.JSONB(), nullable=False, server_default=sa.text("'{}'")
        ),
        sa.Column("uploaded_at", TIME, nullable=False),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=True),
        sa.Column("uploaded_by_name", sa.Text(), nullable=False),
        sa.Column("confirmed_at", TIME, nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_by_name", sa.Text(), nullable=True),
        sa.Column("finished_at", TIME, nullable=True),
        sa.Column("undone_at", TIME, nullable=True),
        sa.Column("undone_by_name", sa.Text(), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=True),
        tenant_fk("posting_file", ["billing_list_id"], "billing_list"),
        tenant_fk("posting_file", ["document_id"], "document_blob"),
        _one_of("posting_file", "kind", ("membership", "posting")),
        _one_of("posting_file", "state", STATES),
        sa.CheckConstraint(f"byte_count BETWEEN 1 AND {LIMIT_BYTES}", name="ck_posting_file_size"),
        sa.CheckConstraint("octet_length(sha256) = 32", name="ck_posting_file_sha256"),
        sa.CheckConstraint(
            "valid_count + error_count = row_count", name="ck_posting_file_rows_add_up"
        ),
        sa.CheckConstraint(
            "(state = 'failed') = (failure_code IS NOT NULL)", name="ck_posting_file_failure_named"
        ),
        sa.CheckConstraint(
            "state NOT IN ('undoing', 'undone')"
            " OR num_nulls(undone_at, undone_by_name, undo_reason) = 0",
            name="ck_posting_file_undone_with_reason",
        ),
        grants={
            "regency": Grant(
                insert=True,
                update=[
                    "state",
                    "document_id",
                    "confirmed_at",
                    "confirmed_by_id",
                    "confirmed_by_name",
                    "finished_at",
                    "undone_at",
                    "undone_by_name",
                    "undo_reason",
                ],
            ),
            "job": Grant(
                update=["state", *COUNTS, "failure_code", "failure_params", "finished_at"]
            ),
        },
    )
    # What was given up, refused or undone may be sent again.
    op.create_index(
        "uq_posting_file_tenant_id_billing_list_id_kind_sha256",
        "posting_file",
        ["tenant_id", "billing_list_id", "kind", "sha256"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('discarded', 'failed', 'undone')"),
    )


def _create_posting_chunk() -> None:
    create_tenant_table(
        "posting_chunk",
        sa.Column("posting_file_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        tenant_fk("posting_chunk", ["posting_file_id"], "posting_file"),
        sa.UniqueConstraint(
            "tenant_id",
            "posting_file_id",
            "position",
            name="uq_posting_chunk_tenant_id_posting_file_id_position",
        ),
        grants={"regency": Grant(select=False, insert=True), "job": Grant(delete=True)},
    )


def _create_posting_row() -> None:
    create_tenant_table(
        "posting_row",
        sa.Column("posting_file_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("nik_index", sa.LargeBinary(), nullable=True),
        sa.Column("kpj_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("months", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        tenant_fk("posting_row", ["posting_file_id"], "posting_file"),
        tenant_fk("posting_row", ["worker_id"], "worker"),
        sa.CheckConstraint("months BETWEEN 0 AND 4095", name="ck_posting_row_twelve_bits"),
        _one_of("posting_row", "outcome", OUTCOMES),
        sa.CheckConstraint(
            "problem IS NOT NULL OR outcome IS NOT NULL", name="ck_posting_row_says_something"
        ),
        key=("tenant_id", "posting_file_id", "row_number"),
        grants={
            "regency": READ,
            "job": Grant(insert=True, update=["worker_id", "problem", "months"], delete=True),
        },
    )
    op.create_index("ix_posting_row_tenant_id_worker_id", "posting_row", ["tenant_id", "worker_id"])


def _create_posted_year() -> None:
    create_tenant_table(
        "posted_year",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("posting_file_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("months", sa.SmallInteger(), nullable=False),
        tenant_fk("posted_year", ["worker_id"], "worker"),
        tenant_fk("posted_year", ["posting_file_id"], "posting_file"),
        tenant_fk("posted_year", ["commitment_id"], "commitment"),
        _one_of("posted_year", "segment", SEGMENTS),
        _one_of("posted_year", "programme", PROGRAMMES),
        sa.CheckConstraint("months BETWEEN 1 AND 4095", name="ck_posted_year_twelve_bits"),
        key=("tenant_id", "worker_id", "segment", "programme", "year", "posting_file_id"),
        grants={"regency": READ, "job": Grant(insert=True, delete=True)},
    )
    op.create_index(
        "ix_posted_year_tenant_id_posting_file_id", "posted_year", ["tenant_id", "posting_file_id"]
    )
    op.create_index(
        "ix_posted_year_tenant_id_year_commitment_id",
        "posted_year",
        ["tenant_id", "year", "commitment_id"],
    )


def _one_of(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"ck_{table}_{column}")


def downgrade() -> None:
    for table in ("posted_year", "posting_row", "posting_chunk", "posting_file"):
        op.drop_table(table)
