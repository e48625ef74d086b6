"""The money of a programme's quarter in its papers: planned, listed, and what settled each list."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.bills import Account, Standing
from cooperation.models.bills import Bill, BillPayment
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.bills import get_account, list_paid_out
from cooperation.queries.commitments import CommitmentRecord
from enrollment.billing import FROZEN_STATES
from enrollment.models.billing import BillingList
from enrollment.month_lines import MonthLine
from enrollment.quarters import Quarter
from enrollment.queries.billing import shares_of
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


def quarter_money(
    session: Session,
    carried: CommitmentRecord,
    quarter: Quarter,
    lines: Sequence[MonthLine],
) -> dict[str, Any]:
    """Planned, listed and paid: of the quarter, and since the year began. Role regency.

    Lists are told with any month of theirs in the quarter, and their worth counts in the quarter of
    each month. Paid is what SP2D paid out, on their days, also what was too much; what settled
    a list may be credit of an earlier one. What was too much and waits is told with the list it was
    paid for, and not in quarters before that list.

    Args:
        session: a transaction of the regency.
        carried: the programme.
        quarter: of which year and months.
        lines: every month of the programme.
    """
    commitment = carried.commitment
    account = get_account(session, tenant_id=commitment.tenant_id, commitment_id=commitment.id)
    lists = _lists(session, commitment, account, quarter)
    paid_out = list_paid_out(
        session, tenant_id=commitment.tenant_id, commitment_ids=[commitment.id]
    )
    spans = (
        (quarter.months[0], quarter.months[-1]),
        (Month(quarter.year, 1), quarter.months[-1]),
    )
    planned = [_planned(lines, *span) for span in spans]
    listed = [_listed(lines, *span) for span in spans]
    paid = [
        sum(one.amount_idr for one in paid_out if first <= Month.of(one.sp2d_on) <= last)
        for first, last in spans
    ]
    worth = sum(one.billing.amount_idr or 0 for one in lists)
    settled = sum(one.settled_idr for one in lists)
    return {
        "lists": [_row(one, quarter) for one in lists],
        "listed": rupiah(worth),
        "listed_words": rupiah_in_words(worth).lower(),
        "listed_within": rupiah(listed[0]),
        "settled": rupiah(settled),
        "settled_words": rupiah_in_words(settled).lower(),
        "unsettled": rupiah(worth - settled),
        "received": rupiah(sum(one.standing.received_idr for one in lists if one.standing)),
        "credits": _credits(session, commitment, account, quarter),
        "planned": [rupiah(one) for one in planned],
        "listed_both": [rupiah(one) for one in listed],
        "paid_both": [rupiah(one) for one in paid],
        "paid_year_words": rupiah_in_words(paid[1]).lower(),
        "ratio_both": [
            percent(Decimal(one) / Decimal(due_idr)) if due_idr else _NOTHING
            for one, due_idr in zip(paid, planned, strict=True)
        ],
    }


def _planned(lines: Sequence[MonthLine], first: Month, last: Month) -> int:
    return sum(
        one.planned.amount_idr or 0
        for one in lines
        if one.planned and one.month and first <= one.month <= last
    )


def _listed(lines: Sequence[MonthLine], first: Month, last: Month) -> int:
    return sum(
        one.listed.amount_idr or 0 for one in lines if one.month and first <= one.month <= last
    )


def _credits(
    session: Session, commitment: Commitment, account: Account, quarter: Quarter
) -> Sequence[Sequence[str]]:
    """What waits, with number and months of the list that it was paid for, up to a quarter."""
    lists = session.scalars(
        select(BillingList)
        .where(
            BillingList.tenant_id == commitment.tenant_id,
            BillingList.bill_id.in_(account.waiting_idr),
            BillingList.first_month_on <= quarter.months[-1].first_day,
        )
        .order_by(BillingList.number)
    )
    return [
        [
            rupiah(account.waiting_idr[one.bill_id]),
            count(one.number),
            month_range(one.first_month_on, one.last_month_on),
        ]
        for one in lists
        if one.bill_id
    ]


def _lists(
    session: Session, commitment: Commitment, account: Account, quarter: Quarter
) -> Sequence[_SettledList]:
    """The frozen lists with a month in a quarter, in order."""
    tenant_id, commitment_id = commitment.tenant_id, commitment.id
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
            BillingList.first_month_on <= quarter.months[-1].first_day,
            BillingList.last_month_on >= quarter.months[0].first_day,
        )
        .order_by(BillingList.first_month_on, BillingList.number)
    )
    return [
        _SettledList(billing, code, standings.get(bill_id), settled_by.get(bill_id, ()))
        for billing, bill_id, code in rows
    ]


def _row(one: _SettledList, quarter: Quarter) -> Sequence[str]:
    billing = one.billing
    within = sum(
        amount
        for share in shares_of(billing)
        for month, amount in share.by_month(billing.first_month_on.year).items()
        if month in quarter.months
    )
    return [
        count(billing.number),
        month_range(billing.first_month_on, billing.last_month_on),
        count(billing.people_count or 0),
        count(billing.month_count or 0),
        rupiah(billing.amount_idr or 0),
        rupiah(within),
        one.code or _NOTHING,
        ", ".join(dict.fromkeys(one.sp2d_numbers)) or _NOTHING,
        rupiah(one.settled_idr) if one.sp2d_numbers else _NOTHING,
    ]
