"""Let rosters be submitted to the branch, and the branch state participation figures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import (
    READ,
    Grant,
    close_tenant_table,
    create_tenant_table,
    open_tenant_table,
    owner_sees_rows,
    tenant_fk,
)

revision = "0011_review_rosters"
down_revision = "0010_review_agreements"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
DECISION = ("decision", "reason", "decided_at", "decided_by_id", "decided_by_name", "branch_id")
KINDS_OF_PROBLEMS = ("tenant_id", "id", "roster_id", "code", "severity")
"""What the branch counts; rows, cells and names in them stay with the regency."""
PERSON_OF_A_LIST = ("name", "name_key", "birth_on", "sex", "village_code", "occupation")
"""What the latest list of a known person may change."""
WITHDRAWAL = ("withdrawn_at", "withdrawn_by_id", "withdrawn_by_name", "withdrawal_reason")
FIGURES = ("quoted_figure", "coverage_target", "recipient_count")
SUBMISSION = (
    "tenant_id",
    "id",
    "roster_id",
    "round",
    "note",
    "submitted_at",
    "submitted_by_id",
    "submitted_by_name",
)


def upgrade() -> None:
    _create_roster_review()
    op.add_column("roster", sa.Column("sheet_name", sa.Text(), nullable=True))
    op.execute("GRANT UPDATE (sheet_name) ON roster TO siap_job")
    _let_lists_go()
    _let_later_lists_correct()
    op.add_column("participation_statement", sa.Column("branch_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_participation_statement_branch_id",
        "participation_statement",
        "organisation",
        ["branch_id"],
        ["id"],
    )
    open_tenant_table("roster", "branch", READ)
    open_tenant_table("roster_row_error", "branch", Grant(select=KINDS_OF_PROBLEMS))
    open_tenant_table("participation_statement", "branch", Grant(insert=True, delete=True))
    for table in FIGURES:
        open_tenant_table(table, "branch", READ)


def _let_lists_go() -> None:
    """A stored list may be withdrawn: each cover knows every list that speaks for it, in order."""
    op.add_column("roster", sa.Column("withdrawn_at", TIME, nullable=True))
    op.add_column("roster", sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True))
    op.add_column("roster", sa.Column("withdrawn_by_name", sa.Text(), nullable=True))
    op.add_column("roster", sa.Column("withdrawal_reason", sa.Text(), nullable=True))
    op.add_column("roster", sa.Column("released_count", sa.Integer(), nullable=True))
    op.create_check_constraint(
        "ck_roster_withdrawn_with_reason",
        "roster",
        "num_nulls(withdrawn_at, withdrawn_by_name, withdrawal_reason) IN (0, 3)"
        " AND (withdrawal_reason IS NULL OR length(btrim(withdrawal_reason)) >= 10)",
    )
    op.execute(f"GRANT UPDATE ({', '.join(WITHDRAWAL)}) ON roster TO siap_regency")
    op.execute("GRANT UPDATE (released_count) ON roster TO siap_job")
    op.add_column(
        "cover",
        sa.Column("roster_ids", postgresql.ARRAY(sa.Uuid()), nullable=False, server_default="{}"),
    )
    with owner_sees_rows("cover"):
        op.execute("UPDATE cover SET roster_ids = ARRAY[roster_id]")
    op.create_check_constraint("ck_cover_roster_ids", "cover", "roster_id = ANY(roster_ids)")
    op.alter_column("cover", "roster_ids", server_default=None)
    op.execute("GRANT UPDATE (roster_ids), DELETE ON cover TO siap_job")


def _let_later_lists_correct() -> None:
    """A list that only corrects people has an effect as well."""
    op.add_column("roster", sa.Column("updated_worker_count", sa.Integer(), nullable=True))
    op.add_column(
        "roster_staging",
        sa.Column("is_doubtful", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute("GRANT UPDATE (updated_worker_count) ON roster TO siap_job")
    op.execute(f"GRANT UPDATE ({', '.join(PERSON_OF_A_LIST)}) ON worker TO siap_job")
    op.drop_constraint("ck_roster_applied_has_effect", "roster", type_="check")
    op.create_check_constraint(
        "ck_roster_applied_has_effect",
        "roster",
        "state <> 'applied' OR coalesce(new_cover_count, 0) + coalesce(changed_cover_count, 0)"
        " + coalesce(updated_worker_count, 0) > 0",
    )


def _create_roster_review() -> None:
    create_tenant_table(
        "roster_review",
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("submitted_at", TIME, nullable=False),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=True),
        sa.Column("submitted_by_name", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", TIME, nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_at", TIME, nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        sa.Column("branch_id", sa.Uuid(), nullable=True),
        tenant_fk("roster_review", ["roster_id"], "roster"),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["organisation.id"], name="fk_roster_review_branch_id"
        ),
        sa.UniqueConstraint(
            "tenant_id", "roster_id", "round", name="uq_roster_review_tenant_id_roster_id_round"
        ),
        sa.CheckConstraint(
            "decision IN ('accepted', 'returned')", name="ck_roster_review_decision"
        ),
        sa.CheckConstraint(
            "num_nulls(decision, decided_at, decided_by_name, branch_id) IN (0, 4)",
            name="ck_roster_review_decision_is_whole",
        ),
        sa.CheckConstraint(
            "decision IS DISTINCT FROM 'returned' OR coalesce(length(btrim(reason)), 0) >= 10",
            name="ck_roster_review_returned_with_reason",
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR decision IS NULL", name="ck_roster_review_one_end"
        ),
        grants={
            "regency": Grant(insert=SUBMISSION, update=["withdrawn_at"]),
            "branch": Grant(update=DECISION),
            "job": READ,
        },
    )
    op.create_index(
        "uq_roster_review_tenant_id_roster_id_open",
        "roster_review",
        ["tenant_id", "roster_id"],
        unique=True,
        postgresql_where=sa.text("decision IS NULL AND withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    for table in (*FIGURES, "participation_statement", "roster_row_error", "roster"):
        close_tenant_table(table, "branch")
    op.drop_column("participation_statement", "branch_id")
    op.execute("REVOKE DELETE ON cover FROM siap_job")
    op.drop_column("cover", "roster_ids")
    op.execute(f"REVOKE UPDATE ({', '.join(PERSON_OF_A_LIST)}) ON worker FROM siap_job")
    op.drop_column("roster_staging", "is_doubtful")
    op.drop_constraint("ck_roster_applied_has_effect", "roster", type_="check")
    for column in ("updated_worker_count", "released_count", *WITHDRAWAL, "sheet_name"):
        op.drop_column("roster", column)
    # Lists that only corrected people stay as they are.
    op.create_check_constraint(
        "ck_roster_applied_has_effect",
        "roster",
        "state <> 'applied' OR coalesce(new_cover_count + changed_cover_count, 0) > 0",
        postgresql_not_valid=True,
    )
    op.drop_table("roster_review")
