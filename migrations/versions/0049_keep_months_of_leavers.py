"""Say of cover that ended by a change of a decree whether it keeps the months before."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0049_keep_months_of_leavers"
down_revision = "0048_correct_contacts"
branch_labels = None
depends_on = None

TABLES = ("cover", "decree_change", "decree_change_line", "determination")


def upgrade() -> None:
    op.add_column(
        "cover", sa.Column("keeps_months", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_check_constraint(
        "ck_cover_keeps_months",
        "cover",
        "NOT keeps_months OR status IN ('replaced', 'deceased')",
    )
    op.execute("GRANT UPDATE (keeps_months) ON cover TO siap_job")
    with owner_sees_rows(*TABLES):
        op.execute(
            "UPDATE cover c SET keeps_months = true"
            " FROM decree_change_line o"
            " JOIN decree_change x ON x.tenant_id = o.tenant_id AND x.id = o.decree_change_id"
            " JOIN determination d ON d.tenant_id = x.tenant_id AND d.id = x.determination_id"
            " WHERE x.state = 'applied' AND o.movement = 'out'"
            " AND c.tenant_id = o.tenant_id AND c.worker_id = o.worker_id"
            " AND c.commitment_id = d.commitment_id AND c.status IN ('replaced', 'deceased')"
            " AND c.first_month_on < x.from_month_on"
        )


def downgrade() -> None:
    op.drop_column("cover", "keeps_months")
