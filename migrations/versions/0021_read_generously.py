"""Keep how the letters of an uploaded list are written, and what was noticed while reading it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021_read_generously"
down_revision = "0020_preview_rosters"
branch_labels = None
depends_on = None

ENCODINGS = "'utf-8', 'utf-16-le', 'utf-16-be', 'cp1252'"
NOTICED = ("other_sheets", "notices")


def upgrade() -> None:
    for column in (
        sa.Column("encoding", sa.Text(), nullable=False, server_default="utf-8"),
        sa.Column("other_sheets", postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}"),
        sa.Column("notices", postgresql.JSONB(), nullable=False, server_default="[]"),
    ):
        op.add_column("roster", column)
        op.alter_column("roster", column.name, server_default=None)
    op.create_check_constraint("ck_roster_encoding", "roster", f"encoding IN ({ENCODINGS})")
    op.execute(f"GRANT UPDATE ({', '.join(NOTICED)}) ON roster TO siap_job")


def downgrade() -> None:
    op.drop_constraint("ck_roster_encoding", "roster", type_="check")
    for column in ("encoding", *NOTICED):
        op.drop_column("roster", column)
