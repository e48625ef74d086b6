"""Let a BPJS office keep the columns in which it wants the billing lists of a regency it serves."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import READ, Grant, create_tenant_table, hold_to_own_rows

revision = "0037_map_by_office"
down_revision = "0036_tally_workers"
branch_labels = None
depends_on = None

TABLE = "office_export_map"


def upgrade() -> None:
    create_tenant_table(
        TABLE,
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["organisation.id"], name=f"fk_{TABLE}_branch_id"),
        sa.UniqueConstraint("tenant_id", "branch_id", name=f"uq_{TABLE}_tenant_id_branch_id"),
        grants={
            "regency": READ,
            "branch": Grant(insert=True, update=["columns", "updated_at", "updated_by_name"]),
        },
    )
    hold_to_own_rows(
        TABLE, "branch", "branch_id = nullif(current_setting('siap.organisation', true), '')::uuid"
    )


def downgrade() -> None:
    op.drop_table(TABLE)
