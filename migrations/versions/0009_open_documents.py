"""Give files versions and redacted copies, and open what holds no personal data to oversight."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import (
    READ,
    close_tenant_table,
    open_tenant_table,
    owner_sees_rows,
)

revision = "0009_open_documents"
down_revision = "0008_open_organisations"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
OPEN = "NOT contains_personal_data AND withdrawn_at IS NULL"
LAW = ("regulation", "provision", "regulation_relation", "regulation_document")


def upgrade() -> None:
    for column in ("replaces_id", "redacts_id"):
        op.add_column("document_blob", sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(
            f"fk_document_blob_tenant_id_{column}",
            "document_blob",
            "document_blob",
            ["tenant_id", column],
            ["tenant_id", "id"],
        )
    op.create_unique_constraint(
        "uq_document_blob_tenant_id_replaces_id", "document_blob", ["tenant_id", "replaces_id"]
    )
    op.add_column("document_blob", sa.Column("withdrawn_at", TIME, nullable=True))
    op.create_index(
        "uq_document_blob_tenant_id_redacts_id",
        "document_blob",
        ["tenant_id", "redacts_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_check_constraint(
        "ck_document_blob_only_copies_are_withdrawn",
        "document_blob",
        "withdrawn_at IS NULL OR redacts_id IS NOT NULL",
    )
    op.create_check_constraint(
        "ck_document_blob_redacted_is_open",
        "document_blob",
        "redacts_id IS NULL OR NOT contains_personal_data",
    )
    op.create_check_constraint(
        "ck_document_blob_no_version_of_itself",
        "document_blob",
        "replaces_id <> id AND redacts_id <> id",
    )
    op.execute(
        "GRANT UPDATE (contains_personal_data, withdrawn_at) ON document_blob TO siap_regency"
    )
    _mark_earlier_files()
    open_tenant_table("document_blob", "branch", READ)
    open_tenant_table("document_blob", "oversight", READ, only=OPEN)
    for table in LAW:
        open_tenant_table(table, "branch", READ)
        open_tenant_table(table, "oversight", READ)


def _mark_earlier_files() -> None:
    """Nobody was asked about files kept so far: all but law is taken to hold personal data.

    Raises:
        RuntimeError: some file was not marked.
    """
    unmarked = (
        "FROM document_blob d WHERE NOT contains_personal_data AND NOT EXISTS (SELECT FROM"
        " regulation_document r WHERE r.tenant_id = d.tenant_id AND r.document_id = d.id)"
    )
    with owner_sees_rows("document_blob", "regulation_document"):
        op.execute(
            "UPDATE document_blob SET contains_personal_data = true WHERE (tenant_id, id) IN"
            f" (SELECT tenant_id, id {unmarked})"
        )
        left = op.get_bind().scalar(sa.text(f"SELECT count(*) {unmarked}"))
    if left:
        raise RuntimeError(f"{left} files are open without anybody's word")


def downgrade() -> None:
    for table in ("document_blob", *LAW):
        close_tenant_table(table, "branch")
        close_tenant_table(table, "oversight")
    op.execute("REVOKE UPDATE (contains_personal_data) ON document_blob FROM siap_regency")
    op.drop_column("document_blob", "withdrawn_at")
    op.drop_column("document_blob", "replaces_id")
    op.drop_column("document_blob", "redacts_id")
