"""Keep of a benefit what decides its amount by the rules: the event, not the person."""

import sqlalchemy as sa
from alembic import op

revision = "0035_compute_benefits"
down_revision = "0034_doubt_records"
branch_labels = None
depends_on = None

TABLE = "benefit_payment"
LEVELS = ("primary", "junior", "senior", "higher")
CHECKS = {
    "case_count": "case_count >= 1",
    "wage_idr": "wage_idr >= 1",
    "school_level": "school_level IN ({})".format(", ".join(f"'{level}'" for level in LEVELS)),
}


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("event_on", sa.Date(), nullable=True))
    op.add_column(TABLE, sa.Column("case_count", sa.Integer(), nullable=True))
    op.add_column(TABLE, sa.Column("is_past_waiting", sa.Boolean(), nullable=True))
    op.add_column(TABLE, sa.Column("wage_idr", sa.BigInteger(), nullable=True))
    op.add_column(TABLE, sa.Column("school_level", sa.Text(), nullable=True))
    for column, rule in CHECKS.items():
        op.create_check_constraint(f"ck_{TABLE}_{column}", TABLE, rule)


def downgrade() -> None:
    for column in ("school_level", "wage_idr", "is_past_waiting", "case_count", "event_on"):
        op.drop_column(TABLE, column)
