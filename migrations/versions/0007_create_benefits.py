"""Create the register of benefits paid: published figures, no persons."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import Grant, create_tenant_table

revision = "0007_create_benefits"
down_revision = "0006_create_monev"
branch_labels = None
depends_on = None

KINDS = ("santunan_jkk", "santunan_jkm", "beasiswa", "other")
SOURCE_STATUSES = ("official", "press", "derived", "synthetic")


def upgrade() -> None:
    create_tenant_table(
        "benefit_payment",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("recipients_count", sa.Integer(), nullable=True),
        sa.Column("amount_idr", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=True),
        sa.Column("data_on", sa.Date(), nullable=True),
        sa.Column("source_status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _one_of("kind", KINDS),
        _one_of("source_status", SOURCE_STATUSES),
        sa.CheckConstraint("recipients_count >= 1", name="ck_benefit_payment_recipients_count"),
        sa.CheckConstraint("amount_idr >= 1", name="ck_benefit_payment_amount_idr"),
        sa.CheckConstraint(
            "kind <> 'other' OR description IS NOT NULL",
            name="ck_benefit_payment_other_is_described",
        ),
        grants={"regency": Grant(insert=True, delete=True)},
    )
    op.create_index(
        "ix_benefit_payment_tenant_id_paid_on", "benefit_payment", ["tenant_id", "paid_on"]
    )


def _one_of(column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"ck_benefit_payment_{column}")


def downgrade() -> None:
    op.drop_table("benefit_payment")
