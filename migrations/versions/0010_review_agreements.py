"""Let agreements be submitted to the branch, returned with a reason, or accepted."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import (
    READ,
    Grant,
    close_tenant_table,
    create_tenant_table,
    open_tenant_table,
    owner_sees_rows,
    tenant_fk,
)

revision = "0010_review_agreements"
down_revision = "0009_open_documents"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
DECISION = (
    "decision",
    "clause",
    "reason",
    "decided_at",
    "decided_by_id",
    "decided_by_name",
    "branch_id",
)
SUBMISSION = (
    "tenant_id",
    "id",
    "agreement_id",
    "round",
    "agreement_version",
    "document_id",
    "note",
    "submitted_at",
    "submitted_by_id",
    "submitted_by_name",
)
PUBLISHED = (
    "tenant_id",
    "id",
    "commitment_id",
    "title",
    "kind",
    "number_regency",
    "number_bpjs",
    "signed_on",
    "starts_on",
    "ends_on",
    "terminated_on",
    "status",
    "document_id",
    "source_name",
    "source_on",
    "data_on",
    "source_status",
)


def upgrade() -> None:
    _extend_agreement()
    _create_agreement_review()
    open_tenant_table("commitment", "branch", READ)
    open_tenant_table("agreement", "branch", Grant(update=["status", "version", "updated_at"]))
    open_tenant_table("agreement", "oversight", Grant(select=PUBLISHED))


def _extend_agreement() -> None:
    op.add_column("agreement", sa.Column("draft_document_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_agreement_tenant_id_draft_document_id",
        "agreement",
        "document_blob",
        ["tenant_id", "draft_document_id"],
        ["tenant_id", "id"],
    )
    op.execute("GRANT UPDATE (draft_document_id) ON agreement TO siap_regency")
    op.drop_constraint("ck_agreement_status", "agreement", type_="check")
    op.create_check_constraint(
        "ck_agreement_status",
        "agreement",
        "status IN ('draft', 'submitted', 'returned', 'accepted', 'signed', 'ended', 'terminated')",
    )
    op.drop_constraint("ck_agreement_signed_has_a_date", "agreement", type_="check")
    op.create_check_constraint(
        "ck_agreement_signed_has_a_date",
        "agreement",
        "(status IN ('draft', 'submitted', 'returned', 'accepted')) = (signed_on IS NULL)",
    )


def _create_agreement_review() -> None:
    create_tenant_table(
        "agreement_review",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("agreement_version", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
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
        sa.Column("branch_id", sa.Uuid(), nullable=True),
        tenant_fk("agreement_review", ["agreement_id"], "agreement"),
        tenant_fk("agreement_review", ["document_id"], "document_blob"),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["organisation.id"], name="fk_agreement_review_branch_id"
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "agreement_id",
            "round",
            name="uq_agreement_review_tenant_id_agreement_id_round",
        ),
        sa.CheckConstraint(
            "decision IN ('accepted', 'returned')", name="ck_agreement_review_decision"
        ),
        sa.CheckConstraint(
            "num_nulls(decision, decided_at, decided_by_name, branch_id) IN (0, 4)",
            name="ck_agreement_review_decision_is_whole",
        ),
        sa.CheckConstraint(
            "decision IS DISTINCT FROM 'returned' OR coalesce(length(btrim(reason)), 0) >= 10",
            name="ck_agreement_review_returned_with_reason",
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR decision IS NULL", name="ck_agreement_review_one_end"
        ),
        grants={
            "regency": Grant(insert=SUBMISSION, update=["withdrawn_at"]),
            "branch": Grant(update=DECISION),
            "job": READ,
        },
    )
    op.create_index(
        "uq_agreement_review_tenant_id_agreement_id_open",
        "agreement_review",
        ["tenant_id", "agreement_id"],
        unique=True,
        postgresql_where=sa.text("decision IS NULL AND withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    close_tenant_table("agreement", "oversight")
    close_tenant_table("agreement", "branch")
    close_tenant_table("commitment", "branch")
    with owner_sees_rows("agreement"):
        op.execute(
            "UPDATE agreement SET status = 'draft'"
            " WHERE status IN ('submitted', 'returned', 'accepted')"
        )
    op.drop_table("agreement_review")
    op.drop_constraint("ck_agreement_signed_has_a_date", "agreement", type_="check")
    op.create_check_constraint(
        "ck_agreement_signed_has_a_date", "agreement", "(status = 'draft') = (signed_on IS NULL)"
    )
    op.drop_constraint("ck_agreement_status", "agreement", type_="check")
    op.create_check_constraint(
        "ck_agreement_status", "agreement", "status IN ('draft', 'signed', 'ended', 'terminated')"
    )
    op.drop_column("agreement", "draft_document_id")
