"""Keep in which columns billing lists of a regency leave for its BPJS office."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import Grant, create_tenant_table

revision = "0028_map_exports"
down_revision = "0027_undo_rosters"
branch_labels = None
depends_on = None

TABLE = "billing_export_map"


def upgrade() -> None:
    create_tenant_table(
        TABLE,
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_name", sa.Text(), nullable=False),
        key=("tenant_id",),
        grants={"regency": Grant(insert=True, update=["columns", "updated_at", "updated_by_name"])},
    )


def downgrade() -> None:
    op.drop_table(TABLE)
