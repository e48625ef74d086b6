"""Let a draft be reviewed at home before BPJS sees it, and bind decisions to its words."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import (
    READ,
    Grant,
    create_tenant_table,
    owner_sees_rows,
    tenant_fk,
)

revision = "0068_review_at_home"
down_revision = "0063_read_regulations"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
BEFORE = "'draft', 'submitted', 'returned', 'accepted'"
UNSIGNED = f"{BEFORE}, 'department_review', 'legal_review', 'dropped'"
SIGNED = "'signed', 'ended', 'terminated'"
STAGES = "'department', 'legal'"
DECISION = ("decision", "clause", "reason", "decided_at", "decided_by_id", "decided_by_name")
UNDONE = ("undone_at", "undone_by_name", "undone_decision")


def upgrade() -> None:
    _extend_agreement()
    op.add_column("agreement_review", sa.Column("content_sha256", sa.LargeBinary(), nullable=True))
    _add_undoing("agreement_review", "'accepted', 'returned'")
    op.execute("GRANT INSERT (content_sha256) ON agreement_review TO siap_regency")
    op.execute(f"GRANT UPDATE ({', '.join(UNDONE)}) ON agreement_review TO siap_branch")
    _create_internal_review()
    _create_delegation()


def _extend_agreement() -> None:
    op.add_column("agreement", sa.Column("prepared_by_id", sa.Uuid(), nullable=True))
    op.add_column("agreement", sa.Column("prepared_by_name", sa.Text(), nullable=True))
    op.add_column("agreement", sa.Column("returned_by", sa.Text(), nullable=True))
    with owner_sees_rows("agreement"):
        op.execute("UPDATE agreement SET returned_by = 'branch' WHERE status = 'returned'")
    _check_status(UNSIGNED)
    op.create_check_constraint(
        "ck_agreement_returned_by",
        "agreement",
        f"(status = 'returned') = (returned_by IS NOT NULL)"
        f" AND returned_by IN ('branch', {STAGES})",
    )
    op.execute(
        "GRANT UPDATE (prepared_by_id, prepared_by_name, returned_by) ON agreement TO siap_regency"
    )
    op.execute("GRANT UPDATE (returned_by) ON agreement TO siap_branch")


def _check_status(unsigned: str) -> None:
    for name, rule in (
        ("ck_agreement_status", f"status IN ({unsigned}, {SIGNED})"),
        ("ck_agreement_signed_has_a_date", f"(status IN ({unsigned})) = (signed_on IS NULL)"),
    ):
        op.drop_constraint(name, "agreement", type_="check")
        op.create_check_constraint(name, "agreement", rule)


def _add_undoing(table: str, decisions: str) -> None:
    op.add_column(table, sa.Column("undone_at", TIME, nullable=True))
    op.add_column(table, sa.Column("undone_by_name", sa.Text(), nullable=True))
    op.add_column(table, sa.Column("undone_decision", sa.Text(), nullable=True))
    op.create_check_constraint(
        f"ck_{table}_undone_decision",
        table,
        f"undone_decision IN ({decisions})"
        " AND num_nulls(undone_at, undone_by_name, undone_decision) IN (0, 3)",
    )


def _create_internal_review() -> None:
    table = "internal_review"
    create_tenant_table(
        table,
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("claims", postgresql.JSONB(), nullable=False),
        sa.Column("content_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("prepared_by_id", sa.Uuid(), nullable=True),
        sa.Column("approver_id", sa.Uuid(), nullable=False),
        sa.Column("approver_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("submitted_at", TIME, nullable=False),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=True),
        sa.Column("submitted_by_name", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", TIME, nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_at", TIME, nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        tenant_fk(table, ["agreement_id"], "agreement"),
        tenant_fk(table, ["document_id"], "document_blob"),
        sa.UniqueConstraint(
            "tenant_id",
            "agreement_id",
            "round",
            name="uq_internal_review_tenant_id_agreement_id_round",
        ),
        sa.CheckConstraint(f"stage IN ({STAGES})", name="ck_internal_review_stage"),
        sa.CheckConstraint(
            "octet_length(content_sha256) = 32", name="ck_internal_review_content_sha256"
        ),
        sa.CheckConstraint(
            "decision IN ('accepted', 'returned')", name="ck_internal_review_decision"
        ),
        sa.CheckConstraint(
            "num_nulls(decision, decided_at, decided_by_id, decided_by_name) IN (0, 4)",
            name="ck_internal_review_decision_is_whole",
        ),
        sa.CheckConstraint(
            "decision IS DISTINCT FROM 'returned' OR coalesce(length(btrim(reason)), 0) >= 10",
            name="ck_internal_review_returned_with_reason",
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR decision IS NULL", name="ck_internal_review_one_end"
        ),
        sa.CheckConstraint(
            "decided_by_id <> submitted_by_id AND decided_by_id <> prepared_by_id",
            name="ck_internal_review_two_people",
        ),
        grants={"regency": Grant(insert=True, update=["withdrawn_at", *DECISION]), "job": READ},
    )
    _add_undoing(table, "'accepted', 'returned'")
    op.execute(f"GRANT UPDATE ({', '.join(UNDONE)}) ON {table} TO siap_regency")
    op.create_index(
        "uq_internal_review_tenant_id_agreement_id_open",
        table,
        ["tenant_id", "agreement_id"],
        unique=True,
        postgresql_where=sa.text("decision IS NULL AND withdrawn_at IS NULL"),
    )
    op.create_index(
        "ix_internal_review_tenant_id_approver_id_open",
        table,
        ["tenant_id", "approver_id"],
        postgresql_where=sa.text("decision IS NULL AND withdrawn_at IS NULL"),
    )


def _create_delegation() -> None:
    create_tenant_table(
        "delegation",
        sa.Column("absent_id", sa.Uuid(), nullable=False),
        sa.Column("absent_name", sa.Text(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_name", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("mandate", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.CheckConstraint("absent_id <> deputy_id", name="ck_delegation_two_people"),
        sa.CheckConstraint("last_on >= first_on", name="ck_delegation_ends_after_start"),
        grants={"regency": Grant(insert=True, update=["ended_at"])},
    )
    op.create_index(
        "ix_delegation_tenant_id_deputy_id_last_on",
        "delegation",
        ["tenant_id", "deputy_id", "last_on"],
    )


def downgrade() -> None:
    op.drop_table("delegation")
    op.drop_table("internal_review")
    for column in (*UNDONE, "content_sha256"):
        op.drop_column("agreement_review", column)
    op.drop_constraint("ck_agreement_returned_by", "agreement", type_="check")
    with owner_sees_rows("agreement"):
        op.execute(
            "UPDATE agreement SET status = 'draft'"
            " WHERE status IN ('department_review', 'legal_review', 'dropped')"
        )
    _check_status(BEFORE)
    for column in ("returned_by", "prepared_by_name", "prepared_by_id"):
        op.drop_column("agreement", column)
