"""Keep what statements of participation are reconciled with, and those that were taken back.

How many people of a regency each month has posted, by segment, so that a page reads few rows; and
what was stated before a statement was withdrawn, so that a revision leaves the figure it replaces.
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import (
    READ,
    Grant,
    create_tenant_table,
    hold_to_own_rows,
    owner_sees_rows,
)

revision = "0031_reconcile_statements"
down_revision = "0029_lighten_cover"
branch_labels = None
depends_on = None

TABLE = "active_count"
WITHDRAWN = "withdrawn_statement"
AUTHORS = {
    "regency": "branch_id IS NULL",
    "branch": "branch_id = nullif(current_setting('siap.organisation', true), '')::uuid",
}
TIME = sa.DateTime(timezone=True)
SCOPES = ("pu", "bpu", "jakon", "all", "all_but_jakon")


def upgrade() -> None:
    _create_active_count()
    _create_withdrawn_statement()


def _create_active_count() -> None:
    listed = ", ".join(f"'{scope}'" for scope in SCOPES)
    create_tenant_table(
        TABLE,
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"scope IN ({listed})", name="ck_active_count_scope"),
        sa.CheckConstraint(
            "extract(day FROM month_on) = 1", name="ck_active_count_month_by_first_day"
        ),
        sa.CheckConstraint("people_count > 0", name="ck_active_count_people_count"),
        key=("tenant_id", "month_on", "scope", "is_synthetic"),
        grants={
            "regency": READ,
            "branch": READ,
            "job": Grant(insert=True, delete=True),
        },
    )
    with owner_sees_rows(TABLE, "posted_year", "worker"):
        op.execute(
            """
            INSERT INTO active_count (tenant_id, month_on, scope, is_synthetic, people_count)
            SELECT y.tenant_id, make_date(y.year, m.number, 1), s.scope, w.is_synthetic,
                count(DISTINCT y.worker_id)
            FROM posted_year y
            JOIN worker w ON w.tenant_id = y.tenant_id AND w.id = y.worker_id
            JOIN generate_series(1, 12) AS m(number) ON y.months & (1 << (m.number - 1)) <> 0
            CROSS JOIN LATERAL (
                SELECT y.segment AS scope UNION ALL SELECT 'all'
                UNION ALL SELECT 'all_but_jakon' WHERE y.segment <> 'jakon') s
            GROUP BY y.tenant_id, y.year, m.number, s.scope, w.is_synthetic
            """
        )


def _create_withdrawn_statement() -> None:
    author = Grant(insert=True)
    create_tenant_table(
        WITHDRAWN,
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("numerator_count", sa.Integer(), nullable=False),
        sa.Column("numerator_basis", sa.Text(), nullable=False),
        sa.Column("denominator_count", sa.Integer(), nullable=False),
        sa.Column("denominator_kind", sa.Text(), nullable=False),
        sa.Column("includes_jakon", sa.Boolean(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("data_on", sa.Date(), nullable=False),
        sa.Column("source_status", sa.Text(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("withdrawn_at", TIME, nullable=False),
        sa.Column("withdrawn_by_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["organisation.id"], name=f"fk_{WITHDRAWN}_branch_id"
        ),
        grants={"regency": author, "branch": author},
    )
    for role, rule in AUTHORS.items():
        hold_to_own_rows(WITHDRAWN, role, rule)
    op.create_index(
        f"ix_{WITHDRAWN}_tenant_id_withdrawn_at", WITHDRAWN, ["tenant_id", "withdrawn_at"]
    )


def downgrade() -> None:
    for table in (WITHDRAWN, TABLE):
        op.drop_table(table)
