"""Keep how many people of each programme have come how far, so that no page counts a million."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import READ, Grant, create_tenant_table, owner_sees_rows, tenant_fk

revision = "0053_tally_cover"
down_revision = "0052_keep_forms"
branch_labels = None
depends_on = None

TABLE = "cover_tally"
STATUSES = (
    "'proposed', 'reserve', 'determined', 'registered', 'paid', 'active', 'replaced', 'ended',"
    " 'deceased'"
)


def upgrade() -> None:
    create_tenant_table(
        TABLE,
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        tenant_fk(TABLE, ["commitment_id"], "commitment"),
        sa.CheckConstraint(f"status IN ({STATUSES})", name="ck_cover_tally_status"),
        sa.CheckConstraint("people_count > 0", name="ck_cover_tally_people_count"),
        key=("tenant_id", "commitment_id", "status"),
        grants={"regency": READ, "job": Grant(insert=True, delete=True)},
    )
    with owner_sees_rows("cover", TABLE):
        op.execute(
            f"INSERT INTO {TABLE} (tenant_id, commitment_id, status, people_count)"
            " SELECT tenant_id, commitment_id, status, count(*) FROM cover GROUP BY 1, 2, 3"
        )


def downgrade() -> None:
    op.drop_table(TABLE)
