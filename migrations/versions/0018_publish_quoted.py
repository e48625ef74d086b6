"""Publish what is only quoted apart from coverage, and whether the coverage is verified."""

import sqlalchemy as sa
from alembic import op

revision = "0018_publish_quoted"
down_revision = "0017_keep_papers"
branch_labels = None
depends_on = None

COLUMNS = (
    "coverage_is_verified",
    "quoted_ratio",
    "quoted_places",
    "quoted_title",
    "quoted_source",
    "quoted_status",
    "quoted_published_on",
    "quoted_on",
)


def upgrade() -> None:
    op.add_column(
        "comparison_entry",
        sa.Column("coverage_is_verified", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.alter_column("comparison_entry", "coverage_is_verified", server_default=None)
    for column in (
        sa.Column("quoted_ratio", sa.Numeric(16, 6), nullable=True),
        sa.Column("quoted_places", sa.SmallInteger(), nullable=True),
        sa.Column("quoted_title", sa.Text(), nullable=True),
        sa.Column("quoted_source", sa.Text(), nullable=True),
        sa.Column("quoted_status", sa.Text(), nullable=True),
        sa.Column("quoted_published_on", sa.Date(), nullable=True),
        sa.Column("quoted_on", sa.Date(), nullable=True),
    ):
        op.add_column("comparison_entry", column)
    op.create_check_constraint(
        "ck_comparison_entry_quoted_whole_and_alone",
        "comparison_entry",
        "num_nulls(quoted_ratio, quoted_places, quoted_title, quoted_source, quoted_status)"
        " IN (0, 5) AND (quoted_source IS NULL OR coverage_source IS NULL)",
    )
    op.execute(f"GRANT UPDATE ({', '.join(COLUMNS)}) ON comparison_entry TO siap_job")


def downgrade() -> None:
    op.drop_constraint(
        "ck_comparison_entry_quoted_whole_and_alone", "comparison_entry", type_="check"
    )
    for column in COLUMNS:
        op.drop_column("comparison_entry", column)
