"""Keep the letter by which BPJS agreed to a start before the signature."""

import sqlalchemy as sa
from alembic import op

revision = "0093_keep_start_consents"
down_revision = "0092_count_letters"
branch_labels = None
depends_on = None

COLUMN = "start_consent_document_id"


def upgrade() -> None:
    op.add_column("agreement", sa.Column(COLUMN, sa.Uuid()))
    op.create_foreign_key(
        f"fk_agreement_tenant_id_{COLUMN}",
        "agreement",
        "document_blob",
        ["tenant_id", COLUMN],
        ["tenant_id", "id"],
    )
    op.execute(f"GRANT UPDATE ({COLUMN}) ON agreement TO siap_regency")


def downgrade() -> None:
    op.drop_column("agreement", COLUMN)
