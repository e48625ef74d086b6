"""Let an agreement carry several programmes: one for each funding source or insurance."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import READ, Grant, create_tenant_table, tenant_fk

revision = "0076_split_agreements"
down_revision = "0078_confirm_billings"
branch_labels = None
depends_on = None

TABLE = "agreement_part"


def upgrade() -> None:
    create_tenant_table(
        TABLE,
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_name", sa.Text(), nullable=False),
        tenant_fk(TABLE, ["agreement_id"], "agreement"),
        tenant_fk(TABLE, ["commitment_id"], "commitment"),
        sa.UniqueConstraint(
            "tenant_id", "commitment_id", name="uq_agreement_part_tenant_id_commitment_id"
        ),
        grants={"regency": Grant(insert=True, delete=True), "branch": READ, "job": READ},
    )
    op.create_index(
        "ix_agreement_part_tenant_id_agreement_id", TABLE, ["tenant_id", "agreement_id"]
    )


def downgrade() -> None:
    op.drop_table(TABLE)
