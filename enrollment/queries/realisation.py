"""What is recorded of the money of each programme of one budget year."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from cooperation.bills import Account
from cooperation.commitment_states import CommitmentStatus
from cooperation.kinds import FundingSource
from cooperation.models.bills import Bill
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.bills import list_accounts, list_paid_out
from cooperation.queries.commitments import CommitmentRecord, list_commitment_records
from cooperation.spending import ListedMonths, Money, MonthCost
from enrollment.billing import FROZEN_STATES, BillingState
from enrollment.cover_months import YearMonths, months_of
from enrollment.models.billing import BillingList
from enrollment.queries.billing import shares_of

# A person counts once a month, whichever insurance was posted for it.
_POSTED = text(
    """
    SELECT p.commitment_id, p.year, p.months, count(*) AS people
    FROM (
        SELECT y.commitment_id, y.worker_id, CAST(y.year AS int) AS year,
            bit_or(CAST(y.months AS int)) AS months
        FROM posted_year y
        WHERE y.tenant_id = :tenant_id AND y.commitment_id = ANY(:commitment_ids)
        GROUP BY y.commitment_id, y.worker_id, y.year) p
    GROUP BY p.commitment_id, p.year, p.months
    """
)


@dataclass(frozen=True)
class ProgrammeMoney:
    """The money of one programme, with the commitment it was computed from."""

    record: CommitmentRecord
    money: Money
    bills: Sequence[Bill]
    account: Account
    """Where each of its bills stands."""


def list_money(
    session: Session, *, tenant_id: int, year: int, today: date
) -> Sequence[ProgrammeMoney]:
    """Every programme of a budget year that was not given up, by title, with all of its months."""
    commitments = session.scalars(
        select(Commitment)
        .where(
            Commitment.tenant_id == tenant_id,
            Commitment.budget_year == year,
            Commitment.status != CommitmentStatus.CANCELLED,
        )
        .order_by(Commitment.title, Commitment.id)
    ).all()
    ids = [one.id for one in commitments]
    records = list_commitment_records(
        session, tenant_id=tenant_id, commitments=commitments, today=today
    )
    accounts = list_accounts(session, tenant_id=tenant_id, commitment_ids=ids)
    lists = _frozen_lists(session, tenant_id, ids)
    bills = _bills(session, tenant_id, ids)
    paid = _paid_by_source(session, tenant_id, ids)
    posted = posted_by_month(session, tenant_id=tenant_id, commitment_ids=ids)
    found = []
    for record in records:
        one = record.commitment
        account = accounts.get(one.id) or Account()
        computation = record.examination.computation if record.examination else None
        money = Money(
            commitment_id=one.id,
            title=one.title,
            source=FundingSource(one.funding_source),
            budget_year=one.budget_year,
            budget_line=one.budget_line,
            budget_idr=one.budget_idr,
            committed_idr=computation.total_idr if computation else None,
            costs=costs_of(record),
            lists=lists[one.id],
            paid_idr=paid[one.id],
            open_idr=sum(each.open_idr for each in account.standings),
            credit_idr=account.credit_idr,
            posted=posted[one.id],
        )
        found.append(ProgrammeMoney(record, money, bills[one.id], account))
    return found


def costs_of(record: CommitmentRecord) -> Sequence[MonthCost]:
    """What each month of a programme has with all addenda; none where nothing is computed."""
    if record.examination is None:
        return []
    return [
        MonthCost(month, run.people_count, run.price.rate_idr)
        for run in record.examination.computation.runs
        for month in run.months
    ]


def _frozen_lists(
    session: Session, tenant_id: int, ids: Collection[UUID]
) -> Mapping[UUID, list[ListedMonths]]:
    found: defaultdict[UUID, list[ListedMonths]] = defaultdict(list)
    for one in session.scalars(
        select(BillingList).where(
            BillingList.tenant_id == tenant_id,
            BillingList.commitment_id.in_(ids),
            BillingList.state.in_(FROZEN_STATES),
        )
    ):
        found[one.commitment_id].append(
            ListedMonths(
                people_by_month(one),
                one.amount_idr or 0,
                is_billed=one.bill_id is not None,
                is_paid=one.state == BillingState.PAID,
            )
        )
    return found


def people_by_month(billing: BillingList) -> Mapping[Month, int]:
    """People of a frozen list by month: not everybody is billed for each of its months."""
    people: Counter[Month] = Counter()
    for share in shares_of(billing):
        held = months_of([YearMonths(billing.first_month_on.year, share.months)])
        people.update(dict.fromkeys(held, share.people_count))
    return people


def _bills(session: Session, tenant_id: int, ids: Collection[UUID]) -> Mapping[UUID, list[Bill]]:
    found: defaultdict[UUID, list[Bill]] = defaultdict(list)
    query = select(Bill).where(Bill.tenant_id == tenant_id, Bill.commitment_id.in_(ids))
    for one in session.scalars(query.order_by(Bill.number)):
        found[one.commitment_id].append(one)
    return found


def _paid_by_source(
    session: Session, tenant_id: int, ids: Collection[UUID]
) -> Mapping[UUID, dict[FundingSource, int]]:
    found: defaultdict[UUID, dict[FundingSource, int]] = defaultdict(dict)
    for one in list_paid_out(session, tenant_id=tenant_id, commitment_ids=ids):
        of_one = found[one.commitment_id]
        of_one[one.source] = of_one.get(one.source, 0) + one.amount_idr
    return found


def posted_by_month(
    session: Session, *, tenant_id: int, commitment_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[Month, int]]:
    """People of some programmes that BPJS posted, by month; none for a programme without any."""
    found: defaultdict[UUID, dict[Month, int]] = defaultdict(dict)
    rows: Sequence[Row[Any]] = session.execute(
        _POSTED, {"tenant_id": tenant_id, "commitment_ids": list(commitment_ids)}
    ).all()
    for row in rows:
        of_one = found[row.commitment_id]
        for month in months_of([YearMonths(row.year, row.months)]):
            of_one[month] = of_one.get(month, 0) + row.people
    return found
