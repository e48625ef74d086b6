"""Keep the text of regulations page by page, with what it is searched by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import Grant, create_tenant_table, tenant_fk

revision = "0063_read_regulations"
down_revision = "0067_send_mail"
branch_labels = None
depends_on = None

STATES = ("read", "scan", "locked", "damaged", "too_heavy", "too_long", "not_text")
TAKEN_AWAY = Grant(delete=True)


def upgrade() -> None:
    listed = ", ".join(f"'{state}'" for state in STATES)
    create_tenant_table(
        "regulation_reading",
        sa.Column("regulation_document_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("text_page_count", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        tenant_fk("regulation_reading", ["regulation_document_id"], "regulation_document"),
        sa.CheckConstraint(f"state IN ({listed})", name="ck_regulation_reading_state"),
        sa.CheckConstraint(
            "0 <= text_page_count AND text_page_count <= page_count",
            name="ck_regulation_reading_counts",
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "regulation_document_id",
            name="uq_regulation_reading_tenant_id_regulation_document_id",
        ),
        grants={"regency": TAKEN_AWAY, "job": Grant(insert=True)},
    )
    create_tenant_table(
        "regulation_page",
        sa.Column("regulation_document_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column(
            "lexemes",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('indonesian', content)", persisted=True),
            nullable=False,
        ),
        tenant_fk("regulation_page", ["regulation_document_id"], "regulation_document"),
        sa.CheckConstraint("page >= 1", name="ck_regulation_page_page"),
        sa.UniqueConstraint(
            "tenant_id",
            "regulation_document_id",
            "page",
            name="uq_regulation_page_tenant_id_regulation_document_id_page",
        ),
        grants={"regency": TAKEN_AWAY, "job": Grant(insert=True)},
    )


def downgrade() -> None:
    op.drop_table("regulation_page")
    op.drop_table("regulation_reading")
