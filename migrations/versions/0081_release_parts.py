"""Let a programme of an agreement that was given up or ended be carried by another."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0081_release_parts"
down_revision = "0080_issue_memos"
branch_labels = None
depends_on = None

TABLE = "agreement_part"
ONCE = "uq_agreement_part_tenant_id_commitment_id"
HELD_ONCE = f"{ONCE}_held"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("released_at", sa.DateTime(timezone=True)))
    op.drop_constraint(ONCE, TABLE, type_="unique")
    with owner_sees_rows(TABLE, "agreement"):
        op.execute(
            f"UPDATE {TABLE} p SET released_at = a.updated_at FROM agreement a"
            " WHERE a.tenant_id = p.tenant_id AND a.id = p.agreement_id"
            " AND a.status IN ('dropped', 'terminated')"
        )
    op.create_index(
        HELD_ONCE,
        TABLE,
        ["tenant_id", "commitment_id"],
        unique=True,
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_index(
        "ix_agreement_part_tenant_id_commitment_id", TABLE, ["tenant_id", "commitment_id"]
    )
    op.execute(f"GRANT UPDATE (released_at) ON {TABLE} TO siap_regency")


def downgrade() -> None:
    op.execute(f"REVOKE UPDATE (released_at) ON {TABLE} FROM siap_regency")
    op.drop_index("ix_agreement_part_tenant_id_commitment_id", TABLE)
    op.drop_index(HELD_ONCE, TABLE)
    with owner_sees_rows(TABLE):
        op.execute(
            f"DELETE FROM {TABLE} p USING {TABLE} held WHERE held.tenant_id = p.tenant_id"
            " AND held.commitment_id = p.commitment_id AND held.id > p.id"
        )
    op.create_unique_constraint(ONCE, TABLE, ["tenant_id", "commitment_id"])
    op.drop_column(TABLE, "released_at")
