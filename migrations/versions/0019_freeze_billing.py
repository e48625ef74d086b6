"""Freeze the people of a programme for the months of one bill."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import READ, Grant, create_tenant_table, tenant_fk

revision = "0019_freeze_billing"
down_revision = "0018_publish_quoted"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
STATES = ("open", "closing", "closed", "reopening", "billed", "paid")
UNFROZEN = "state IN ('open', 'closing')"
RESULT = ("people_count", "month_count", "amount_idr", "shares", "sha256", "problem")
SEGMENTS = ("bpu", "pu", "jakon")
PROGRAMMES = ("jkk", "jkm", "jht", "jp")


def upgrade() -> None:
    _create_billing_list()
    _create_billing_line()
    _create_billed_year()


def _create_billing_list() -> None:
    create_tenant_table(
        "billing_list",
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_month_on", sa.Date(), nullable=False),
        sa.Column("last_month_on", sa.Date(), nullable=False),
        sa.Column("due_day", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("people_count", sa.Integer(), nullable=True),
        sa.Column("month_count", sa.Integer(), nullable=True),
        sa.Column("amount_idr", sa.BigInteger(), nullable=True),
        sa.Column("shares", postgresql.JSONB(), nullable=False, server_default=sa.text("'[]'")),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("closed_at", TIME, nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_by_name", sa.Text(), nullable=True),
        sa.Column("billing_code", sa.Text(), nullable=True),
        sa.Column("billed_on", sa.Date(), nullable=True),
        sa.Column("sp2d_number", sa.Text(), nullable=True),
        sa.Column("sp2d_on", sa.Date(), nullable=True),
        sa.Column("sp2d_idr", sa.BigInteger(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("created_by_name", sa.Text(), nullable=False),
        tenant_fk("billing_list", ["commitment_id"], "commitment"),
        tenant_fk("billing_list", ["agreement_id"], "agreement"),
        tenant_fk("billing_list", ["document_id"], "document_blob"),
        sa.UniqueConstraint(
            "tenant_id",
            "commitment_id",
            "number",
            name="uq_billing_list_tenant_id_commitment_id_number",
        ),
        _one_of("billing_list", "state", STATES),
        sa.CheckConstraint(
            "extract(day FROM first_month_on) = 1 AND extract(day FROM last_month_on) = 1"
            " AND last_month_on >= first_month_on"
            " AND extract(year FROM last_month_on) = extract(year FROM first_month_on)",
            name="ck_billing_list_months_of_one_year",
        ),
        sa.CheckConstraint("due_day BETWEEN 1 AND 28", name="ck_billing_list_due_day"),
        sa.CheckConstraint(
            f"{UNFROZEN} OR (people_count > 0 AND month_count > 0 AND amount_idr > 0"
            " AND octet_length(sha256) = 32 AND closed_at IS NOT NULL)",
            name="ck_billing_list_frozen_is_counted",
        ),
        sa.CheckConstraint(
            "state NOT IN ('billed', 'paid') OR num_nulls(billing_code, billed_on) = 0",
            name="ck_billing_list_billed_by_code",
        ),
        sa.CheckConstraint(
            "state <> 'paid' OR num_nulls(sp2d_number, sp2d_on, sp2d_idr) = 0",
            name="ck_billing_list_paid_by_sp2d",
        ),
        grants={
            "regency": Grant(
                insert=True,
                update=[
                    "state",
                    "problem",
                    "closed_at",
                    "closed_by_id",
                    "closed_by_name",
                    "billing_code",
                    "billed_on",
                    "sp2d_number",
                    "sp2d_on",
                    "sp2d_idr",
                    "document_id",
                ],
                delete=True,
            ),
            "job": Grant(update=["state", "closed_at", "closed_by_id", "closed_by_name", *RESULT]),
        },
    )
    # Two lists of one programme being drawn up at once would both take the same new people.
    op.create_index(
        "uq_billing_list_tenant_id_commitment_id_unfrozen",
        "billing_list",
        ["tenant_id", "commitment_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('open', 'closing', 'reopening')"),
    )


def _create_billing_line() -> None:
    create_tenant_table(
        "billing_line",
        sa.Column("billing_list_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("programmes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("months", sa.SmallInteger(), nullable=False),
        sa.Column("amount_idr", sa.BigInteger(), nullable=False),
        tenant_fk("billing_line", ["billing_list_id"], "billing_list"),
        tenant_fk("billing_line", ["worker_id"], "worker"),
        _one_of("billing_line", "segment", SEGMENTS),
        sa.CheckConstraint("months BETWEEN 1 AND 4095", name="ck_billing_line_twelve_bits"),
        sa.CheckConstraint("amount_idr > 0", name="ck_billing_line_amount"),
        sa.CheckConstraint("cardinality(programmes) >= 1", name="ck_billing_line_programmes"),
        key=("tenant_id", "billing_list_id", "worker_id"),
        grants={"regency": READ, "job": Grant(insert=True, delete=True)},
    )
    op.create_index(
        "ix_billing_line_tenant_id_worker_id", "billing_line", ["tenant_id", "worker_id"]
    )


def _create_billed_year() -> None:
    create_tenant_table(
        "billed_year",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("months", sa.SmallInteger(), nullable=False),
        tenant_fk("billed_year", ["worker_id"], "worker"),
        _one_of("billed_year", "segment", SEGMENTS),
        _one_of("billed_year", "programme", PROGRAMMES),
        sa.CheckConstraint("months BETWEEN 1 AND 4095", name="ck_billed_year_twelve_bits"),
        key=("tenant_id", "worker_id", "segment", "programme", "year"),
        grants={"regency": READ, "job": Grant(insert=True, update=["months"], delete=True)},
    )


def _one_of(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"ck_{table}_{column}")


def downgrade() -> None:
    for table in ("billed_year", "billing_line", "billing_list"):
        op.drop_table(table)
