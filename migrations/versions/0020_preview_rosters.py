"""Let every checked list wait with a preview, and keep what a person chose about it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import READ, Grant, create_tenant_table, tenant_fk

revision = "0020_preview_rosters"
down_revision = "0019_freeze_billing"
branch_labels = None
depends_on = None

DECISION = ("on_errors", "on_known", "on_doubted", "override_reason")
COUNTS = ("duplicate_count", "stored_count", "unchanged_worker_count")
CHOICES = {
    "on_errors": ("all_or_nothing", "valid_rows"),
    "on_known": ("update", "skip", "stop"),
    "on_doubted": ("leave_out", "include"),
}


def upgrade() -> None:
    for name in (*DECISION, "confirmed_by_id"):
        kind = sa.Uuid() if name == "confirmed_by_id" else sa.Text()
        op.add_column("roster", sa.Column(name, kind, nullable=True))
    for name in COUNTS:
        op.add_column("roster", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("roster", sa.Column("forecast", postgresql.JSONB(), nullable=True))
    op.add_column(
        "roster",
        sa.Column("has_moved_on", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    for name, values in CHOICES.items():
        listed = ", ".join(f"'{value}'" for value in values)
        op.create_check_constraint(f"ck_roster_{name}", "roster", f"{name} IN ({listed})")
    op.create_check_constraint(
        "ck_roster_override_with_reason",
        "roster",
        "override_reason IS NULL OR length(btrim(override_reason)) >= 10",
    )
    op.drop_constraint("ck_roster_workers_add_up", "roster", type_="check")
    op.create_check_constraint(
        "ck_roster_workers_add_up",
        "roster",
        "new_worker_count + known_worker_count = coalesce(stored_count, valid_count)",
    )
    op.execute(f"GRANT UPDATE ({', '.join(DECISION)}, confirmed_by_id) ON roster TO siap_regency")
    moved = ("forecast", "has_moved_on", "confirmed_by_id", *COUNTS)
    op.execute(f"GRANT UPDATE ({', '.join(moved)}) ON roster TO siap_job")
    _let_staging_wait()
    _create_roster_sample()


def _let_staging_wait() -> None:
    """Rows that stay out are marked and not deleted, so that they can be judged once more."""
    op.alter_column(
        "roster_staging", "is_doubtful", new_column_name="needs_word", server_default=None
    )
    op.add_column("roster_staging", sa.Column("exclusion", sa.Text(), nullable=True))
    op.create_check_constraint(
        "ck_roster_staging_exclusion",
        "roster_staging",
        "exclusion IN ('repeated', 'held', 'doubted', 'known')",
    )
    op.execute("GRANT UPDATE (exclusion) ON roster_staging TO siap_job")


def _create_roster_sample() -> None:
    create_tenant_table(
        "roster_sample",
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("cells", postgresql.JSONB(), nullable=False),
        tenant_fk("roster_sample", ["roster_id"], "roster"),
        key=("tenant_id", "roster_id", "row_number"),
        grants={"regency": READ, "job": Grant(insert=True, delete=True)},
    )


def downgrade() -> None:
    op.drop_table("roster_sample")
    op.drop_column("roster_staging", "exclusion")
    op.alter_column(
        "roster_staging",
        "needs_word",
        new_column_name="is_doubtful",
        server_default=sa.false(),
    )
    op.drop_constraint("ck_roster_workers_add_up", "roster", type_="check")
    for name in (*DECISION, "confirmed_by_id", *COUNTS, "forecast", "has_moved_on"):
        op.drop_column("roster", name)
    # Lists of which rows were left out keep their counts.
    op.create_check_constraint(
        "ck_roster_workers_add_up",
        "roster",
        "new_worker_count + known_worker_count = valid_count",
        postgresql_not_valid=True,
    )
