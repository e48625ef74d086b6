"""Keep which round of a submission somebody of a BPJS office opened last."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import (
    Grant,
    create_tenant_table,
    hold_to_own_rows,
    tenant_fk,
)

revision = "0077_keep_looks"
down_revision = "0075_code_annexes"
branch_labels = None
depends_on = None

TABLES = {"agreement_look": ("agreement_id", "agreement"), "roster_look": ("roster_id", "roster")}
OWN = "branch_id = nullif(current_setting('siap.organisation', true), '')::uuid"


def upgrade() -> None:
    for table, (column, target) in TABLES.items():
        create_tenant_table(
            table,
            sa.Column(column, sa.Uuid(), nullable=False),
            sa.Column("branch_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
            sa.Column("viewer_id", sa.Uuid(), nullable=False),
            sa.Column("seen_round", sa.Integer(), nullable=False),
            sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
            tenant_fk(table, [column], target),
            sa.CheckConstraint("seen_round >= 1", name=f"ck_{table}_seen_round"),
            grants={"branch": Grant(insert=True, update=["seen_round", "seen_at"])},
            key=("tenant_id", column, "viewer_id"),
        )
        hold_to_own_rows(table, "branch", OWN)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
