"""Keep with each round of review what the agreement claimed, so that the next can be compared."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014_keep_submitted_claims"
down_revision = "0013_let_mistakes_go"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agreement_review", sa.Column("claims", postgresql.JSONB(), nullable=True))
    op.execute("GRANT INSERT (claims) ON agreement_review TO siap_regency")


def downgrade() -> None:
    op.drop_column("agreement_review", "claims")
