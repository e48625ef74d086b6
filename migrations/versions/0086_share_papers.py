"""Keep what a whole SP2D or transfer is worth where it pays several bills.

Treasuries begin their numbers anew each year, so one bill may be paid by two SP2D of one number. A
transfer outside public budgets is told by its number and day, and is never an SP2D of that number.
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0086_share_papers"
down_revision = "0085_keep_listed_names"
branch_labels = None
depends_on = None

TABLE, INDEX = "bill_payment", "uq_bill_payment_tenant_id_bill_id_sp2d"
OF_ONE_BILL = ("tenant_id", "bill_id", sa.text("lower(sp2d_number)"))
OF_A_YEAR = sa.text("extract(year FROM sp2d_on)")
OF_A_DAY = sa.text("(CASE WHEN funding_source IN ('zakat', 'csr', 'self') THEN sp2d_on END)")


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("paper_idr", sa.BigInteger(), nullable=True))
    op.create_check_constraint("ck_bill_payment_paper", TABLE, "paper_idr >= amount_idr")
    op.drop_index(INDEX, TABLE)
    op.create_index(
        INDEX,
        TABLE,
        [*OF_ONE_BILL, OF_A_YEAR, OF_A_DAY],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    op.drop_index(INDEX, TABLE)
    with owner_sees_rows(TABLE):  # the narrower index holds one number once for each bill
        op.execute(
            "UPDATE bill_payment p SET sp2d_number = p.sp2d_number || ' ' || p.sp2d_on FROM ("
            " SELECT tenant_id, id, row_number() OVER ("
            "  PARTITION BY tenant_id, bill_id, lower(sp2d_number) ORDER BY sp2d_on, id) AS place"
            " FROM bill_payment) r"
            " WHERE r.tenant_id = p.tenant_id AND r.id = p.id AND r.place > 1"
        )
    op.create_index(INDEX, TABLE, [*OF_ONE_BILL], unique=True)
    op.drop_constraint("ck_bill_payment_paper", TABLE, type_="check")
    op.drop_column(TABLE, "paper_idr")
