"""Keep who may be one person recorded twice, and which numbers turned out to be wrong."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import Grant, create_tenant_table, tenant_fk

revision = "0032_merge_duplicates"
down_revision = "0031_reconcile_statements"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
DECISION = ("state", "kept_id", "refusal", "decided_at", "decided_by_id", "decided_by_name")
EXCLUSIONS = ("repeated", "held", "doubted", "known")


def upgrade() -> None:
    _create_duplicate_pair()
    _create_former_nik()
    op.execute("GRANT UPDATE (address_encrypted, phone_encrypted) ON worker TO siap_job")
    op.execute("GRANT DELETE ON candidate TO siap_job")
    _state_exclusions(*EXCLUSIONS, "former")


def _create_duplicate_pair() -> None:
    create_tenant_table(
        "duplicate_pair",
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("slips", sa.SmallInteger(), nullable=False),
        sa.Column("found_at", TIME, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("decided_at", TIME, nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        tenant_fk("duplicate_pair", ["first_id"], "worker"),
        tenant_fk("duplicate_pair", ["second_id"], "worker"),
        sa.CheckConstraint("first_id < second_id", name="ck_duplicate_pair_ordered"),
        sa.CheckConstraint("state IN ('open', 'apart', 'merging')", name="ck_duplicate_pair_state"),
        sa.CheckConstraint(
            "refusal IN ('frozen', 'months-held')", name="ck_duplicate_pair_refusal"
        ),
        sa.CheckConstraint("slips BETWEEN 0 AND 2", name="ck_duplicate_pair_slips"),
        sa.CheckConstraint(
            "(state = 'merging') <= (kept_id IN (first_id, second_id))",
            name="ck_duplicate_pair_keeps_one",
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "first_id",
            "second_id",
            name="uq_duplicate_pair_tenant_id_first_id_second_id",
        ),
        grants={
            "regency": Grant(update=DECISION),
            "job": Grant(insert=True, update=DECISION, delete=True),
        },
    )
    op.create_index(
        "ix_duplicate_pair_tenant_id_state_found_at",
        "duplicate_pair",
        ["tenant_id", "state", "found_at", "id"],
    )
    op.create_index(
        "ix_duplicate_pair_tenant_id_second_id", "duplicate_pair", ["tenant_id", "second_id"]
    )


def _create_former_nik() -> None:
    create_tenant_table(
        "former_nik",
        sa.Column("nik_index", sa.LargeBinary(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("merged_at", TIME, nullable=False),
        sa.Column("merged_by_name", sa.Text(), nullable=False),
        tenant_fk("former_nik", ["worker_id"], "worker"),
        sa.CheckConstraint("octet_length(nik_index) = 32", name="ck_former_nik_index"),
        key=("tenant_id", "nik_index"),
        grants={"regency": Grant(), "job": Grant(insert=True, update=["worker_id"])},
    )
    op.create_index("ix_former_nik_tenant_id_worker_id", "former_nik", ["tenant_id", "worker_id"])


def _state_exclusions(*allowed: str) -> None:
    op.drop_constraint("ck_roster_staging_exclusion", "roster_staging", type_="check")
    listed = ", ".join(f"'{one}'" for one in allowed)
    op.create_check_constraint(
        "ck_roster_staging_exclusion", "roster_staging", f"exclusion IN ({listed})"
    )


def downgrade() -> None:
    op.execute("UPDATE roster_staging SET exclusion = NULL WHERE exclusion = 'former'")
    _state_exclusions(*EXCLUSIONS)
    op.execute("REVOKE DELETE ON candidate FROM siap_job")
    op.execute("REVOKE UPDATE (address_encrypted, phone_encrypted) ON worker FROM siap_job")
    op.drop_table("former_nik")
    op.drop_table("duplicate_pair")
