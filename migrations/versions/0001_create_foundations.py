"""Create regions, organisations, identity, audit and the queue of record."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import READ, ROLES, Grant, create_shared_table, create_tenant_table

revision = "0001_create_foundations"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
EVERYONE = dict.fromkeys(ROLES, READ)


def upgrade() -> None:
    op.execute("GRANT SELECT ON alembic_version TO siap_identity")
    _create_reference()
    _create_organisations()
    _create_identity()
    _create_audit()
    _create_queue()


def _create_reference() -> None:
    create_shared_table(
        "province",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_province"),
        grants=EVERYONE,
    )
    create_shared_table(
        "region",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("province_code", sa.Text(), nullable=False),
        sa.Column("capital", sa.Text(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("tile_col", sa.Integer(), nullable=False),
        sa.Column("tile_row", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_region"),
        sa.ForeignKeyConstraint(
            ["province_code"], ["province.code"], name="fk_region_province_code"
        ),
        sa.CheckConstraint("kind IN ('kabupaten', 'kota')", name="ck_region_kind"),
        grants=EVERYONE,
    )


def _create_organisations() -> None:
    create_shared_table(
        "tenant",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("region_code", sa.Text(), nullable=True),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tenant"),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name="fk_tenant_region_code"),
        sa.UniqueConstraint("slug", name="uq_tenant_slug"),
        sa.CheckConstraint(
            "(id = 0) = (region_code IS NULL)", name="ck_tenant_platform_has_no_region"
        ),
        grants={**EVERYONE, "identity": Grant(insert=True)},
    )
    op.execute(
        "INSERT INTO tenant (id, region_code, slug, name, timezone, created_at)"
        " VALUES (0, NULL, 'platform', 'Pengelola sistem', 'Asia/Jakarta', now())"
    )
    create_shared_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_organisation_tenant_id"),
        sa.UniqueConstraint("slug", name="uq_organisation_slug"),
        sa.UniqueConstraint("tenant_id", name="uq_organisation_tenant_id"),
        sa.CheckConstraint(
            "kind IN ('regency', 'branch', 'province', 'ministry', 'operator')",
            name="ck_organisation_kind",
        ),
        sa.CheckConstraint(
            "(kind = 'regency') = (tenant_id IS NOT NULL)", name="ck_organisation_regency_is_tenant"
        ),
        grants={**EVERYONE, "identity": Grant(insert=True, update=["name"])},
    )


def _create_identity() -> None:
    create_shared_table(
        "user_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("password_changed_at", TIME, nullable=False),
        sa.Column("last_signed_in_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_user_account"),
        sa.UniqueConstraint("username", name="uq_user_account_username"),
        sa.CheckConstraint(
            "username = lower(username)", name="ck_user_account_username_is_lower_case"
        ),
        grants={
            "identity": Grant(
                insert=True,
                update=[
                    "display_name",
                    "password_hash",
                    "is_active",
                    "password_changed_at",
                    "last_signed_in_at",
                ],
            )
        },
    )
    create_shared_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_membership_user_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_membership_organisation_id"
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name="ck_membership_ends_after_start"
        ),
        grants={"identity": Grant(insert=True, update=["role", "starts_on", "ends_on"])},
    )
    op.create_index("ix_membership_organisation_id", "membership", ["organisation_id"])
    op.create_index(
        "uq_membership_user_id_organisation_id",
        "membership",
        ["user_id", "organisation_id"],
        unique=True,
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    create_shared_table(
        "user_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("last_seen_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user_session"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_user_session_user_id"),
        sa.UniqueConstraint("token_hash", name="uq_user_session_token_hash"),
        grants={"identity": Grant(insert=True, update=["last_seen_at", "revoked_at"])},
    )
    op.create_index("ix_user_session_user_id", "user_session", ["user_id"])
    create_shared_table(
        "throttle",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("window_started_at", TIME, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key_hash", name="pk_throttle"),
        grants={"identity": Grant(insert=True, update=["window_started_at", "count"], delete=True)},
    )


def _create_audit() -> None:
    append = Grant(insert=True)
    advance = Grant(insert=True, update=["seq", "hash"])
    create_tenant_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("occurred_at", TIME, nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        key=("tenant_id", "seq"),
        grants=dict.fromkeys(ROLES, append),
    )
    op.create_index(
        "ix_audit_entry_tenant_id_occurred_at", "audit_entry", ["tenant_id", "occurred_at"]
    )
    create_tenant_table(
        "audit_head",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        key=("tenant_id",),
        grants=dict.fromkeys(ROLES, advance),
    )
    create_tenant_table(
        "department",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.UniqueConstraint("tenant_id", "name", name="uq_department_tenant_id_name"),
        grants={
            "regency": Grant(insert=True, update=["name", "aliases"]),
            "branch": READ,
            "job": READ,
        },
    )


def _create_queue() -> None:
    create_tenant_table(
        "job_run",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("checkpoint", postgresql.JSONB(), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("progress_done", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("progress_total", sa.Integer(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("lease_token", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("lease_until", TIME, nullable=True),
        sa.Column("ring_at", TIME, nullable=False),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_detail", sa.Text(), nullable=True),
        sa.Column(
            "error_params", postgresql.JSONB(), nullable=False, server_default=sa.text("'{}'")
        ),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed')", name="ck_job_run_state"
        ),
        sa.CheckConstraint(
            "(state IN ('done', 'failed')) = (finished_at IS NOT NULL)", name="ck_job_run_finished"
        ),
        grants={
            "regency": Grant(insert=True, update=["ring_at"]),
            "job": Grant(
                insert=True,
                update=[
                    "state",
                    "checkpoint",
                    "progress_done",
                    "progress_total",
                    "attempt",
                    "lease_token",
                    "lease_until",
                    "ring_at",
                    "error_code",
                    "error_detail",
                    "error_params",
                    "finished_at",
                ],
            ),
        },
        every_tenant=["job"],
    )
    op.create_index(
        "uq_job_run_tenant_id_kind_key",
        "job_run",
        ["tenant_id", "kind", "key"],
        unique=True,
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_job_run_ring_at",
        "job_run",
        ["ring_at"],
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )
    op.create_index(
        "ix_job_run_tenant_id_kind_key", "job_run", ["tenant_id", "kind", "key", "created_at"]
    )


def downgrade() -> None:
    for table in (
        "job_run",
        "department",
        "audit_head",
        "audit_entry",
        "throttle",
        "user_session",
        "membership",
        "user_account",
        "organisation",
        "tenant",
        "region",
        "province",
    ):
        op.drop_table(table)
    op.execute("REVOKE SELECT ON alembic_version FROM siap_identity")
