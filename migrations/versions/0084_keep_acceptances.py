"""Keep on whose acceptance an agreement was signed, if on any."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0084_keep_acceptances"
down_revision = "0083_mend_regulations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agreement", sa.Column("accepted_round", sa.Integer()))
    with owner_sees_rows("agreement", "agreement_review"):
        op.execute(
            "UPDATE agreement a SET accepted_round = r.round FROM ("
            " SELECT DISTINCT ON (tenant_id, agreement_id) tenant_id, agreement_id, round, decision"
            " FROM agreement_review ORDER BY tenant_id, agreement_id, round DESC) r"
            " WHERE r.tenant_id = a.tenant_id AND r.agreement_id = a.id"
            " AND r.decision = 'accepted' AND a.signed_on IS NOT NULL"
        )
    op.execute("GRANT UPDATE (accepted_round) ON agreement TO siap_regency")


def downgrade() -> None:
    op.drop_column("agreement", "accepted_round")
