"""Keep with a programme that was given up when and why; until now the trail alone told."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0099_keep_cancellations"
down_revision = "0098_keep_undone_decisions"
branch_labels = None
depends_on = None

WHEN, WHY = "cancelled_at", "cancellation_reason"


def upgrade() -> None:
    op.add_column("commitment", sa.Column(WHEN, sa.DateTime(timezone=True), nullable=True))
    op.add_column("commitment", sa.Column(WHY, sa.Text(), nullable=True))
    with owner_sees_rows("commitment", "audit_entry"):
        op.execute(
            f"UPDATE commitment c SET {WHEN} = told.occurred_at, {WHY} = told.reason FROM ("
            "SELECT DISTINCT ON (tenant_id, subject_id) tenant_id, subject_id, occurred_at,"
            " detail ->> 'reason' AS reason FROM audit_entry"
            " WHERE subject = 'commitment' AND action = 'commitment:cancel'"
            " ORDER BY tenant_id, subject_id, seq DESC) told"
            " WHERE c.status = 'cancelled' AND told.tenant_id = c.tenant_id"
            " AND told.subject_id = c.id::text"
        )
    op.create_check_constraint(
        "commitment_cancellation_check",
        "commitment",
        f"status = 'cancelled' OR ({WHEN} IS NULL AND {WHY} IS NULL)",
    )
    op.execute(f"GRANT UPDATE ({WHEN}, {WHY}) ON commitment TO siap_regency")


def downgrade() -> None:
    op.drop_column("commitment", WHY)
    op.drop_column("commitment", WHEN)
