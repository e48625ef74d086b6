"""Keep what a list changed of known people, so that all of it can be taken back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import READ, Grant, create_tenant_table, tenant_fk

revision = "0027_undo_rosters"
down_revision = "0026_correct_rosters"
branch_labels = None
depends_on = None

COUNTS = ("removed_worker_count", "restored_worker_count", "kept_worker_count")
PERSON = ("name", "name_key", "birth_on", "sex", "village_code", "occupation")
"""What the latest list of a known person may change."""


def upgrade() -> None:
    for name in COUNTS:
        op.add_column("roster", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column(
        "roster", sa.Column("kept_worker_ids", postgresql.ARRAY(sa.Uuid()), nullable=True)
    )
    op.execute(f"GRANT UPDATE ({', '.join(COUNTS)}, kept_worker_ids) ON roster TO siap_job")
    op.execute("GRANT DELETE ON worker TO siap_job")
    create_tenant_table(
        "worker_change",
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), nullable=False),
        sa.Column("birth_on", sa.Date(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("occupation", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        tenant_fk("worker_change", ["roster_id"], "roster"),
        tenant_fk("worker_change", ["worker_id"], "worker"),
        sa.UniqueConstraint(
            "tenant_id",
            "roster_id",
            "worker_id",
            name="uq_worker_change_tenant_id_roster_id_worker_id",
        ),
        grants={"regency": READ, "job": Grant(insert=True, update=PERSON, delete=True)},
    )
    op.create_index(
        "ix_worker_change_tenant_id_worker_id",
        "worker_change",
        ["tenant_id", "worker_id", "changed_at"],
    )


def downgrade() -> None:
    op.drop_table("worker_change")
    op.execute("REVOKE DELETE ON worker FROM siap_job")
    for name in (*COUNTS, "kept_worker_ids"):
        op.drop_column("roster", name)
