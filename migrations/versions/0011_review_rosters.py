"""Let rosters be submitted to the branch, and the branch state participation figures."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import (
    READ,
    Grant,
    close_tenant_table,
    create_tenant_table,
    open_tenant_table,
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
    op.drop_column("roster", "sheet_name")
    op.drop_table("roster_review")
