"""Create indicator claims, facts documents, scorecards and their lines."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import READ, Grant, create_tenant_table, tenant_fk

revision = "0005_create_scoring"
down_revision = "0004_create_enrollment"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
POINTS = sa.Numeric(5, 2)
SOURCE_STATUSES = ("official", "press", "derived", "synthetic")
CLAIM_STATUSES = ("claimed", "accepted", "rejected")
LINE_STATES = ("filled", "not_filled", "not_applicable")
CLAIM_DETAILS = (
    "indicator",
    "value",
    "evidence",
    "document_id",
    "status",
    "updated_at",
    "updated_by_name",
    "source_name",
    "source_on",
    "data_on",
    "source_status",
)


def upgrade() -> None:
    _create_indicator_claim()
    _create_facts_document()
    _create_scorecard()
    _create_scorecard_line()


def _create_indicator_claim() -> None:
    create_tenant_table(
        "indicator_claim",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("updated_by_name", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=True),
        sa.Column("data_on", sa.Date(), nullable=True),
        sa.Column("source_status", sa.Text(), nullable=False),
        tenant_fk("indicator_claim", ["document_id"], "document_blob"),
        sa.UniqueConstraint(
            "tenant_id", "year", "key", name="uq_indicator_claim_tenant_id_year_key"
        ),
        _one_of("indicator_claim", "status", CLAIM_STATUSES),
        _one_of("indicator_claim", "source_status", SOURCE_STATUSES),
        _plausible_year("indicator_claim"),
        grants={"regency": Grant(insert=True, update=CLAIM_DETAILS, delete=True), "job": READ},
    )


def _create_facts_document() -> None:
    create_tenant_table(
        "facts_document",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("records", postgresql.JSONB(), nullable=False),
        sa.Column("gathered_at", TIME, nullable=False),
        sa.CheckConstraint(
            "sha256 = encode(sha256(convert_to(canonical, 'UTF8')), 'hex')",
            name="ck_facts_document_sha256",
        ),
        _plausible_year("facts_document"),
        grants={"regency": READ, "job": Grant(insert=True)},
    )


def _create_scorecard() -> None:
    create_tenant_table(
        "scorecard",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("rubric", sa.Text(), nullable=False),
        sa.Column("rubric_sha256", sa.Text(), nullable=False),
        sa.Column("facts_document_id", sa.Uuid(), nullable=False),
        sa.Column("facts_sha256", sa.Text(), nullable=False),
        sa.Column("claimed", POINTS, nullable=False),
        sa.Column("verified", POINTS, nullable=False),
        sa.Column("computed_at", TIME, nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        tenant_fk("scorecard", ["facts_document_id"], "facts_document"),
        sa.CheckConstraint(
            "0 <= verified AND verified <= claimed AND claimed <= 100",
            name="ck_scorecard_verified_within_claimed",
        ),
        _plausible_year("scorecard"),
        grants={"regency": READ, "job": Grant(insert=True, update=["is_current"])},
    )
    op.create_index(
        "uq_scorecard_tenant_id_year_profile_current",
        "scorecard",
        ["tenant_id", "year", "profile"],
        unique=True,
        postgresql_where=sa.text("is_current"),
    )
    op.create_index(
        "ix_scorecard_tenant_id_year_profile_computed_at",
        "scorecard",
        ["tenant_id", "year", "profile", "computed_at"],
    )
    op.create_index(
        "ix_scorecard_tenant_id_facts_document_id", "scorecard", ["tenant_id", "facts_document_id"]
    )


def _create_scorecard_line() -> None:
    create_tenant_table(
        "scorecard_line",
        sa.Column("scorecard_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("available", POINTS, nullable=False),
        sa.Column("claimed", POINTS, nullable=False),
        sa.Column("verified", POINTS, nullable=False),
        sa.Column("derivation", postgresql.JSONB(), nullable=False),
        sa.Column("missing", postgresql.JSONB(), nullable=False),
        tenant_fk("scorecard_line", ["scorecard_id"], "scorecard"),
        sa.UniqueConstraint(
            "tenant_id",
            "scorecard_id",
            "indicator",
            name="uq_scorecard_line_tenant_id_scorecard_id_indicator",
        ),
        _one_of("scorecard_line", "state", LINE_STATES),
        sa.CheckConstraint(
            "0 <= verified AND verified <= claimed AND claimed <= available",
            name="ck_scorecard_line_verified_within_claimed",
        ),
        grants={"regency": READ, "job": Grant(insert=True)},
    )


def _plausible_year(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=f"ck_{table}_plausible_year")


def _one_of(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"ck_{table}_{column}")


def downgrade() -> None:
    for table in ("scorecard_line", "scorecard", "facts_document", "indicator_claim"):
        op.drop_table(table)
