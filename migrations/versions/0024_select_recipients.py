"""Keep the rules by which recipients are selected, and what is known of each candidate."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import Grant, create_tenant_table, tenant_fk

revision = "0024_select_recipients"
down_revision = "0023_ask_for_columns"
branch_labels = None
depends_on = None

TIES = ("digest", "recorded")
IDENTITIES = ("matched", "unmatched", "deceased")
MEMBERSHIPS = ("none", "pu", "bpu")
TIME = sa.DateTime(timezone=True)
FACTS = (
    "desil",
    "desil_on",
    "is_verified",
    "verified_on",
    "verification_note",
    "identity",
    "identity_on",
    "identity_note",
    "membership",
    "membership_on",
    "membership_note",
    "excluded_because",
    "override_reason",
    "override_by_name",
    "updated_at",
)


def upgrade() -> None:
    _create_selection_rule()
    _create_candidate()


def _create_selection_rule() -> None:
    """A version is never edited: each one saved supersedes the one before."""
    create_tenant_table(
        "selection_rule",
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("quota_people", sa.Integer(), nullable=False),
        sa.Column("village_quotas", postgresql.JSONB(), nullable=False),
        sa.Column("min_age", sa.SmallInteger(), nullable=False),
        sa.Column("under_age", sa.SmallInteger(), nullable=False),
        sa.Column("max_desil", sa.SmallInteger(), nullable=True),
        sa.Column("desil_on", sa.Date(), nullable=True),
        sa.Column("occupations", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("villages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("needs_verification", sa.Boolean(), nullable=False),
        sa.Column("needs_matching", sa.Boolean(), nullable=False),
        sa.Column("needs_membership_check", sa.Boolean(), nullable=False),
        sa.Column("ranking", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("tie", sa.Text(), nullable=False),
        sa.Column("saved_at", TIME, nullable=False),
        sa.Column("saved_by_id", sa.Uuid(), nullable=True),
        sa.Column("saved_by_name", sa.Text(), nullable=False),
        tenant_fk("selection_rule", ["commitment_id"], "commitment"),
        sa.UniqueConstraint(
            "tenant_id",
            "commitment_id",
            "version",
            name="uq_selection_rule_tenant_id_commitment_id_version",
        ),
        _one_of("selection_rule", "tie", TIES),
        sa.CheckConstraint("version >= 1", name="ck_selection_rule_version"),
        sa.CheckConstraint("quota_people >= 1", name="ck_selection_rule_quota_people"),
        sa.CheckConstraint(
            "min_age >= 0 AND under_age > min_age AND under_age <= 150",
            name="ck_selection_rule_ages",
        ),
        sa.CheckConstraint("max_desil BETWEEN 1 AND 10", name="ck_selection_rule_max_desil"),
        sa.CheckConstraint(
            "desil_on IS NULL OR max_desil IS NOT NULL", name="ck_selection_rule_desil_day"
        ),
        grants={"regency": Grant(insert=True), "job": Grant()},
    )


def _create_candidate() -> None:
    """Of a person in a programme, whatever list names them: what is known outlives a list."""
    create_tenant_table(
        "candidate",
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("desil", sa.SmallInteger(), nullable=True),
        sa.Column("desil_on", sa.Date(), nullable=True),
        sa.Column("is_verified", sa.Boolean(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verification_note", sa.Text(), nullable=True),
        sa.Column("identity", sa.Text(), nullable=True),
        sa.Column("identity_on", sa.Date(), nullable=True),
        sa.Column("identity_note", sa.Text(), nullable=True),
        sa.Column("membership", sa.Text(), nullable=True),
        sa.Column("membership_on", sa.Date(), nullable=True),
        sa.Column("membership_note", sa.Text(), nullable=True),
        sa.Column("excluded_because", sa.Text(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("override_by_name", sa.Text(), nullable=True),
        sa.Column("updated_at", TIME, nullable=False),
        tenant_fk("candidate", ["commitment_id"], "commitment"),
        tenant_fk("candidate", ["worker_id"], "worker"),
        sa.UniqueConstraint(
            "tenant_id",
            "commitment_id",
            "worker_id",
            name="uq_candidate_tenant_id_commitment_id_worker_id",
        ),
        _one_of("candidate", "identity", IDENTITIES),
        _one_of("candidate", "membership", MEMBERSHIPS),
        sa.CheckConstraint("desil BETWEEN 1 AND 10", name="ck_candidate_desil"),
        sa.CheckConstraint(
            "(desil IS NULL) = (desil_on IS NULL)", name="ck_candidate_desil_is_dated"
        ),
        sa.CheckConstraint(
            "(is_verified IS NULL) = (verified_on IS NULL)", name="ck_candidate_verdict_is_dated"
        ),
        sa.CheckConstraint(
            "(identity IS NULL) = (identity_on IS NULL)", name="ck_candidate_identity_is_dated"
        ),
        sa.CheckConstraint(
            "(membership IS NULL) = (membership_on IS NULL)",
            name="ck_candidate_membership_is_dated",
        ),
        sa.CheckConstraint(
            "(override_reason IS NULL) = (override_by_name IS NULL)",
            name="ck_candidate_override_is_signed",
        ),
        grants={
            "regency": Grant(insert=True, update=list(FACTS)),
            "job": Grant(insert=True, update=list(FACTS)),
        },
    )


def _one_of(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"ck_{table}_{column}")


def downgrade() -> None:
    op.drop_table("candidate")
    op.drop_table("selection_rule")
