"""Open the organisations that are no regency: branches, invitations, keys, the one in use."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import Grant, create_organisation_table, create_shared_table

revision = "0008_open_organisations"
down_revision = "0007_create_benefits"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
QUEUE_COLUMNS = (
    "tenant_id",
    "id",
    "kind",
    "state",
    "progress_done",
    "progress_total",
    "attempt",
    "ring_at",
    "error_code",
    "created_at",
    "finished_at",
)


# Roles that the release before gave in organisations that are no regency, where it had no pages.
FIRST_ROLES = {
    "branch": "head",
    "province": "secretary",
    "ministry": "cycle_owner",
    "operator": "operator",
}
OTHER_ROLES = {
    "branch": "reviewer",
    "province": "panelist",
    "ministry": "analyst",
    "operator": "operator",
}


def upgrade() -> None:
    _extend_organisation()
    _name_roles()
    _extend_identity()
    _create_branch_assignment()
    _create_invitation()
    _create_api_key()
    _open_queue()
    # Offices open regencies now: what they do is added to the trail, which is not theirs to read.
    op.execute("REVOKE SELECT ON audit_entry FROM siap_branch, siap_oversight")


def _extend_organisation() -> None:
    op.add_column("organisation", sa.Column("office_kind", sa.Text(), nullable=True))
    op.add_column("organisation", sa.Column("province_code", sa.Text(), nullable=True))
    op.execute("UPDATE organisation SET office_kind = 'cabang' WHERE kind = 'branch'")
    op.create_foreign_key(
        "fk_organisation_province_code", "organisation", "province", ["province_code"], ["code"]
    )
    op.create_check_constraint(
        "ck_organisation_office_kind",
        "organisation",
        "office_kind IN ('kanwil', 'cabang', 'kcp') AND kind = 'branch'"
        " OR office_kind IS NULL AND kind <> 'branch'",
    )
    op.create_check_constraint(
        "ck_organisation_province_code",
        "organisation",
        "province_code IS NULL OR kind = 'province'",
    )
    op.execute("GRANT UPDATE (province_code) ON organisation TO siap_identity")


def _name_roles() -> None:
    for kind, first in FIRST_ROLES.items():
        _rename_role(kind, f"CASE role WHEN 'admin' THEN '{first}' ELSE '{OTHER_ROLES[kind]}' END")


def _rename_role(kind: str, role: str) -> None:
    op.execute(
        f"UPDATE membership SET role = {role} WHERE organisation_id IN"
        f" (SELECT id FROM organisation WHERE kind = '{kind}')"
    )


def _extend_identity() -> None:
    op.add_column("user_account", sa.Column("language", sa.Text(), nullable=True))
    op.create_check_constraint(
        "ck_user_account_language", "user_account", "language IN ('id', 'en')"
    )
    op.add_column(
        "user_account",
        sa.Column("has_given_password", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute("UPDATE user_account SET has_given_password = password_changed_at = created_at")
    op.alter_column("user_account", "has_given_password", server_default=None)
    op.execute("GRANT UPDATE (language, has_given_password) ON user_account TO siap_identity")
    op.add_column("user_session", sa.Column("organisation_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_user_session_organisation_id",
        "user_session",
        "organisation",
        ["organisation_id"],
        ["id"],
    )


def _create_branch_assignment() -> None:
    create_organisation_table(
        "branch_assignment",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_branch_assignment_tenant_id"
        ),
        sa.CheckConstraint(  # the day before the first: taken back before it held a day
            "ends_on >= starts_on - 1", name="ck_branch_assignment_ends_after_start"
        ),
        grants={
            "identity": Grant(insert=True, update=["ends_on"]),
            "branch": Grant(),
            "regency": Grant(),
        },
        every_organisation=["identity"],
        by_tenant=["regency"],
    )
    op.create_index("ix_branch_assignment_tenant_id", "branch_assignment", ["tenant_id"])
    op.create_index(
        "uq_branch_assignment_organisation_id_tenant_id",
        "branch_assignment",
        ["organisation_id", "tenant_id"],
        unique=True,
        postgresql_where=sa.text("ends_on IS NULL"),
    )


def _create_invitation() -> None:
    create_shared_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("invitee", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_by_name", sa.Text(), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("accepted_at", TIME, nullable=True),
        sa.Column("accepted_by_id", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_invitation_organisation_id"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name="fk_invitation_created_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["user_account.id"], name="fk_invitation_accepted_by_id"
        ),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
        sa.CheckConstraint("expires_at > created_at", name="ck_invitation_expires"),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="ck_invitation_accepted_by"
        ),
        sa.CheckConstraint(
            "accepted_at IS NULL OR revoked_at IS NULL", name="ck_invitation_one_end"
        ),
        grants={
            "identity": Grant(insert=True, update=["accepted_at", "accepted_by_id", "revoked_at"])
        },
    )
    op.create_index("ix_invitation_organisation_id", "invitation", ["organisation_id"])


def _create_api_key() -> None:
    create_shared_table(
        "api_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("created_by_name", sa.Text(), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.Column("last_used_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_api_key_organisation_id"
        ),
        sa.CheckConstraint("cardinality(scopes) >= 1", name="ck_api_key_has_a_scope"),
        sa.CheckConstraint("expires_at > created_at", name="ck_api_key_expires"),
        grants={"identity": Grant(insert=True, update=["revoked_at", "last_used_at"])},
    )
    op.create_index("ix_api_key_organisation_id", "api_key", ["organisation_id"])


def _open_queue() -> None:
    """Branches ask for work of the regency in use; oversight reads how the queue stands."""
    match = "tenant_id = nullif(current_setting('siap.tenant', true), '')::int"
    for role, rule in (("branch", match), ("oversight", "true")):
        op.execute(
            f"CREATE POLICY job_run_{role} ON job_run TO siap_{role}"
            f" USING ({rule}) WITH CHECK ({rule})"
        )
    op.execute("GRANT SELECT, INSERT, UPDATE (ring_at) ON job_run TO siap_branch")
    op.execute(f"GRANT SELECT ({', '.join(QUEUE_COLUMNS)}) ON job_run TO siap_oversight")


def downgrade() -> None:
    op.execute("GRANT SELECT ON audit_entry TO siap_branch, siap_oversight")
    for kind, first in FIRST_ROLES.items():
        _rename_role(kind, f"CASE role WHEN '{first}' THEN 'admin' ELSE 'viewer' END")
    for role in ("branch", "oversight"):
        op.execute(f"DROP POLICY job_run_{role} ON job_run")
        op.execute(f"REVOKE ALL ON job_run FROM siap_{role}")
    for table in ("api_key", "invitation", "branch_assignment"):
        op.drop_table(table)
    op.drop_column("user_session", "organisation_id")
    op.drop_column("user_account", "has_given_password")
    op.drop_column("user_account", "language")
    op.drop_constraint("ck_organisation_office_kind", "organisation", type_="check")
    op.drop_constraint("ck_organisation_province_code", "organisation", type_="check")
    op.drop_column("organisation", "province_code")
    op.drop_column("organisation", "office_kind")
