"""Keep of whom a reason was asked before a list was stored, so that whoever signs sees it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import Grant, create_tenant_table, tenant_fk

revision = "0051_keep_waivers"
down_revision = "0050_count_submitted_names"
branch_labels = None
depends_on = None

TABLE = "roster_waiver"


def upgrade() -> None:
    create_tenant_table(
        TABLE,
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "roster_id", "commitment_id"],
            ["roster.tenant_id", "roster.id", "roster.commitment_id"],
            name="fk_roster_waiver_tenant_id_roster_id_commitment_id",
        ),
        tenant_fk(TABLE, ["worker_id"], "worker"),
        sa.CheckConstraint("cardinality(codes) > 0", name="ck_roster_waiver_codes"),
        key=("tenant_id", "commitment_id", "worker_id", "roster_id"),
        grants={"regency": Grant(), "job": Grant(insert=True, delete=True)},
    )
    op.create_index("ix_roster_waiver_tenant_id_worker_id", TABLE, ["tenant_id", "worker_id"])
    op.create_index("ix_roster_waiver_tenant_id_roster_id", TABLE, ["tenant_id", "roster_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
