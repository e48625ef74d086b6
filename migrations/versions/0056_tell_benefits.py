"""Let the job that gathers facts read the benefits paid: a scorecard shows what they add up to."""

from migrations.tenant_table import READ, close_tenant_table, open_tenant_table

revision = "0056_tell_benefits"
down_revision = "0055_record_widely"
branch_labels = None
depends_on = None


def upgrade() -> None:
    open_tenant_table("benefit_payment", "job", READ)


def downgrade() -> None:
    close_tenant_table("benefit_payment", "job")
