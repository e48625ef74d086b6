"""Let one result be recorded of everybody whom a filter means, however large the programme is."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import Grant, create_tenant_table, tenant_fk

revision = "0055_record_widely"
down_revision = "0054_keep_register_pieces"
branch_labels = None
depends_on = None

TABLE, LINE = "wide_result", "wide_result_line"
TIME = sa.DateTime(timezone=True)
STATES = "'looking', 'recording', 'recorded', 'refused', 'cancelled'"
STAGES = (
    "recorded",
    "proposed",
    "verified",
    "matched",
    "eligible",
    "determined",
    "reserve",
    "registered",
    "paid",
    "active",
)
REASONS = (
    "too_young",
    "too_old",
    "desil_unknown",
    "desil_outdated",
    "desil_too_high",
    "other_occupation",
    "other_village",
    "not_verified",
    "verified_wrong",
    "village_deceased",
    "village_moved",
    "village_unknown",
    "village_formal",
    "not_matched",
    "match_failed",
    "name_differs",
    "birth_differs",
    "not_in_register",
    "moved_away",
    "deceased",
    "membership_unchecked",
    "active_pu",
    "active_bpu",
    "excluded",
    "months_held",
    "village_full",
    "quota_full",
)
ANSWERS = (
    "verified",
    "verified_wrong",
    "village_deceased",
    "village_moved",
    "village_unknown",
    "village_formal",
    "matched",
    "unmatched",
    "name_differs",
    "birth_differs",
    "not_found",
    "moved",
    "deceased",
    "no_member",
    "active_pu",
    "active_bpu",
    "inactive",
    "desil",
    "override",
    "exclude",
    "include",
)
REFUSALS = (
    "wide-nobody",
    "wide-rules-changed",
)
COUNTS = ("people_count", "looked_count", "meant_count", "recorded_count")


def upgrade() -> None:
    create_tenant_table(
        TABLE,
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("desil", sa.SmallInteger(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("looked_count", sa.Integer(), nullable=False),
        sa.Column("meant_count", sa.Integer(), nullable=False),
        sa.Column("recorded_count", sa.Integer(), nullable=True),
        sa.Column("last_worker_id", sa.Uuid(), nullable=True),
        sa.Column("requested_at", TIME, nullable=False),
        sa.Column("requested_by_id", sa.Uuid(), nullable=True),
        sa.Column("requested_by_name", sa.Text(), nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        tenant_fk(TABLE, ["commitment_id"], "commitment"),
        sa.CheckConstraint(f"state IN ({STATES})", name="ck_wide_result_state"),
        *(
            sa.CheckConstraint(_listed(column, words), name=f"ck_wide_result_{column}")
            for column, words in (
                ("stage", STAGES),
                ("reason", REASONS),
                ("answer", ANSWERS),
                ("refusal", REFUSALS),
            )
        ),
        *(sa.CheckConstraint(f"{one} >= 0", name=f"ck_wide_result_{one}") for one in COUNTS),
        sa.CheckConstraint(
            "(state = 'refused') = (refusal IS NOT NULL)", name="ck_wide_result_refusal_named"
        ),
        sa.CheckConstraint(
            "(state = 'recorded') = (recorded_count IS NOT NULL)", name="ck_wide_result_counted"
        ),
        sa.CheckConstraint(
            "(state IN ('looking', 'recording')) = (finished_at IS NULL)",
            name="ck_wide_result_finished",
        ),
        grants={
            "regency": Grant(insert=True, update=["state", "finished_at"]),
            "job": Grant(
                update=[
                    "state",
                    "refusal",
                    "looked_count",
                    "meant_count",
                    "recorded_count",
                    "last_worker_id",
                    "finished_at",
                ]
            ),
        },
    )
    op.create_index(
        "ix_wide_result_tenant_id_commitment_id_requested_at",
        TABLE,
        ["tenant_id", "commitment_id", "requested_at"],
    )
    op.create_index(
        "uq_wide_result_tenant_id_commitment_id_one_at_a_time",
        TABLE,
        ["tenant_id", "commitment_id"],
        unique=True,
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    create_tenant_table(
        LINE,
        sa.Column("wide_result_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        tenant_fk(LINE, ["wide_result_id"], TABLE),
        key=("tenant_id", "wide_result_id", "worker_id"),
        grants={"job": Grant(insert=True, delete=True)},
    )


def _listed(column: str, words: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{word}'" for word in words))


def downgrade() -> None:
    op.drop_table(LINE)
    op.drop_table(TABLE)
