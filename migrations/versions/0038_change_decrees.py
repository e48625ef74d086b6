"""Let a decree be changed later: people leave with a reason, the reserve takes their places."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import Grant, create_tenant_table, tenant_fk

revision = "0038_change_decrees"
down_revision = "0037_map_by_office"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
STATES = ("draft", "requested", "applied", "discarded")
REASONS = ("deceased", "moved", "wage_earner", "resigned", "other")
KINDS = ("village_sheets", "determination_annex")
ASKED = ("signer", "number", "signed_on", "requested_at", "requested_by_id", "requested_by_name")


def upgrade() -> None:
    _create_decree_change()
    _create_decree_change_line()
    _allow_kinds((*KINDS, "change_annex"))


def _create_decree_change() -> None:
    create_tenant_table(
        "decree_change",
        sa.Column("determination_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("from_month_on", sa.Date(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("created_by_name", sa.Text(), nullable=False),
        sa.Column("requested_at", TIME, nullable=True),
        sa.Column("requested_by_id", sa.Uuid(), nullable=True),
        sa.Column("requested_by_name", sa.Text(), nullable=True),
        sa.Column("finished_at", TIME, nullable=True),
        tenant_fk("decree_change", ["determination_id"], "determination"),
        sa.CheckConstraint(_listed("state", STATES), name="ck_decree_change_state"),
        sa.CheckConstraint(
            "(number IS NULL) = (signed_on IS NULL)", name="ck_decree_change_is_dated"
        ),
        sa.CheckConstraint(
            "(state = 'applied') = (sequence > 0)", name="ck_decree_change_applied_is_counted"
        ),
        sa.CheckConstraint(
            "state NOT IN ('requested', 'applied')"
            " OR num_nulls(signer, requested_at, requested_by_name) = 0",
            name="ck_decree_change_asked_for",
        ),
        grants={
            "regency": Grant(insert=True, update=["state", "refusal", "from_month_on", *ASKED]),
            "job": Grant(update=["state", "refusal", "sequence", "finished_at"]),
        },
    )
    op.create_index(
        "uq_decree_change_tenant_id_determination_id_open",
        "decree_change",
        ["tenant_id", "determination_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('draft', 'requested')"),
    )
    op.create_index(
        "uq_decree_change_tenant_id_determination_id_sequence",
        "decree_change",
        ["tenant_id", "determination_id", "sequence"],
        unique=True,
        postgresql_where=sa.text("sequence > 0"),
    )


def _create_decree_change_line() -> None:
    """Lines of a draft may go; those of a change that was carried out stay, as nothing asks it."""
    create_tenant_table(
        "decree_change_line",
        sa.Column("decree_change_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("movement", sa.Text(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        tenant_fk("decree_change_line", ["decree_change_id"], "decree_change"),
        tenant_fk("decree_change_line", ["worker_id"], "worker"),
        sa.CheckConstraint(_listed("movement", ("out", "in")), name="ck_decree_change_line_way"),
        sa.CheckConstraint(_listed("reason", REASONS), name="ck_decree_change_line_reason"),
        sa.CheckConstraint(
            "(movement = 'out') = (reason IS NOT NULL)", name="ck_decree_change_line_reasoned"
        ),
        sa.CheckConstraint(
            "(movement = 'in') = (rank IS NOT NULL)", name="ck_decree_change_line_ranked"
        ),
        key=("tenant_id", "decree_change_id", "worker_id"),
        grants={"regency": Grant(insert=True, delete=True), "job": Grant(delete=True)},
    )
    op.create_index(
        "ix_decree_change_line_tenant_id_worker_id",
        "decree_change_line",
        ["tenant_id", "worker_id"],
    )


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    op.drop_constraint("ck_prepared_file_kind", "prepared_file", type_="check")
    op.create_check_constraint("ck_prepared_file_kind", "prepared_file", _listed("kind", kinds))


def _listed(column: str, values: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{value}'" for value in values))


def downgrade() -> None:
    _allow_kinds(KINDS)
    op.drop_table("decree_change_line")
    op.drop_table("decree_change")
