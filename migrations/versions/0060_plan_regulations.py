"""Keep the stages in which a regulation is drafted: when each was planned and when it was done."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import READ, Grant, create_tenant_table, tenant_fk

revision = "0060_plan_regulations"
down_revision = "0066_watch_follow_ups"
branch_labels = None
depends_on = None

STAGES = (
    "programme",
    "academic_paper",
    "deliberation",
    "joint_approval",
    "governor_review",
    "planning",
    "drafting",
    "harmonisation",
    "facilitation",
    "enactment",
    "promulgation",
)
DETAILS = ("planned_on", "done_on", "note")


def upgrade() -> None:
    listed = ", ".join(f"'{stage}'" for stage in STAGES)
    create_tenant_table(
        "drafting_stage",
        sa.Column("regulation_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        tenant_fk("drafting_stage", ["regulation_id"], "regulation"),
        sa.UniqueConstraint(
            "tenant_id",
            "regulation_id",
            "stage",
            name="uq_drafting_stage_tenant_id_regulation_id_stage",
        ),
        sa.CheckConstraint(f"stage IN ({listed})", name="ck_drafting_stage_stage"),
        sa.CheckConstraint(
            "num_nonnulls(planned_on, done_on, note) > 0", name="ck_drafting_stage_says_something"
        ),
        grants={"regency": Grant(insert=True, update=DETAILS, delete=True), "job": READ},
    )


def downgrade() -> None:
    op.drop_table("drafting_stage")
