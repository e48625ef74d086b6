"""Let a participation statement be written and withdrawn by whoever stated it, and nobody else."""

from migrations.tenant_table import hold_to_own_rows, release_own_rows

revision = "0016_hold_statements"
down_revision = "0015_order_files"
branch_labels = None
depends_on = None

TABLE = "participation_statement"
AUTHORS = {
    "regency": "branch_id IS NULL",
    "branch": "branch_id = nullif(current_setting('siap.organisation', true), '')::uuid",
}


def upgrade() -> None:
    for role, rule in AUTHORS.items():
        hold_to_own_rows(TABLE, role, rule)


def downgrade() -> None:
    for role in AUTHORS:
        release_own_rows(TABLE, role)
