"""Months of a programme with people and rupiah, from its record, its counts and its lists."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.months import Month
from cooperation.queries.commitments import CommitmentRecord
from enrollment.billing import FROZEN_STATES, BillingState
from enrollment.models.billing import BillingList
from enrollment.month_lines import ListedMoney, MonthCounts, MonthLine, month_lines
from enrollment.queries.billing import shares_of
from enrollment.queries.realisation import costs_of


def list_month_lines(
    session: Session, record: CommitmentRecord, counts: Iterable[MonthCounts]
) -> Sequence[MonthLine]:
    """Every month of a programme from what was committed to what BPJS posted.

    Args:
        session: a transaction of the regency.
        record: the programme with what was computed from it.
        counts: how many of its people have come how far, by month.
    """
    commitment = record.commitment
    money = listed_money(session, tenant_id=commitment.tenant_id, commitment_id=commitment.id)
    return month_lines(costs_of(record), counts, money)


def listed_money(
    session: Session, *, tenant_id: int, commitment_id: UUID
) -> Mapping[Month, ListedMoney]:
    """What the frozen lists of a programme come to, by month, as they were priced when closed."""
    found: defaultdict[Month, ListedMoney] = defaultdict(ListedMoney)
    for one in session.scalars(
        select(BillingList).where(
            BillingList.tenant_id == tenant_id,
            BillingList.commitment_id == commitment_id,
            BillingList.state.in_(FROZEN_STATES),
        )
    ):
        is_billed = one.state in {BillingState.BILLED, BillingState.PAID}
        is_paid = one.state == BillingState.PAID
        for share in shares_of(one):
            for month, amount_idr in share.by_month(one.first_month_on.year).items():
                found[month] += ListedMoney(
                    amount_idr, amount_idr if is_billed else 0, amount_idr if is_paid else 0
                )
    return found
