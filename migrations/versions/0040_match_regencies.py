"""Find people whose months two regencies hold, without either learning of the other's people.

One role alone sees the index across regencies, and beside it of every regency only which months are
held for which worker id. Names and numbers it reads one regency at a time. What comes out is walled
like everything else: a number for the regency, a case for its BPJS office; a regency reads of a
case no more than its office decided to end, and never what the case is called elsewhere.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import (
    READ,
    Grant,
    close_tenant_table,
    create_tenant_table,
    open_tenant_table,
    open_to_every_tenant,
)

revision = "0040_match_regencies"
down_revision = "0039_check_withdrawn"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
SEGMENTS = ("bpu", "pu", "jakon")
DECISIONS = ("pending", "kept", "stopped", "cleared")
MONTHS = ("programmes", "first_month_on", "last_month_on", "month_count")
DECIDED = ("decision", "reason", "decided_at", "decided_by_id", "decided_by_name", "office_name")
TOLD = ("tenant_id", "segment", "is_synthetic", "people_count", "told_at")
ENDED = (
    "tenant_id",
    "id",
    "worker_id",
    "segment",
    *MONTHS,
    "closed_at",
    "decision",
    "reason",
    "decided_at",
    "decided_by_name",
    "office_name",
)
PERSON = ("tenant_id", "id", "name", "nik_encrypted", "is_synthetic")


def upgrade() -> None:
    create_tenant_table(
        "cross_index",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("cross_index", sa.LargeBinary(), nullable=False),
        sa.Column("key_mark", sa.LargeBinary(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.CheckConstraint("octet_length(cross_index) = 32", name="ck_cross_index_cross_index"),
        key=("tenant_id", "worker_id"),
        grants={"matcher": Grant(insert=True, delete=True)},
        every_tenant=["matcher"],
    )
    op.create_index("ix_cross_index_cross_index", "cross_index", ["cross_index", "tenant_id"])
    create_tenant_table(
        "cross_standing",
        sa.Column("compared_at", TIME, nullable=False),
        key=("tenant_id",),
        grants={"matcher": Grant(insert=True, update=["compared_at"])},
        every_tenant=["matcher"],
    )
    _create_double_case()
    create_tenant_table(
        "double_figure",
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("told_at", TIME, nullable=False),
        _one_of("double_figure", "segment", SEGMENTS),
        sa.CheckConstraint("people_count > 0", name="ck_double_figure_people_count"),
        key=("tenant_id", "segment", "is_synthetic"),
        grants={
            "matcher": Grant(insert=True, update=["people_count", "counted", "told_at"]),
            "regency": Grant(select=TOLD),
        },
    )
    open_to_every_tenant("cover_year", "matcher", READ)
    open_tenant_table("worker", "matcher", Grant(select=PERSON))
    open_tenant_table("audit_entry", "matcher", Grant(select=False, insert=True))
    open_tenant_table("audit_head", "matcher", Grant(insert=True, update=["seq", "hash"]))
    op.execute("GRANT SELECT ON tenant TO siap_matcher")


def _create_double_case() -> None:
    create_tenant_table(
        "double_case",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("person_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("programmes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("first_month_on", sa.Date(), nullable=False),
        sa.Column("last_month_on", sa.Date(), nullable=False),
        sa.Column("month_count", sa.Integer(), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("closed_at", TIME, nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_at", TIME, nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        sa.Column("office_name", sa.Text(), nullable=True),
        sa.UniqueConstraint(
            "tenant_id", "worker_id", "segment", name="uq_double_case_tenant_id_worker_id_segment"
        ),
        _one_of("double_case", "segment", SEGMENTS),
        _one_of("double_case", "decision", DECISIONS),
        sa.CheckConstraint("month_count >= 1", name="ck_double_case_month_count"),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (person_encrypted IS NOT NULL)",
            name="ck_double_case_open_person",
        ),
        sa.CheckConstraint(
            "(decision = 'pending') = (decided_at IS NULL)", name="ck_double_case_decided"
        ),
        grants={
            "matcher": Grant(
                insert=True,
                update=["code", "person_encrypted", *MONTHS, "opened_at", "closed_at", *DECIDED],
            ),
            "branch": Grant(update=DECIDED),
        },
    )
    op.create_index("ix_double_case_tenant_id_code", "double_case", ["tenant_id", "code"])
    open_tenant_table("double_case", "regency", Grant(select=ENDED), only="decision = 'stopped'")


def downgrade() -> None:
    op.execute("REVOKE SELECT ON tenant FROM siap_matcher")
    for table in ("audit_head", "audit_entry", "worker", "cover_year"):
        close_tenant_table(table, "matcher")
    for table in ("double_figure", "double_case", "cross_standing", "cross_index"):
        op.drop_table(table)


def _one_of(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"ck_{table}_{column}")
