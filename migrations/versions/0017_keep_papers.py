"""Let the official paper a figure or a commitment rests on be kept with it."""

import sqlalchemy as sa
from alembic import op

revision = "0017_keep_papers"
down_revision = "0016_hold_statements"
branch_labels = None
depends_on = None

TABLES = ("participation_statement", "coverage_target", "recipient_count", "commitment")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("document_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(
            f"fk_{table}_tenant_id_document_id",
            table,
            "document_blob",
            ["tenant_id", "document_id"],
            ["tenant_id", "id"],
        )
        op.execute(f"GRANT UPDATE (document_id) ON {table} TO siap_regency")


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "document_id")
