"""Freeze who was chosen, who is in reserve and who is not, with the rules of the day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import READ, Grant, create_tenant_table, tenant_fk

revision = "0025_determine_recipients"
down_revision = "0024_select_recipients"
branch_labels = None
depends_on = None

STATES = ("requested", "frozen", "refused")
OUTCOMES = ("chosen", "reserve", "unfit")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_determination()
    _create_determination_line()


def _create_determination() -> None:
    create_tenant_table(
        "determination",
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("first_month_on", sa.Date(), nullable=False),
        sa.Column("last_month_on", sa.Date(), nullable=False),
        sa.Column("seen_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("chosen_count", sa.Integer(), nullable=True),
        sa.Column("reserve_count", sa.Integer(), nullable=True),
        sa.Column("unfit_count", sa.Integer(), nullable=True),
        sa.Column("requested_at", TIME, nullable=False),
        sa.Column("requested_by_id", sa.Uuid(), nullable=True),
        sa.Column("requested_by_name", sa.Text(), nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        tenant_fk("determination", ["commitment_id"], "commitment"),
        tenant_fk("determination", ["rule_id"], "selection_rule"),
        _one_of("determination", "state", STATES),
        sa.CheckConstraint("octet_length(seen_sha256) = 32", name="ck_determination_seen_sha256"),
        sa.CheckConstraint(
            "(state = 'refused') = (refusal IS NOT NULL)", name="ck_determination_refusal_named"
        ),
        sa.CheckConstraint(
            "(state = 'requested') = (finished_at IS NULL)", name="ck_determination_finished"
        ),
        sa.CheckConstraint(
            "state <> 'frozen' OR"
            " (chosen_count >= 1 AND num_nulls(reserve_count, unfit_count) = 0)",
            name="ck_determination_frozen_has_effect",
        ),
        sa.CheckConstraint(
            "(number IS NULL) = (signed_on IS NULL)", name="ck_determination_decree_is_dated"
        ),
        grants={
            "regency": Grant(insert=True, update=["number", "signed_on"]),
            "job": Grant(
                update=[
                    "state",
                    "refusal",
                    "chosen_count",
                    "reserve_count",
                    "unfit_count",
                    "finished_at",
                ]
            ),
        },
    )
    op.create_index(
        "ix_determination_tenant_id_commitment_id_requested_at",
        "determination",
        ["tenant_id", "commitment_id", "requested_at"],
    )
    op.create_index(
        "uq_determination_tenant_id_commitment_id_requested",
        "determination",
        ["tenant_id", "commitment_id"],
        unique=True,
        postgresql_where=sa.text("state = 'requested'"),
    )


def _create_determination_line() -> None:
    """Nobody changes or removes a line: it is what the decree rests on."""
    create_tenant_table(
        "determination_line",
        sa.Column("determination_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("reasons", postgresql.ARRAY(sa.Text()), nullable=False),
        tenant_fk("determination_line", ["determination_id"], "determination"),
        tenant_fk("determination_line", ["worker_id"], "worker"),
        _one_of("determination_line", "outcome", OUTCOMES),
        sa.CheckConstraint(
            "(outcome = 'unfit') = (rank IS NULL)", name="ck_determination_line_ranked"
        ),
        sa.CheckConstraint(
            "(outcome = 'chosen') = (cardinality(reasons) = 0)",
            name="ck_determination_line_reasoned",
        ),
        key=("tenant_id", "determination_id", "worker_id"),
        grants={"regency": READ, "job": Grant(insert=True)},
    )
    op.create_index(
        "ix_determination_line_tenant_id_worker_id",
        "determination_line",
        ["tenant_id", "worker_id"],
    )


def _one_of(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"ck_{table}_{column}")


def downgrade() -> None:
    op.drop_table("determination_line")
    op.drop_table("determination")
