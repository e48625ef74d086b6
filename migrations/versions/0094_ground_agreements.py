"""Let an agreement without a programme name the regulation it rests on."""

import sqlalchemy as sa
from alembic import op

revision = "0094_ground_agreements"
down_revision = "0093_keep_start_consents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agreement", sa.Column("regulation_id", sa.Uuid()))
    op.create_foreign_key(
        "fk_agreement_tenant_id_regulation_id",
        "agreement",
        "regulation",
        ["tenant_id", "regulation_id"],
        ["tenant_id", "id"],
    )
    op.create_check_constraint(
        "agreement_basis_check", "agreement", "regulation_id IS NULL OR commitment_id IS NULL"
    )
    op.execute("GRANT UPDATE (regulation_id) ON agreement TO siap_regency")


def downgrade() -> None:
    op.drop_column("agreement", "regulation_id")
