"""Let rows wait in the order of their file alone: nothing looks one up by its number."""

from alembic import op

revision = "0047_wait_in_order"
down_revision = "0046_keep_summaries"
branch_labels = None
depends_on = None

INDEX = "ix_roster_staging_tenant_id_roster_id_nik_index"
TABLE = "roster_staging"


def upgrade() -> None:
    op.drop_index(INDEX, TABLE)


def downgrade() -> None:
    op.create_index(INDEX, TABLE, ["tenant_id", "roster_id", "nik_index", "row_number"])
