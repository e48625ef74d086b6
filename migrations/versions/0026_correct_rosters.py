"""Keep uploaded files for a while, and write error workbooks from them."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import READ, Grant, create_tenant_table, owner_sees_rows, tenant_fk

revision = "0026_correct_rosters"
down_revision = "0025_determine_recipients"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("roster", sa.Column("file_removed_at", TIME, nullable=True))
    op.execute("GRANT UPDATE (file_removed_at) ON roster TO siap_job")
    with owner_sees_rows("roster"):  # until now a file went when its list was stored
        op.execute(
            "UPDATE roster SET file_removed_at = finished_at"
            " WHERE state IN ('applied', 'discarded')"
        )
    create_tenant_table(
        "roster_correction",
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        tenant_fk("roster_correction", ["roster_id"], "roster"),
        sa.UniqueConstraint(
            "tenant_id",
            "roster_id",
            "language",
            "position",
            name="uq_roster_correction_tenant_id_roster_id_language_position",
        ),
        grants={"regency": READ, "job": Grant(insert=True, delete=True)},
    )


def downgrade() -> None:
    op.drop_table("roster_correction")
    op.drop_column("roster", "file_removed_at")
