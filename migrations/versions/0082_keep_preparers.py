"""Keep everybody who prepared an agreement: none of them approves it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import owner_sees_rows

revision = "0082_keep_preparers"
down_revision = "0081_release_parts"
branch_labels = None
depends_on = None

TABLES = ("agreement", "internal_review")
TWO_PEOPLE = "ck_internal_review_two_people"


def upgrade() -> None:
    for table in TABLES:
        op.add_column(
            table,
            sa.Column(
                "prepared_by_ids", postgresql.ARRAY(sa.Uuid()), nullable=False, server_default="{}"
            ),
        )
        with owner_sees_rows(table):
            op.execute(
                f"UPDATE {table} SET prepared_by_ids = ARRAY[prepared_by_id]"
                " WHERE prepared_by_id IS NOT NULL"
            )
    op.drop_constraint(TWO_PEOPLE, "internal_review", type_="check")
    op.create_check_constraint(
        TWO_PEOPLE,
        "internal_review",
        "decided_by_id <> submitted_by_id AND decided_by_id <> ALL (prepared_by_ids)",
    )
    op.drop_column("internal_review", "prepared_by_id")
    op.drop_column("agreement", "prepared_by_id")
    op.drop_column("agreement", "prepared_by_name")
    op.execute("GRANT UPDATE (prepared_by_ids) ON agreement TO siap_regency")


def downgrade() -> None:
    op.add_column("agreement", sa.Column("prepared_by_name", sa.Text()))
    for table in TABLES:
        op.add_column(table, sa.Column("prepared_by_id", sa.Uuid()))
        with owner_sees_rows(table):
            op.execute(
                f"UPDATE {table} SET prepared_by_id = prepared_by_ids[cardinality(prepared_by_ids)]"
            )
    op.drop_constraint(TWO_PEOPLE, "internal_review", type_="check")
    op.create_check_constraint(
        TWO_PEOPLE,
        "internal_review",
        "decided_by_id <> submitted_by_id AND decided_by_id <> prepared_by_id",
    )
    for table in TABLES:
        op.drop_column(table, "prepared_by_ids")
    op.execute("GRANT UPDATE (prepared_by_id, prepared_by_name) ON agreement TO siap_regency")
