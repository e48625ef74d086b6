"""Keep how many people a regency has recorded, so that a page need not count a million."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import Grant, create_tenant_table, owner_sees_rows

revision = "0036_tally_workers"
down_revision = "0035_compute_benefits"
branch_labels = None
depends_on = None

TABLE = "worker_tally"


def upgrade() -> None:
    create_tenant_table(
        TABLE,
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("people_count >= 0", name="ck_worker_tally_people_count"),
        key=("tenant_id",),
        grants={"regency": Grant(), "job": Grant(insert=True, update=["people_count"])},
    )
    with owner_sees_rows("worker", TABLE):
        op.execute(
            f"INSERT INTO {TABLE} (tenant_id, people_count)"
            " SELECT tenant_id, count(*) FROM worker GROUP BY tenant_id"
        )


def downgrade() -> None:
    op.drop_table(TABLE)
