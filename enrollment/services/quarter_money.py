"""The money of a programme's quarter in its papers: planned, listed, and what settled each list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.bills import Standing
from cooperation.models.bills import Bill, BillPayment
from cooperation.queries.bills import get_account
from cooperation.queries.commitments import CommitmentRecord
from enrollment.billing import FROZEN_STATES
from enrollment.models.billing import BillingList
from enrollment.quarters import Quarter
from tenants.kernel.formats import count, month_range, percent, rupiah
from tenants.kernel.terbilang import rupiah_in_words

_NOTHING: Final = "–"


@dataclass(frozen=True)
class _SettledList:
    """A frozen list with the code of its bill, where that stands, and the SP2D that settled it."""

    billing: BillingList
    code: str | None
    standing: Standing | None
    sp2d_numbers: Sequence[str]

    @property
    def settled_idr(self) -> int:
        """What of it is paid, credit of earlier lists included."""
        return self.standing.settled_idr if self.standing else 0


def quarter_money(session: Session, carried: CommitmentRecord, quarter: Quarter) -> dict[str, Any]:
    """Planned, listed and paid: of the quarter, and since the year began. Role regency.

    A list belongs to the quarter in which its months begin, so that each is counted once. What pays
    it is what settles its bill: an SP2D that was too much pays the list issued next as well.
    """
    lists, credit_idr = _lists(session, carried, quarter.year)
    first, last = quarter.months[0].first_day, quarter.months[-1].last_day
    until = [one for one in lists if one.billing.first_month_on <= last]
    within = [one for one in until if one.billing.first_month_on >= first]
    listed = [sum(one.billing.amount_idr or 0 for one in some) for some in (within, until)]
    paid = [sum(one.settled_idr for one in some) for some in (within, until)]
    planned = _planned(carried, quarter)
    return {
        "lists": [_row(one) for one in within],
        "listed": rupiah(listed[0]),
        "listed_words": rupiah_in_words(listed[0]).lower(),
        "paid": rupiah(paid[0]),
        "paid_words": rupiah_in_words(paid[0]).lower(),
        "unpaid": rupiah(listed[0] - paid[0]),
        "credit": rupiah(credit_idr) if credit_idr else "",
        "planned": [rupiah(one) for one in planned],
        "listed_both": [rupiah(one) for one in listed],
        "paid_both": [rupiah(one) for one in paid],
        "paid_year_words": rupiah_in_words(paid[1]).lower(),
        "ratio_both": [
            percent(Decimal(one) / Decimal(due_idr)) if due_idr else _NOTHING
            for one, due_idr in zip(paid, planned, strict=True)
        ],
    }


def _planned(carried: CommitmentRecord, quarter: Quarter) -> Sequence[int]:
    computed = carried.examination.computation if carried.examination else None
    due = computed.by_month if computed else {}
    return [
        sum(amount for month, amount in due.items() if month in quarter.months),
        sum(
            amount
            for month, amount in due.items()
            if month.year == quarter.year and month <= quarter.months[-1]
        ),
    ]


def _lists(
    session: Session, carried: CommitmentRecord, year: int
) -> tuple[Sequence[_SettledList], int]:
    """The frozen lists of a programme in a year, in order; and the credit that waits for others."""
    tenant_id, commitment_id = carried.commitment.tenant_id, carried.commitment.id
    account = get_account(session, tenant_id=tenant_id, commitment_id=commitment_id)
    standings = {one.bill.id: one for one in account.standings}
    payments = session.execute(
        select(BillPayment.id, BillPayment.sp2d_number).where(
            BillPayment.tenant_id == tenant_id,
            BillPayment.id.in_([one.payment_id for one in account.allocations]),
        )
    )
    numbers = {payment.id: payment.sp2d_number for payment in payments}
    settled_by: dict[UUID, list[str]] = {}
    for one in account.allocations:
        settled_by.setdefault(one.bill_id, []).append(numbers[one.payment_id])
    rows = session.execute(
        select(BillingList, Bill.id, Bill.code)
        .outerjoin(
            Bill, (Bill.tenant_id == BillingList.tenant_id) & (Bill.id == BillingList.bill_id)
        )
        .where(
            BillingList.tenant_id == tenant_id,
            BillingList.commitment_id == commitment_id,
            BillingList.state.in_(FROZEN_STATES),
            BillingList.first_month_on >= date(year, 1, 1),
            BillingList.first_month_on <= date(year, 12, 31),
        )
        .order_by(BillingList.first_month_on, BillingList.number)
    )
    lists = [
        _SettledList(billing, code, standings.get(bill_id), settled_by.get(bill_id, ()))
        for billing, bill_id, code in rows
    ]
    return lists, account.credit_idr


def _row(one: _SettledList) -> Sequence[str]:
    billing = one.billing
    return [
        count(billing.number),
        month_range(billing.first_month_on, billing.last_month_on),
        count(billing.people_count or 0),
        count(billing.month_count or 0),
        rupiah(billing.amount_idr or 0),
        one.code or _NOTHING,
        ", ".join(dict.fromkeys(one.sp2d_numbers)) or _NOTHING,
        rupiah(one.settled_idr) if one.sp2d_numbers else _NOTHING,
    ]
