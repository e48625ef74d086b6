"""Mark addenda that ended because what they change did; dates alone do not tell.

Cut those that last longer than a later addendum leaves what they change.
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0097_mark_ended_addenda"
down_revision = "0096_follow_up_events"
branch_labels = None
depends_on = None

COLUMN = "ended_with_amended"


def upgrade() -> None:
    op.add_column(
        "agreement", sa.Column(COLUMN, sa.Boolean(), nullable=False, server_default=sa.false())
    )
    with owner_sees_rows("agreement"):
        op.execute(
            f"UPDATE agreement a SET {COLUMN} = true FROM agreement amended"
            " WHERE amended.tenant_id = a.tenant_id AND amended.id = a.amends_id"
            " AND a.terminated_on >= amended.terminated_on AND a.signed_on < amended.terminated_on"
        )
        op.execute(
            "UPDATE agreement a SET amended_ends_on ="
            " coalesce(amended.amended_ends_on, amended.ends_on) FROM agreement amended"
            " WHERE amended.tenant_id = a.tenant_id AND amended.id = a.amends_id"
            " AND a.signed_on IS NOT NULL"
            " AND coalesce(amended.amended_ends_on, amended.ends_on) < a.ends_on"
        )
    op.create_check_constraint(
        "agreement_ended_with_amended_check",
        "agreement",
        f"NOT {COLUMN} OR (amends_id IS NOT NULL AND terminated_on IS NOT NULL)",
    )
    op.execute(f"GRANT UPDATE ({COLUMN}) ON agreement TO siap_regency")


def downgrade() -> None:
    op.drop_column("agreement", COLUMN)
