"""Let the BPJS office that serves a regency send its answers itself, held to files of its own."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import (
    READ,
    Grant,
    close_tenant_table,
    hold_to_own_rows,
    open_tenant_table,
    release_own_rows,
)

revision = "0044_answer_by_office"
down_revision = "0043_ask_registers"
branch_labels = None
depends_on = None

FILE = "posting_file"
OWN = "branch_id = nullif(current_setting('siap.organisation', true), '')::uuid"
SAME_FILE = "uq_posting_file_tenant_id_billing_list_id_kind_sha256"
SAME_FILE_OF_ONE = f"{SAME_FILE}_branch_id"
KEY = ["tenant_id", "billing_list_id", "kind", "sha256"]
IN_USE = "state NOT IN ('discarded', 'failed', 'undone')"
DECIDED = [
    "state",
    "confirmed_at",
    "confirmed_by_id",
    "confirmed_by_name",
    "finished_at",
    "undone_at",
    "undone_by_name",
    "undo_reason",
]
PROBLEMS = ["tenant_id", "posting_file_id", "row_number", "problem"]


def upgrade() -> None:
    op.add_column(FILE, sa.Column("branch_id", sa.Uuid(), nullable=True))
    op.add_column(FILE, sa.Column("office_name", sa.Text(), nullable=True))
    op.add_column(FILE, sa.Column("differing_count", sa.Integer(), nullable=True))
    op.create_foreign_key("fk_posting_file_branch_id", FILE, "organisation", ["branch_id"], ["id"])
    op.create_check_constraint(
        "ck_posting_file_office_named", FILE, "(branch_id IS NULL) = (office_name IS NULL)"
    )
    # A regency and its office may send the very same bytes: each vouches for its own.
    op.drop_index(SAME_FILE, FILE)
    op.create_index(
        SAME_FILE_OF_ONE,
        FILE,
        [*KEY, "branch_id"],
        unique=True,
        postgresql_where=sa.text(IN_USE),
        postgresql_nulls_not_distinct=True,
    )
    op.execute("GRANT UPDATE (differing_count) ON posting_file TO siap_job")
    open_tenant_table("billing_list", "branch", READ)
    open_tenant_table(FILE, "branch", Grant(insert=True, update=DECIDED))
    open_tenant_table("posting_chunk", "branch", Grant(select=False, insert=True))
    open_tenant_table("posting_row", "branch", Grant(select=PROBLEMS))
    hold_to_own_rows(FILE, "branch", OWN)
    hold_to_own_rows(FILE, "regency", "branch_id IS NULL")


def downgrade() -> None:
    release_own_rows(FILE, "regency")
    release_own_rows(FILE, "branch")
    for table in ("posting_row", "posting_chunk", FILE, "billing_list"):
        close_tenant_table(table, "branch")
    op.drop_index(SAME_FILE_OF_ONE, FILE)
    op.create_index(SAME_FILE, FILE, KEY, unique=True, postgresql_where=sa.text(IN_USE))
    for name in ("differing_count", "office_name", "branch_id"):
        op.drop_column(FILE, name)
