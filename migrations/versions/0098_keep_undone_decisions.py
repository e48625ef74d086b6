"""Keep every decision of a round that was taken back, not the latest alone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0098_keep_undone_decisions"
down_revision = "0097_mark_ended_addenda"
branch_labels = None
depends_on = None

COLUMN = "undone_before"
DECIDING = {"agreement_review": "siap_branch", "internal_review": "siap_regency"}


def upgrade() -> None:
    for table, role in DECIDING.items():
        op.add_column(table, sa.Column(COLUMN, postgresql.JSONB(), nullable=True))
        op.create_check_constraint(
            f"ck_{table}_{COLUMN}",
            table,
            f"{COLUMN} IS NULL OR (jsonb_typeof({COLUMN}) = 'array' AND undone_at IS NOT NULL)",
        )
        op.execute(f"GRANT UPDATE ({COLUMN}) ON {table} TO {role}")


def downgrade() -> None:
    for table in DECIDING:
        op.drop_column(table, COLUMN)
