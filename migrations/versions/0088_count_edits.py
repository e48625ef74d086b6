"""Count edits of follow-ups and socialisation events, so that nobody saves over another unseen."""

import sqlalchemy as sa
from alembic import op

revision = "0088_count_edits"
down_revision = "0087_ground_retroactivity"
branch_labels = None
depends_on = None

TABLES = ("monev_follow_up", "socialisation_event")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(
            table, sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1"))
        )
        op.alter_column(table, "version", server_default=None)
        op.execute(f"GRANT UPDATE (version) ON {table} TO siap_regency")


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "version")
