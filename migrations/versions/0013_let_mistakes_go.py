"""Let a regency take away what it recorded by mistake, as long as nothing rests on it.

Foreign keys refuse the rest. Audit rows stay as they are: no role may change or delete them.
"""

from alembic import op

revision = "0013_let_mistakes_go"
down_revision = "0012_compare_regencies"
branch_labels = None
depends_on = None

REMOVABLE = ("regulation", "regulation_document", "commitment", "agreement", "document_blob")


def upgrade() -> None:
    op.execute(f"GRANT DELETE ON {', '.join(REMOVABLE)} TO siap_regency")
    # The version after a removed one takes its place in the row of versions.
    op.execute("GRANT UPDATE (replaces_id) ON document_blob TO siap_regency")


def downgrade() -> None:
    op.execute("REVOKE UPDATE (replaces_id) ON document_blob FROM siap_regency")
    op.execute(f"REVOKE DELETE ON {', '.join(REMOVABLE)} FROM siap_regency")
