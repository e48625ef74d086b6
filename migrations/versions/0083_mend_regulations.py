"""Leave to the chain what it tells of a regulation; keep abstracts and what meetings decided."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0083_mend_regulations"
down_revision = "0082_keep_preparers"
branch_labels = None
depends_on = None


OVERDUE = "ix_monev_follow_up_tenant_id_due_on_open"
TEXTS = (
    ("monev_meeting", "decisions"),
    ("socialisation_event", "decisions"),
    ("regulation", "abstract"),
)


def upgrade() -> None:
    for table, column in TEXTS:
        op.add_column(table, sa.Column(column, sa.Text(), nullable=True))
        op.execute(f"GRANT UPDATE ({column}) ON {table} TO siap_regency")
    op.create_index(
        OVERDUE,
        "monev_follow_up",
        ["tenant_id", "due_on"],
        postgresql_where=sa.text("done_on IS NULL"),
    )
    _state_no_more_than_the_chain_does()


def _state_no_more_than_the_chain_does() -> None:
    """Texts revoked or amended by one that binds already were marked so when they were linked.

    What they are on any day stays the same, because the chain tells it; without the link they are
    now what they were before. A stated last day was stated by hand, and so was its status.
    """
    with owner_sees_rows("regulation", "regulation_relation"):
        op.execute(
            "UPDATE regulation r SET status = 'in_force'"
            " FROM regulation_relation l JOIN regulation a"
            " ON a.tenant_id = l.tenant_id AND a.id = l.regulation_id"
            " WHERE l.tenant_id = r.tenant_id AND l.target_id = r.id AND a.status <> 'draft'"
            " AND r.ended_on IS NULL AND (r.status, l.kind)"
            " IN (('revoked', 'revokes'), ('amended', 'amends'))"
            " AND coalesce(a.effective_on, a.promulgated_on, a.enacted_on,"
            " make_date(a.year, 12, 31)) <= current_date"
        )


def downgrade() -> None:
    op.drop_index(OVERDUE, "monev_follow_up")
    for table, column in TEXTS:
        op.drop_column(table, column)
