"""Let the minutes of a village bear a code."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0089_issue_minutes"
down_revision = "0088_count_edits"
branch_labels = None
depends_on = None

KINDS = (
    "'agreement_draft', 'name_list', 'handover', 'reconciliation', 'registration',"
    " 'quarterly_report', 'determination_annex', 'change_annex', 'continuation_memo'"
)
MINUTES = "'village_minutes'"


def upgrade() -> None:
    _check_kinds(f"{KINDS}, {MINUTES}")


def _check_kinds(kinds: str) -> None:
    op.drop_constraint("ck_issued_paper_kind", "issued_paper", type_="check")
    op.create_check_constraint("ck_issued_paper_kind", "issued_paper", f"kind IN ({kinds})")


def downgrade() -> None:
    with owner_sees_rows("issued_paper"):
        op.execute(sa.text(f"DELETE FROM issued_paper WHERE kind = {MINUTES}"))
    _check_kinds(KINDS)
