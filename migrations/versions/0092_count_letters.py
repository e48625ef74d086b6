"""Tell with a reading how much of a text was kept, and have what was cut unseen read again."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0092_count_letters"
down_revision = "0090_keep_closing_reasons"
branch_labels = None
depends_on = None

TABLE = "regulation_reading"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("kept_letters", sa.Integer()))
    op.add_column(TABLE, sa.Column("total_letters", sa.Integer()))
    op.create_check_constraint(
        "regulation_reading_letters_check",
        TABLE,
        "(kept_letters IS NULL) = (total_letters IS NULL)"
        " AND (kept_letters IS NULL OR (0 <= kept_letters AND kept_letters < total_letters))",
    )
    with owner_sees_rows(TABLE, "regulation_page", "regulation_document", "document_blob"):
        for read in ("regulation_page", TABLE):
            op.execute(
                f"DELETE FROM {read} r USING regulation_document d, document_blob b"
                " WHERE d.tenant_id = r.tenant_id AND d.id = r.regulation_document_id"
                " AND b.tenant_id = d.tenant_id AND b.id = d.document_id"
                f" AND b.media_type = '{DOCX}'"
            )


def downgrade() -> None:
    op.drop_column(TABLE, "total_letters")
    op.drop_column(TABLE, "kept_letters")
