"""Let a follow-up come from a socialisation event or a meeting, and from exactly one of them."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0096_follow_up_events"
down_revision = "0095_part_village_groups"
branch_labels = None
depends_on = None

TABLE, CHECK = "monev_follow_up", "ck_monev_follow_up_one_occasion"


def upgrade() -> None:
    op.alter_column(TABLE, "meeting_id", nullable=True)
    op.add_column(TABLE, sa.Column("event_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_monev_follow_up_tenant_id_event_id",
        TABLE,
        "socialisation_event",
        ["tenant_id", "event_id"],
        ["tenant_id", "id"],
    )
    op.create_check_constraint(CHECK, TABLE, "num_nonnulls(meeting_id, event_id) = 1")
    op.create_index("ix_monev_follow_up_tenant_id_event_id", TABLE, ["tenant_id", "event_id"])
    op.execute(f"GRANT SELECT (event_id) ON {TABLE} TO siap_job")


def downgrade() -> None:
    """An earlier release has no place for what events asked for."""
    with owner_sees_rows(TABLE):
        op.execute(f"DELETE FROM {TABLE} WHERE event_id IS NOT NULL")
    op.drop_constraint(CHECK, TABLE, type_="check")
    op.drop_column(TABLE, "event_id")
    op.alter_column(TABLE, "meeting_id", nullable=False)
