"""Send notices by mail: an address that its person confirmed, when to write, and what waits.

The text of a mail is not kept: it is written from its notices when it is sent.
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import (
    Grant,
    close_tenant_table,
    create_tenant_table,
    open_tenant_table,
)

revision = "0067_send_mail"
down_revision = "0062_place_provisions"
branch_labels = None
depends_on = None

MAIL, NOTICE, ACCOUNT = "outgoing_mail", "notice", "user_account"
TIME = sa.DateTime(timezone=True)
OF_PERSON = "email, email_asked_at, email_confirmed_at, mail_mode"


def upgrade() -> None:
    _add_address()
    create_tenant_table(
        MAIL,
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], [f"{ACCOUNT}.id"], name=f"fk_{MAIL}_user_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=f"fk_{MAIL}_organisation_id"
        ),
        sa.UniqueConstraint("tenant_id", "key", name=f"uq_{MAIL}_tenant_id_key"),
        sa.CheckConstraint("kind IN ('notice', 'digest', 'confirmation')", name=f"ck_{MAIL}_kind"),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'dropped', 'refused')", name=f"ck_{MAIL}_state"
        ),
        sa.CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name=f"ck_{MAIL}_ends_once"),
        grants={
            "identity": Grant(select=False, insert=True),
            "job": Grant(insert=True, update=["state", "due_at", "attempts", "error", "ended_at"]),
            "oversight": Grant(
                select=["tenant_id", "state", "due_at", "attempts", "error", "created_at"]
            ),
        },
        every_tenant=["oversight"],
    )
    op.create_index(
        f"ix_{MAIL}_waiting",
        MAIL,
        ["created_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.add_column(NOTICE, sa.Column("mail_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        f"fk_{NOTICE}_tenant_id_mail_id",
        NOTICE,
        MAIL,
        ["tenant_id", "mail_id"],
        ["tenant_id", "id"],
    )
    op.create_index(
        f"ix_{NOTICE}_tenant_id_mail_id",
        NOTICE,
        ["tenant_id", "mail_id"],
        postgresql_where=sa.text("mail_id IS NOT NULL"),
    )
    open_tenant_table("job_run", "identity", Grant(insert=True, update=["ring_at"]))


def _add_address() -> None:
    op.add_column(ACCOUNT, sa.Column("email", sa.Text(), nullable=True))
    op.add_column(ACCOUNT, sa.Column("email_asked_at", TIME, nullable=True))
    op.add_column(ACCOUNT, sa.Column("email_confirmed_at", TIME, nullable=True))
    op.add_column(
        ACCOUNT, sa.Column("mail_mode", sa.Text(), nullable=False, server_default="at-once")
    )
    op.create_check_constraint(
        f"ck_{ACCOUNT}_mail_mode", ACCOUNT, "mail_mode IN ('at-once', 'daily', 'none')"
    )
    op.create_check_constraint(
        f"ck_{ACCOUNT}_email_is_asked",
        ACCOUNT,
        "(email IS NULL) = (email_asked_at IS NULL)"
        " AND (email_confirmed_at IS NULL OR email IS NOT NULL)",
    )
    op.execute(f"GRANT UPDATE ({OF_PERSON}) ON {ACCOUNT} TO siap_identity")
    op.execute(f"GRANT SELECT ({OF_PERSON}, language) ON {ACCOUNT} TO siap_job")


def downgrade() -> None:
    close_tenant_table("job_run", "identity")
    op.drop_column(NOTICE, "mail_id")
    op.drop_table(MAIL)
    op.execute(f"REVOKE SELECT (language) ON {ACCOUNT} FROM siap_job")
    for column in OF_PERSON.split(", "):
        op.drop_column(ACCOUNT, column)
