"""Keep on which ground a regulation binds from before its enactment."""

import sqlalchemy as sa
from alembic import op

revision = "0087_ground_retroactivity"
down_revision = "0086_share_papers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("regulation", sa.Column("retroactive_ground", sa.Text(), nullable=True))
    op.execute("GRANT UPDATE (retroactive_ground) ON regulation TO siap_regency")


def downgrade() -> None:
    op.drop_column("regulation", "retroactive_ground")
