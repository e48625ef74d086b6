"""Keep with an agreement why it was ended early or given up."""

import sqlalchemy as sa
from alembic import op

revision = "0090_keep_closing_reasons"
down_revision = "0089_issue_minutes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agreement", sa.Column("closing_reason", sa.Text()))
    op.create_check_constraint(
        "agreement_closing_reason_check",
        "agreement",
        "closing_reason IS NULL OR status IN ('terminated', 'dropped')",
    )
    op.execute("GRANT UPDATE (closing_reason) ON agreement TO siap_regency")


def downgrade() -> None:
    op.drop_column("agreement", "closing_reason")
