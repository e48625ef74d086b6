"""Let a regency put away the columns of a BPJS office that no longer serves it."""

import sqlalchemy as sa
from alembic import op

revision = "0045_archive_columns"
down_revision = "0044_answer_by_office"
branch_labels = None
depends_on = None

TABLE = "office_export_map"
ARCHIVED = "archived_at, archived_by_name"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("archived_by_name", sa.Text(), nullable=True))
    op.create_check_constraint(
        "ck_office_export_map_archived_by",
        TABLE,
        "(archived_at IS NULL) = (archived_by_name IS NULL)",
    )
    # An office that serves again and stores its columns takes them out of the archive.
    for role in ("regency", "branch"):
        op.execute(f"GRANT UPDATE ({ARCHIVED}) ON {TABLE} TO siap_{role}")


def downgrade() -> None:
    for name in ("archived_by_name", "archived_at"):
        op.drop_column(TABLE, name)
