"""Tell with a reading which reader it is of, so that what an older one read can be read again."""

import sqlalchemy as sa
from alembic import op

revision = "0100_mark_readers"
down_revision = "0099_keep_cancellations"
branch_labels = None
depends_on = None

TABLE = "regulation_reading"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("reader", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column(TABLE, "reader", server_default=None)
    op.create_check_constraint("regulation_reading_reader_check", TABLE, "reader >= 1")


def downgrade() -> None:
    op.drop_column(TABLE, "reader")
