"""Let a nota dinas on the continuation of a programme bear a code."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0080_issue_memos"
down_revision = "0079_keep_evidence"
branch_labels = None
depends_on = None

KINDS = (
    "'agreement_draft', 'name_list', 'handover', 'reconciliation', 'registration',"
    " 'quarterly_report', 'determination_annex', 'change_annex'"
)
MEMO = "'continuation_memo'"


def upgrade() -> None:
    _check_kinds(f"{KINDS}, {MEMO}")


def _check_kinds(kinds: str) -> None:
    op.drop_constraint("ck_issued_paper_kind", "issued_paper", type_="check")
    op.create_check_constraint("ck_issued_paper_kind", "issued_paper", f"kind IN ({kinds})")


def downgrade() -> None:
    with owner_sees_rows("issued_paper"):
        op.execute(sa.text(f"DELETE FROM issued_paper WHERE kind = {MEMO}"))
    _check_kinds(KINDS)
