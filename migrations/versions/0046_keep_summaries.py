"""Keep counts of pages that a regency of a million people must not count while somebody waits."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import Grant, create_tenant_table

revision = "0046_keep_summaries"
down_revision = "0045_archive_columns"
branch_labels = None
depends_on = None

TABLE = "summary"
KINDS = "'months', 'standings', 'villages', 'occupations', 'lasting', 'funnel'"


def upgrade() -> None:
    create_tenant_table(
        TABLE,
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("people", postgresql.JSONB(), nullable=False),
        sa.Column("counted_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("audit_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name="ck_summary_kind"),
        sa.CheckConstraint("audit_seq >= 0", name="ck_summary_audit_seq"),
        key=("tenant_id", "kind", "subject"),
        grants={
            "regency": Grant(),
            "job": Grant(insert=True, update=["content", "people", "counted_at", "audit_seq"]),
        },
    )


def downgrade() -> None:
    op.drop_table(TABLE)
