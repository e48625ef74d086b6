"""Let any version of a file support any indicator, at a stated page or article, until a day."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import READ, Grant, create_tenant_table, tenant_fk

revision = "0079_keep_evidence"
down_revision = "0076_split_agreements"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
DETAILS = (
    *("document_id", "place", "note", "valid_until"),
    *("version", "updated_at", "updated_by_name"),
)


def upgrade() -> None:
    create_tenant_table(
        "evidence",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("updated_by_name", sa.Text(), nullable=False),
        tenant_fk("evidence", ["document_id"], "document_blob"),
        sa.UniqueConstraint(
            "tenant_id",
            "year",
            "indicator",
            "document_id",
            name="uq_evidence_tenant_id_year_indicator_document_id",
        ),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name="ck_evidence_year"),
        sa.CheckConstraint("btrim(place) <> ''", name="ck_evidence_place"),
        sa.CheckConstraint("version >= 1", name="ck_evidence_version"),
        grants={"regency": Grant(insert=True, update=DETAILS, delete=True), "job": READ},
    )
    op.create_index("ix_evidence_tenant_id_document_id", "evidence", ["tenant_id", "document_id"])


def downgrade() -> None:
    op.drop_table("evidence")
