"""Keep national texts for everyone, and which regulations of a regency implement them."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import (
    READ,
    ROLES,
    Grant,
    create_shared_table,
    create_tenant_table,
    tenant_fk,
)

revision = "0061_rest_on_national_law"
down_revision = "0060_plan_regulations"
branch_labels = None
depends_on = None

KINDS = (
    "uu",
    "pp",
    "perpres",
    "inpres",
    "permenaker",
    "permendagri",
    "pmk",
    "permendes",
    "permenkumham",
    "kepmendagri",
    "se_mendagri",
)
STATUSES = ("in_force", "amended", "revoked", "ended")
GRADES = ("P", "S", "C", "B")


def upgrade() -> None:
    create_shared_table(
        "national_text",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("governs", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("from_grade", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_national_text"),
        sa.UniqueConstraint("kind", "number", "year", name="uq_national_text_kind_number_year"),
        _one_of("national_text", "kind", KINDS),
        _one_of("national_text", "status", STATUSES),
        _one_of("national_text", "grade", GRADES),
        _one_of("national_text", "from_grade", GRADES),
        sa.CheckConstraint(
            "(effective_on IS NULL) = (from_grade IS NULL)", name="ck_national_text_graded_day"
        ),
        grants=dict.fromkeys(ROLES, READ),
    )
    create_tenant_table(
        "regulation_basis",
        sa.Column("regulation_id", sa.Uuid(), nullable=False),
        sa.Column("national_code", sa.Text(), nullable=False),
        tenant_fk("regulation_basis", ["regulation_id"], "regulation"),
        sa.ForeignKeyConstraint(
            ["national_code"], ["national_text.code"], name="fk_regulation_basis_national_code"
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "regulation_id",
            "national_code",
            name="uq_regulation_basis_tenant_id_regulation_id_national_code",
        ),
        grants={"regency": Grant(insert=True, delete=True), "job": READ},
    )
    op.create_index(
        "ix_regulation_basis_national_code", "regulation_basis", ["national_code", "tenant_id"]
    )


def _one_of(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"ck_{table}_{column}")


def downgrade() -> None:
    op.drop_table("regulation_basis")
    op.drop_table("national_text")
