"""Let a BPJS office state by form, in counts, that a billing list was registered or paid."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import READ, Grant, create_tenant_table, hold_to_own_rows, tenant_fk

revision = "0078_confirm_billings"
down_revision = "0077_keep_looks"
branch_labels = None
depends_on = None

TABLE = "office_confirmation"
TIME = sa.DateTime(timezone=True)
OWN = "branch_id = nullif(current_setting('siap.organisation', true), '')::uuid"


def upgrade() -> None:
    create_tenant_table(
        TABLE,
        sa.Column("billing_list_id", sa.Uuid(), nullable=False),
        sa.Column("list_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("people_count", sa.Integer(), nullable=True),
        sa.Column("amount_idr", sa.BigInteger(), nullable=True),
        sa.Column("billing_code", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("branch_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("office_name", sa.Text(), nullable=False),
        sa.Column("stated_at", TIME, nullable=False),
        sa.Column("stated_by_id", sa.Uuid(), nullable=True),
        sa.Column("stated_by_name", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", TIME, nullable=True),
        sa.Column("withdrawn_by_name", sa.Text(), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=True),
        tenant_fk(TABLE, ["billing_list_id"], "billing_list"),
        sa.CheckConstraint("kind IN ('registration', 'payment')", name=f"ck_{TABLE}_kind"),
        sa.CheckConstraint("outcome IN ('confirmed', 'refused')", name=f"ck_{TABLE}_outcome"),
        sa.CheckConstraint(
            "outcome = 'confirmed' OR (length(btrim(reason)) >= 10"
            " AND num_nonnulls(happened_on, people_count, amount_idr) = 0"
            " AND num_nonnulls(billing_code, reference) = 0)",
            name=f"ck_{TABLE}_refused_with_a_reason",
        ),
        sa.CheckConstraint(
            "outcome = 'refused' OR (happened_on IS NOT NULL AND CASE kind WHEN 'registration'"
            " THEN people_count IS NOT NULL AND num_nonnulls(amount_idr, billing_code) = 0"
            " ELSE num_nulls(amount_idr, billing_code) = 0 AND people_count IS NULL END)",
            name=f"ck_{TABLE}_confirmed_in_counts",
        ),
        sa.CheckConstraint("people_count >= 0", name=f"ck_{TABLE}_people_count"),
        sa.CheckConstraint("amount_idr >= 1", name=f"ck_{TABLE}_amount_idr"),
        sa.CheckConstraint(
            "num_nulls(withdrawn_at, withdrawn_by_name, withdrawal_reason) IN (0, 3)",
            name=f"ck_{TABLE}_withdrawn",
        ),
        grants={
            "regency": READ,
            "branch": Grant(
                insert=True, update=["withdrawn_at", "withdrawn_by_name", "withdrawal_reason"]
            ),
        },
    )
    hold_to_own_rows(TABLE, "branch", OWN)
    op.create_index(
        f"uq_{TABLE}_tenant_id_billing_list_id_branch_id_kind",
        TABLE,
        ["tenant_id", "billing_list_id", "branch_id", "kind"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table(TABLE)
