"""Keep with a submitted list how many names its programme had: both sides see one number."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0050_count_submitted_names"
down_revision = "0049_keep_months_of_leavers"
branch_labels = None
depends_on = None

NAMES = ("recipient_count", "candidate_count", "reserve_count")
RECIPIENTS = "'determined', 'registered', 'paid', 'active', 'ended'"


def upgrade() -> None:
    for name in NAMES:
        op.add_column("roster_review", sa.Column(name, sa.Integer(), nullable=True))
    with owner_sees_rows("roster_review", "roster", "cover"):
        op.execute(
            "UPDATE roster_review v SET recipient_count = n.recipients,"
            " candidate_count = n.candidates, reserve_count = n.reserves"
            " FROM roster r CROSS JOIN LATERAL ("
            f" SELECT count(*) FILTER (WHERE c.status IN ({RECIPIENTS})) AS recipients,"
            " count(*) FILTER (WHERE c.status = 'proposed') AS candidates,"
            " count(*) FILTER (WHERE c.status = 'reserve') AS reserves"
            " FROM cover c WHERE c.tenant_id = r.tenant_id"
            " AND c.commitment_id = r.commitment_id) n"
            " WHERE r.tenant_id = v.tenant_id AND r.id = v.roster_id"
        )
    for name in NAMES:
        op.alter_column("roster_review", name, nullable=False)
    op.execute(f"GRANT INSERT ({', '.join(NAMES)}) ON roster_review TO siap_regency")


def downgrade() -> None:
    for name in NAMES:
        op.drop_column("roster_review", name)
