"""Keep which data official papers were set from, and which clauses a text of an agreement holds."""

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

revision = "0074_issue_papers"
down_revision = "0070_pay_bills"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
KINDS = (
    "'agreement_draft', 'name_list', 'handover', 'reconciliation', 'registration',"
    " 'quarterly_report'"
)
PREPARED = "'village_sheets', 'determination_annex', 'change_annex', 'register_request'"
CHECKED = (
    *("presence", "place", "note", "document_id"),
    *("checked_at", "checked_by_id", "checked_by_name"),
)


def upgrade() -> None:
    _create_issued_paper()
    _create_agreement_clause()
    _check_prepared(f"{PREPARED}, 'name_list'")


def _create_issued_paper() -> None:
    table = "issued_paper"
    create_tenant_table(
        table,
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject_version", sa.Integer(), nullable=True),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_by_name", sa.Text(), nullable=False),
        sa.UniqueConstraint("tenant_id", "code", name="uq_issued_paper_tenant_id_code"),
        sa.CheckConstraint(f"kind IN ({KINDS})", name="ck_issued_paper_kind"),
        sa.CheckConstraint("octet_length(sha256) = 32", name="ck_issued_paper_sha256"),
        sa.CheckConstraint("code ~ '^[A-Z2-7]{16}$'", name="ck_issued_paper_code"),
        grants={"regency": Grant(insert=True), "branch": READ, "job": Grant(insert=True)},
    )
    op.create_index(
        "ix_issued_paper_tenant_id_subject_id_made_at",
        table,
        ["tenant_id", "subject_id", "made_at"],
    )


def _create_agreement_clause() -> None:
    table = "agreement_clause"
    create_tenant_table(
        table,
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("presence", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("checked_at", TIME, nullable=False),
        sa.Column("checked_by_id", sa.Uuid(), nullable=True),
        sa.Column("checked_by_name", sa.Text(), nullable=False),
        tenant_fk(table, ["agreement_id"], "agreement"),
        tenant_fk(table, ["document_id"], "document_blob"),
        sa.UniqueConstraint(
            "tenant_id",
            "agreement_id",
            "clause",
            name="uq_agreement_clause_tenant_id_agreement_id_clause",
        ),
        sa.CheckConstraint(
            "presence IN ('present', 'absent', 'not_needed')", name="ck_agreement_clause_presence"
        ),
        sa.CheckConstraint("clause ~ '^[a-z_]{1,40}$'", name="ck_agreement_clause_clause"),
        grants={
            "regency": Grant(insert=True, update=CHECKED, delete=True),
            "branch": READ,
        },
    )
    op.create_index(
        "ix_agreement_clause_tenant_id_document_id", table, ["tenant_id", "document_id"]
    )


def _check_prepared(kinds: str) -> None:
    op.drop_constraint("ck_prepared_file_kind", "prepared_file", type_="check")
    op.create_check_constraint("ck_prepared_file_kind", "prepared_file", f"kind IN ({kinds})")


def downgrade() -> None:
    with owner_sees_rows("prepared_piece", "prepared_file"):
        op.execute(
            "DELETE FROM prepared_piece p USING prepared_file f WHERE f.tenant_id = p.tenant_id"
            " AND f.id = p.prepared_file_id AND f.kind = 'name_list'"
        )
        op.execute("DELETE FROM prepared_file WHERE kind = 'name_list'")
    _check_prepared(PREPARED)
    op.drop_table("agreement_clause")
    op.drop_table("issued_paper")
