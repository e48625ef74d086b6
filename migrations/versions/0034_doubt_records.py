"""Let a waiting row need a word because of what is recorded of its person, not of its cells."""

import sqlalchemy as sa
from alembic import op

revision = "0034_doubt_records"
down_revision = "0033_verify_villages"
branch_labels = None
depends_on = None

TABLE = "roster_staging"
COLUMN = "is_doubted"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column(COLUMN, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(f"GRANT UPDATE ({COLUMN}) ON {TABLE} TO siap_job")


def downgrade() -> None:
    op.drop_column(TABLE, COLUMN)
