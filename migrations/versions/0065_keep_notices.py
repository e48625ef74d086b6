"""Keep what people are told: news as it happens, and a notice for each person concerned.

Whoever changes a record states the news and reads none. The job of that regency alone finds the
people and writes their notices, so it learns who holds which role, and nothing else of a person.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import (
    ORGANISATION_MATCH,
    READ,
    Grant,
    close_tenant_table,
    create_organisation_table,
    create_tenant_table,
    open_tenant_table,
    tenant_fk,
)

revision = "0065_keep_notices"
down_revision = "0056_tell_benefits"
branch_labels = None
depends_on = None

NEWS, NOTICE = "news", "notice"
TIME = sa.DateTime(timezone=True)
READ_OF_PEOPLE = {
    "membership": "user_id, organisation_id, role, starts_on, ends_on",
    "user_account": "id, is_active",
}


def upgrade() -> None:
    create_tenant_table(
        NEWS,
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("regency_roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("branch_roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("happened_at", TIME, nullable=False),
        sa.UniqueConstraint("tenant_id", "key", name=f"uq_{NEWS}_tenant_id_key"),
        sa.CheckConstraint(
            "cardinality(regency_roles) + cardinality(branch_roles) >= 1",
            name=f"ck_{NEWS}_is_for_somebody",
        ),
        grants={
            "regency": Grant(select=False, insert=True),
            "branch": Grant(select=False, insert=True),
            "job": Grant(insert=True),
        },
    )
    _create_notice()
    open_tenant_table("branch_assignment", "job", READ)
    for table, columns in READ_OF_PEOPLE.items():
        op.execute(f"GRANT SELECT ({columns}) ON {table} TO siap_job")


def _create_notice() -> None:
    reading = Grant(update=["read_at"])
    create_organisation_table(
        NOTICE,
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("news_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("happened_at", TIME, nullable=False),
        sa.Column("read_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=f"fk_{NOTICE}_user_id"),
        tenant_fk(NOTICE, ["news_id"], NEWS),
        sa.UniqueConstraint(
            "organisation_id", "user_id", "news_id", name=f"uq_{NOTICE}_organisation_id_user_id"
        ),
        grants={
            "branch": reading,
            "job": Grant(insert=True),
            "identity": Grant(select=["organisation_id", "user_id", "tenant_id", "read_at"]),
        },
        every_organisation=["identity"],
        by_tenant=["job"],
    )
    open_tenant_table(NOTICE, "regency", reading, only=ORGANISATION_MATCH)
    op.create_index(
        f"ix_{NOTICE}_listed",
        NOTICE,
        [
            "organisation_id",
            "user_id",
            sa.text("(read_at IS NOT NULL)"),
            sa.text("happened_at DESC"),
            sa.text("id DESC"),
        ],
    )
    op.create_index(
        f"ix_{NOTICE}_unread",
        NOTICE,
        ["user_id", "organisation_id", "tenant_id"],
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_index(f"ix_{NOTICE}_tenant_id_news_id", NOTICE, ["tenant_id", "news_id"])


def downgrade() -> None:
    for table, columns in READ_OF_PEOPLE.items():
        op.execute(f"REVOKE SELECT ({columns}) ON {table} FROM siap_job")
    close_tenant_table("branch_assignment", "job")
    op.drop_table(NOTICE)
    op.drop_table(NEWS)
