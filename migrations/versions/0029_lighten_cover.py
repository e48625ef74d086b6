"""Check each reference of a row of people once: half the cost of such a row were its references.

The tenant of these rows is that of their worker, list or file, whose keys pair the tenants. A cover
names its roster and commitment in one key, so both also belong together; what names a cover are its
worker and its commitment, so it needs no id.
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0029_lighten_cover"
down_revision = "0028_map_exports"
branch_labels = None
depends_on = None

IMPLIED = (
    "cover",
    "cover_year",
    "billing_line",
    "billed_year",
    "posting_row",
    "posted_year",
    "determination_line",
)
SAME = "uq_cover_tenant_id_worker_id_commitment_id"
PAIR = "uq_roster_tenant_id_id_commitment_id"


def upgrade() -> None:
    for table in IMPLIED:
        op.drop_constraint(f"fk_{table}_tenant_id", table, type_="foreignkey")
    op.create_unique_constraint(PAIR, "roster", ["tenant_id", "id", "commitment_id"])
    op.create_foreign_key(
        "fk_cover_tenant_id_roster_id_commitment_id",
        "cover",
        "roster",
        ["tenant_id", "roster_id", "commitment_id"],
        ["tenant_id", "id", "commitment_id"],
    )
    for column in ("roster_id", "commitment_id"):
        op.drop_constraint(f"fk_cover_tenant_id_{column}", "cover", type_="foreignkey")
    op.drop_constraint("pk_cover", "cover", type_="primary")
    op.drop_column("cover", "id")
    op.drop_constraint(SAME, "cover", type_="unique")
    op.create_primary_key("pk_cover", "cover", ["tenant_id", "worker_id", "commitment_id"])


def downgrade() -> None:
    op.drop_constraint("pk_cover", "cover", type_="primary")
    op.create_unique_constraint(SAME, "cover", ["tenant_id", "worker_id", "commitment_id"])
    op.add_column("cover", sa.Column("id", sa.Uuid(), nullable=True))
    with owner_sees_rows("cover"):
        op.execute("UPDATE cover SET id = gen_random_uuid()")
    op.alter_column("cover", "id", nullable=False)
    op.create_primary_key("pk_cover", "cover", ["tenant_id", "id"])
    for column, target in (("roster_id", "roster"), ("commitment_id", "commitment")):
        op.create_foreign_key(
            f"fk_cover_tenant_id_{column}",
            "cover",
            target,
            ["tenant_id", column],
            ["tenant_id", "id"],
        )
    op.drop_constraint("fk_cover_tenant_id_roster_id_commitment_id", "cover", type_="foreignkey")
    op.drop_constraint(PAIR, "roster", type_="unique")
    for table in IMPLIED:
        op.create_foreign_key(f"fk_{table}_tenant_id", table, "tenant", ["tenant_id"], ["id"])
