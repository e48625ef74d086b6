"""Let a list whose heading is unclear wait until a person says which column is which."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import Grant, create_tenant_table, tenant_fk

revision = "0023_ask_for_columns"
down_revision = "0022_post_months"
branch_labels = None
depends_on = None

EARLIER = ("received", "checking", "ready", "applying", "applied", "failed", "discarded")


def upgrade() -> None:
    op.add_column("roster", sa.Column("column_map", postgresql.JSONB(), nullable=True))
    op.execute("GRANT UPDATE (column_map) ON roster TO siap_regency")
    _allow((*EARLIER, "mapping"))
    create_tenant_table(
        "roster_heading",
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("content_encrypted", sa.LargeBinary(), nullable=False),
        tenant_fk("roster_heading", ["roster_id"], "roster"),
        key=("tenant_id", "roster_id"),
        grants={"regency": Grant(delete=True), "job": Grant(insert=True, delete=True)},
    )


def downgrade() -> None:
    op.drop_table("roster_heading")
    _allow(EARLIER)
    op.drop_column("roster", "column_map")


def _allow(states: tuple[str, ...]) -> None:
    op.drop_constraint("ck_roster_state", "roster", type_="check")
    listed = ", ".join(f"'{state}'" for state in states)
    op.create_check_constraint("ck_roster_state", "roster", f"state IN ({listed})")
