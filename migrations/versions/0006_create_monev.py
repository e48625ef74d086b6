"""Create monev meetings and their follow-ups."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import Grant, create_tenant_table, tenant_fk

revision = "0006_create_monev"
down_revision = "0005_create_scoring"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
SOURCE_STATUSES = ("official", "press", "derived", "synthetic")
SOURCE = ("source_name", "source_on", "data_on", "source_status")
MEETING_DETAILS = ("title", "held_on", "place", "led_by", "attendees", "background")
FOLLOW_UP_DETAILS = ("task", "owner", "due_on", "done_on", "note")


def upgrade() -> None:
    _create_monev_meeting()
    _create_monev_follow_up()


def _create_monev_meeting() -> None:
    statuses = ", ".join(f"'{status}'" for status in SOURCE_STATUSES)
    create_tenant_table(
        "monev_meeting",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("led_by", sa.Text(), nullable=True),
        sa.Column("attendees", sa.Text(), nullable=True),
        sa.Column("background", sa.Text(), nullable=True),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=True),
        sa.Column("data_on", sa.Date(), nullable=True),
        sa.Column("source_status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.CheckConstraint(f"source_status IN ({statuses})", name="ck_monev_meeting_source_status"),
        grants={
            "regency": Grant(
                insert=True,
                update=[*MEETING_DETAILS, *SOURCE, "version", "updated_at"],
                delete=True,
            )
        },
    )
    op.create_index("ix_monev_meeting_tenant_id_held_on", "monev_meeting", ["tenant_id", "held_on"])


def _create_monev_follow_up() -> None:
    create_tenant_table(
        "monev_follow_up",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        tenant_fk("monev_follow_up", ["meeting_id"], "monev_meeting"),
        grants={
            "regency": Grant(insert=True, update=[*FOLLOW_UP_DETAILS, "updated_at"], delete=True)
        },
    )
    op.create_index(
        "ix_monev_follow_up_tenant_id_meeting_id", "monev_follow_up", ["tenant_id", "meeting_id"]
    )


def downgrade() -> None:
    op.drop_table("monev_follow_up")
    op.drop_table("monev_meeting")
