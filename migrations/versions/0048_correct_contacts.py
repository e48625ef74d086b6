"""Let a list correct addresses and telephone numbers of known people, and be taken back."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0048_correct_contacts"
down_revision = "0047_wait_in_order"
branch_labels = None
depends_on = None

CONTACTS = ("address_encrypted", "phone_encrypted")
MARK = "has_new_contact"


def upgrade() -> None:
    op.add_column(
        "roster_staging", sa.Column(MARK, sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(f"GRANT UPDATE ({MARK}) ON roster_staging TO siap_job")
    for name in CONTACTS:
        op.add_column("worker_change", sa.Column(name, sa.LargeBinary(), nullable=True))
    op.execute(f"GRANT UPDATE ({', '.join(CONTACTS)}) ON worker_change TO siap_job")
    with owner_sees_rows("worker_change", "worker"):
        op.execute(
            f"UPDATE worker_change c SET ({', '.join(CONTACTS)}) ="
            f" ROW({', '.join(f'w.{name}' for name in CONTACTS)})"
            " FROM worker w WHERE w.tenant_id = c.tenant_id AND w.id = c.worker_id"
        )


def downgrade() -> None:
    for name in CONTACTS:
        op.drop_column("worker_change", name)
    op.drop_column("roster_staging", MARK)
