"""Keep bills and payments as records: a bill may be paid by several SP2D, in parts.

What a billing list kept of its bill and its one SP2D moves, regency by regency, with every count
compared. A list that was taken as paid although its SP2D was less is billed again, because part of
it is open; how far its people have come is reckoned anew by the job that always does.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import READ, Grant, create_tenant_table, owner_sees_rows, tenant_fk

revision = "0070_pay_bills"
down_revision = "0069_link_agreements"
branch_labels = None
depends_on = None

BILL, PAYMENT, LIST = "bill", "bill_payment", "billing_list"
TIME = sa.DateTime(timezone=True)
SOURCES = (
    "'apbd', 'apbd_p', 'dbhcht', 'dbh_sawit', 'add', 'dana_desa', 'zakat', 'csr', 'self',"
    " 'not_stated'"
)
MOVED: dict[str, sa.types.TypeEngine[Any]] = {
    "billing_code": sa.Text(),
    "billed_on": sa.Date(),
    "sp2d_number": sa.Text(),
    "sp2d_on": sa.Date(),
    "sp2d_idr": sa.BigInteger(),
    "document_id": sa.Uuid(),
}
TIED = "ck_billing_list_billed_by_bill"

# A due date before this revision was not moved over days off; it stays as it was agreed.
BILLS = """
    INSERT INTO bill (tenant_id, id, commitment_id, agreement_id, number, first_month_on,
        last_month_on, people_count, month_count, amount_idr, code, billed_on, due_on, created_at,
        created_by_name)
    SELECT tenant_id, id, commitment_id, agreement_id, number, first_month_on, last_month_on,
        people_count, month_count, amount_idr, billing_code, billed_on,
        first_month_on + due_day - 1, closed_at, coalesce(closed_by_name, created_by_name)
    FROM billing_list WHERE tenant_id = :tenant_id AND state IN ('billed', 'paid')
"""
PAYMENTS = """
    INSERT INTO bill_payment (tenant_id, id, bill_id, sp2d_number, sp2d_on, amount_idr,
        funding_source, budget_account, document_id, recorded_at, recorded_by_name)
    SELECT b.tenant_id, b.id, b.id, b.sp2d_number, b.sp2d_on, b.sp2d_idr, c.funding_source,
        c.budget_line, b.document_id, b.closed_at, coalesce(b.closed_by_name, b.created_by_name)
    FROM billing_list b
    JOIN commitment c ON c.tenant_id = b.tenant_id AND c.id = b.commitment_id
    WHERE b.tenant_id = :tenant_id AND b.state = 'paid'
"""
BACK = """
    UPDATE billing_list l SET billing_code = b.code, billed_on = b.billed_on,
        sp2d_number = p.sp2d_number, sp2d_on = p.sp2d_on, sp2d_idr = p.amount_idr,
        document_id = p.document_id,
        state = CASE WHEN p.bill_id IS NULL THEN 'billed' ELSE 'paid' END
    FROM bill b
    LEFT JOIN (
        SELECT tenant_id, bill_id, min(sp2d_number) AS sp2d_number, max(sp2d_on) AS sp2d_on,
            CAST(sum(amount_idr) AS bigint) AS amount_idr,
            (array_agg(document_id ORDER BY sp2d_on DESC))[1] AS document_id
        FROM bill_payment GROUP BY tenant_id, bill_id) p
        ON p.tenant_id = b.tenant_id AND p.bill_id = b.id
    WHERE l.tenant_id = :tenant_id AND b.tenant_id = l.tenant_id AND b.id = l.bill_id
"""


def upgrade() -> None:
    op.add_column(
        "agreement",
        sa.Column("due_day", sa.SmallInteger(), nullable=False, server_default=sa.text("15")),
    )
    op.create_check_constraint("ck_agreement_due_day", "agreement", "due_day BETWEEN 1 AND 28")
    op.execute("GRANT UPDATE (due_day) ON agreement TO siap_regency")
    _create_bill()
    _create_payment()
    op.add_column(LIST, sa.Column("bill_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_billing_list_tenant_id_bill_id",
        LIST,
        BILL,
        ["tenant_id", "bill_id"],
        ["tenant_id", "id"],
    )
    op.create_unique_constraint("uq_billing_list_tenant_id_bill_id", LIST, ["tenant_id", "bill_id"])
    op.execute("GRANT UPDATE (bill_id) ON billing_list TO siap_regency")
    for check in ("billed_by_code", "paid_by_sp2d"):
        op.drop_constraint(f"ck_billing_list_{check}", LIST, type_="check")
    with owner_sees_rows(LIST, BILL, PAYMENT, "commitment", "job_run"):
        for tenant_id in _tenants():
            _move(tenant_id)
    op.create_check_constraint(TIED, LIST, "(state IN ('billed', 'paid')) = (bill_id IS NOT NULL)")
    op.drop_constraint("fk_billing_list_tenant_id_document_id", LIST, type_="foreignkey")
    for column in MOVED:
        op.drop_column(LIST, column)


def _create_bill() -> None:
    create_tenant_table(
        BILL,
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_month_on", sa.Date(), nullable=False),
        sa.Column("last_month_on", sa.Date(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("month_count", sa.Integer(), nullable=False),
        sa.Column("amount_idr", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("billed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("created_by_name", sa.Text(), nullable=False),
        tenant_fk(BILL, ["commitment_id"], "commitment"),
        tenant_fk(BILL, ["agreement_id"], "agreement"),
        sa.UniqueConstraint(
            "tenant_id", "commitment_id", "number", name="uq_bill_tenant_id_commitment_id_number"
        ),
        sa.CheckConstraint(
            "extract(day FROM first_month_on) = 1 AND extract(day FROM last_month_on) = 1"
            " AND last_month_on >= first_month_on"
            " AND extract(year FROM last_month_on) = extract(year FROM first_month_on)",
            name="ck_bill_months_of_one_year",
        ),
        sa.CheckConstraint(
            "people_count > 0 AND month_count > 0 AND amount_idr > 0", name="ck_bill_is_counted"
        ),
        grants={
            "regency": Grant(insert=True, update=["code", "billed_on"], delete=True),
            "branch": READ,
            "job": READ,
        },
    )


def _create_payment() -> None:
    create_tenant_table(
        PAYMENT,
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("spp_number", sa.Text(), nullable=True),
        sa.Column("spp_on", sa.Date(), nullable=True),
        sa.Column("spm_number", sa.Text(), nullable=True),
        sa.Column("spm_on", sa.Date(), nullable=True),
        sa.Column("sp2d_number", sa.Text(), nullable=False),
        sa.Column("sp2d_on", sa.Date(), nullable=False),
        sa.Column("deposited_on", sa.Date(), nullable=True),
        sa.Column("amount_idr", sa.BigInteger(), nullable=False),
        sa.Column("funding_source", sa.Text(), nullable=False),
        sa.Column("sub_activity", sa.Text(), nullable=True),
        sa.Column("budget_account", sa.Text(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", TIME, nullable=False),
        sa.Column("recorded_by_name", sa.Text(), nullable=False),
        tenant_fk(PAYMENT, ["bill_id"], BILL),
        tenant_fk(PAYMENT, ["document_id"], "document_blob"),
        sa.CheckConstraint("amount_idr > 0", name="ck_bill_payment_amount"),
        sa.CheckConstraint(f"funding_source IN ({SOURCES})", name="ck_bill_payment_funding_source"),
        grants={
            "regency": Grant(insert=True, update=["deposited_on", "document_id"], delete=True),
            "branch": Grant(
                select=["tenant_id", "id", "bill_id", "sp2d_on", "deposited_on", "amount_idr"]
            ),
            "job": READ,
        },
    )
    op.create_index(
        "uq_bill_payment_tenant_id_bill_id_sp2d",
        PAYMENT,
        ["tenant_id", "bill_id", sa.text("lower(sp2d_number)")],
        unique=True,
    )
    op.create_index(
        "ix_bill_payment_tenant_id_sp2d", PAYMENT, ["tenant_id", sa.text("lower(sp2d_number)")]
    )


MOVE_STATE = "UPDATE billing_list SET state = :state WHERE tenant_id = :tenant_id AND id = :id"
RECKON = (
    "INSERT INTO job_run (tenant_id, id, kind, key, state, payload, ring_at, created_at)"
    " VALUES (:tenant_id, gen_random_uuid(), 'reckon_cover', CAST(CAST(:id AS uuid) AS text),"
    " 'queued', jsonb_build_object('billing_list_id', CAST(:id AS uuid)), now(), now())"
    " ON CONFLICT DO NOTHING"
)


def _tenants() -> list[int]:
    found = op.get_bind().execute(sa.text("SELECT id FROM tenant ORDER BY id"))
    return list(found.scalars())


def _move(tenant_id: int) -> None:
    """Move the bills and payments of one regency.

    Raises:
        RuntimeError: a count differs from the lists it was taken from.
    """
    values = {"tenant_id": tenant_id}

    def run(statement: str) -> int:
        return int(op.get_bind().execute(sa.text(statement), values).rowcount)

    def count(what: str) -> int:
        statement = f"SELECT count(*) FROM billing_list WHERE tenant_id = :tenant_id AND {what}"
        return int(op.get_bind().execute(sa.text(statement), values).scalar_one())

    billed, paid = count("state IN ('billed', 'paid')"), count("state = 'paid'")
    tie = "UPDATE billing_list SET bill_id = id WHERE tenant_id = :tenant_id AND state IN"
    done = (run(BILLS), run(PAYMENTS), run(f"{tie} ('billed', 'paid')"))
    if done != (billed, paid, billed):
        raise RuntimeError(f"{tenant_id}: {done} moved of {billed} billed and {paid} paid lists")
    _follow_credit(tenant_id)


def _follow_credit(tenant_id: int) -> None:
    """Let lists be paid or billed by what is open of them, what earlier ones left over included."""
    lists = (
        op.get_bind()
        .execute(
            sa.text(
                "SELECT id, commitment_id, state, amount_idr, coalesce(sp2d_idr, 0) AS paid_idr"
                " FROM billing_list WHERE tenant_id = :tenant_id AND state IN ('billed', 'paid')"
                " ORDER BY commitment_id, number"
            ),
            {"tenant_id": tenant_id},
        )
        .all()
    )
    left: dict[Any, int] = {}
    for row in lists:
        over = left.get(row.commitment_id, 0) + row.paid_idr - row.amount_idr
        left[row.commitment_id] = max(over, 0)
        state = "paid" if over >= 0 else "billed"
        if state == row.state:
            continue
        values = {"tenant_id": tenant_id, "id": row.id, "state": state}
        op.get_bind().execute(sa.text(MOVE_STATE), values)
        op.get_bind().execute(sa.text(RECKON), {"tenant_id": tenant_id, "id": row.id})


def downgrade() -> None:
    op.drop_constraint(TIED, LIST, type_="check")
    for column, kind in MOVED.items():
        op.add_column(LIST, sa.Column(column, kind, nullable=True))
    with owner_sees_rows(LIST, BILL, PAYMENT):
        for tenant_id in _tenants():
            op.get_bind().execute(sa.text(BACK), {"tenant_id": tenant_id})
    op.execute(f"GRANT UPDATE ({', '.join(MOVED)}) ON {LIST} TO siap_regency")
    op.create_foreign_key(
        "fk_billing_list_tenant_id_document_id",
        LIST,
        "document_blob",
        ["tenant_id", "document_id"],
        ["tenant_id", "id"],
    )
    op.create_check_constraint(
        "ck_billing_list_billed_by_code",
        LIST,
        "state NOT IN ('billed', 'paid') OR num_nulls(billing_code, billed_on) = 0",
    )
    op.create_check_constraint(
        "ck_billing_list_paid_by_sp2d",
        LIST,
        "state <> 'paid' OR num_nulls(sp2d_number, sp2d_on, sp2d_idr) = 0",
    )
    op.drop_column(LIST, "bill_id")
    op.drop_table(PAYMENT)
    op.drop_table(BILL)
    op.drop_column("agreement", "due_day")
