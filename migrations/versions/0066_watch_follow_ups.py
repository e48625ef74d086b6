"""Let the job of a regency read what meetings asked for, to tell what is past its day."""

from migrations.tenant_table import Grant, close_tenant_table, open_tenant_table

revision = "0066_watch_follow_ups"
down_revision = "0065_keep_notices"
branch_labels = None
depends_on = None

TABLE = "monev_follow_up"


def upgrade() -> None:
    columns = ["tenant_id", "id", "meeting_id", "task", "owner", "due_on", "done_on"]
    open_tenant_table(TABLE, "job", Grant(select=columns))


def downgrade() -> None:
    close_tenant_table(TABLE, "job")
