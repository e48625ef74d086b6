"""Publish what may be compared: one row per regency, year and profile, without persons."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import (
    Grant,
    close_tenant_table,
    create_tenant_table,
    open_tenant_table,
)

revision = "0012_compare_regencies"
down_revision = "0011_review_rosters"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
POINTS = sa.Numeric(5, 2)
RATIO = sa.Numeric(16, 6)
SMALL_CELL = 5
RESULT = (
    "rubric",
    "rubric_sha256",
    "facts_sha256",
    "scorecard_id",
    "claimed",
    "verified",
    "lines",
    "covered_count",
    "eligible_count",
    "coverage_ratio",
    "coverage_withheld",
    "coverage_basis",
    "coverage_kind",
    "coverage_source",
    "coverage_status",
    "coverage_on",
    "target_ratio",
    "target_family",
    "target_source",
    "target_status",
    "target_on",
    "recipient_count",
    "recipients_withheld",
    "recipient_source",
    "recipient_status",
    "recipient_on",
    "computed_at",
)
EVIDENCE = ("tenant_id", "id", "year", "indicator", "key", "document_id", "status")


def upgrade() -> None:
    create_tenant_table(
        "comparison_entry",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("rubric", sa.Text(), nullable=False),
        sa.Column("rubric_sha256", sa.Text(), nullable=False),
        sa.Column("facts_sha256", sa.Text(), nullable=True),
        sa.Column("scorecard_id", sa.Uuid(), nullable=False),
        sa.Column("claimed", POINTS, nullable=True),
        sa.Column("verified", POINTS, nullable=True),
        sa.Column("lines", postgresql.JSONB(), nullable=False),
        sa.Column("covered_count", sa.Integer(), nullable=True),
        sa.Column("eligible_count", sa.Integer(), nullable=True),
        sa.Column("coverage_ratio", RATIO, nullable=True),
        sa.Column("coverage_withheld", sa.Boolean(), nullable=False),
        sa.Column("coverage_basis", sa.Text(), nullable=True),
        sa.Column("coverage_kind", sa.Text(), nullable=True),
        sa.Column("coverage_source", sa.Text(), nullable=True),
        sa.Column("coverage_status", sa.Text(), nullable=True),
        sa.Column("coverage_on", sa.Date(), nullable=True),
        sa.Column("target_ratio", RATIO, nullable=True),
        sa.Column("target_family", sa.Text(), nullable=True),
        sa.Column("target_source", sa.Text(), nullable=True),
        sa.Column("target_status", sa.Text(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("recipient_count", sa.Integer(), nullable=True),
        sa.Column("recipients_withheld", sa.Boolean(), nullable=False),
        sa.Column("recipient_source", sa.Text(), nullable=True),
        sa.Column("recipient_status", sa.Text(), nullable=True),
        sa.Column("recipient_on", sa.Date(), nullable=True),
        sa.Column("computed_at", TIME, nullable=False),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name="ck_comparison_entry_plausible_year"),
        sa.CheckConstraint(
            "0 <= verified AND verified <= claimed AND claimed <= 100",
            name="ck_comparison_entry_verified_within_claimed",
        ),
        sa.CheckConstraint(
            f"least(covered_count, eligible_count, recipient_count) >= {SMALL_CELL}",
            name="ck_comparison_entry_no_small_cell",
        ),
        sa.CheckConstraint(
            f"covered_count > eligible_count OR eligible_count - covered_count >= {SMALL_CELL}",
            name="ck_comparison_entry_no_small_rest",
        ),
        sa.CheckConstraint(
            "NOT coverage_withheld OR"
            " (covered_count IS NULL AND eligible_count IS NULL AND coverage_ratio IS NULL)",
            name="ck_comparison_entry_withheld_as_a_whole",
        ),
        # A total beside the other lines gives a withheld line back.
        sa.CheckConstraint(
            "(claimed IS NULL) = (verified IS NULL) AND (claimed IS NULL) = (facts_sha256 IS NULL)"
            " AND (claimed IS NULL OR NOT (coverage_withheld OR recipients_withheld))",
            name="ck_comparison_entry_withheld_without_totals",
        ),
        key=("tenant_id", "year", "profile"),
        grants={
            "job": Grant(insert=True, update=RESULT),
            "oversight": Grant(),
        },
        every_tenant=["oversight"],
    )
    op.create_index("ix_comparison_entry_year_profile", "comparison_entry", ["year", "profile"])
    open_tenant_table("indicator_claim", "oversight", Grant(select=EVIDENCE))


def downgrade() -> None:
    close_tenant_table("indicator_claim", "oversight")
    op.drop_table("comparison_entry")
