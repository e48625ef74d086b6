"""Keep with each round of review how many names the lists of its programmes held.

Once when it was submitted, and once when it was decided. The office counts them itself when it
decides: it reads how many people of a programme have come how far, and none of them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import READ, close_tenant_table, open_tenant_table

revision = "0085_keep_listed_names"
down_revision = "0084_keep_acceptances"
branch_labels = None
depends_on = None

TABLE = "agreement_review"
KEPT = ("submitted_names", "decided_names")


def upgrade() -> None:
    for column in KEPT:
        op.add_column(TABLE, sa.Column(column, postgresql.JSONB(), nullable=True))
        op.create_check_constraint(
            f"ck_{TABLE}_{column}", TABLE, f"jsonb_typeof({column}) = 'object'"
        )
    op.create_check_constraint(
        f"ck_{TABLE}_decided_names_with_decision",
        TABLE,
        "decided_names IS NULL OR decision IS NOT NULL",
    )
    op.execute(f"GRANT INSERT (submitted_names) ON {TABLE} TO siap_regency")
    op.execute(f"GRANT UPDATE (decided_names) ON {TABLE} TO siap_branch")
    open_tenant_table("cover_tally", "branch", READ)


def downgrade() -> None:
    close_tenant_table("cover_tally", "branch")
    for column in KEPT:
        op.drop_column(TABLE, column)
