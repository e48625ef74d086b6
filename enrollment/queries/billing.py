"""Reads of billing lists: one, many, their people, and what is left to list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from cooperation.bills import Standing
from cooperation.commitment_states import CommitmentStatus
from cooperation.models.bills import Bill
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.bills import get_account, get_bill, list_accounts
from enrollment.billing import ANSWERED_STATES, FROZEN_STATES, BillingState, Line, Period
from enrollment.list_shares import Share
from enrollment.models.billing import BillingLine, BillingList
from enrollment.models.confirmations import OfficeConfirmation
from enrollment.models.postings import PostingFile
from enrollment.models.workers import Cover, Worker
from enrollment.names import search_key
from enrollment.posting_states import PostingState
from tenants.kernel.errors import N_, MalformedRequest, NotFound
from tenants.kernel.paging import PAGE_SIZE, Page, day, decode_cursor, page_of, row_id

STREAMED_ROWS = 5000
# The word of the regency alone is no answer of the office: its file came with a letter, or it sent
# the file itself, or stated by form what became of the list as it is now.
_IS_UNANSWERED = (
    BillingList.state.in_(ANSWERED_STATES)
    & ~exists().where(
        PostingFile.tenant_id == BillingList.tenant_id,
        PostingFile.billing_list_id == BillingList.id,
        PostingFile.state == PostingState.APPLIED,
        or_(PostingFile.branch_id.is_not(None), PostingFile.document_id.is_not(None)),
    )
    & ~exists().where(
        OfficeConfirmation.tenant_id == BillingList.tenant_id,
        OfficeConfirmation.billing_list_id == BillingList.id,
        OfficeConfirmation.list_sha256 == BillingList.sha256,
        OfficeConfirmation.withdrawn_at.is_(None),
    )
)

_WITH_BILL = (
    select(BillingList, Commitment.title, Bill)
    .join(
        Commitment,
        (Commitment.tenant_id == BillingList.tenant_id)
        & (Commitment.id == BillingList.commitment_id),
    )
    .outerjoin(Bill, (Bill.tenant_id == BillingList.tenant_id) & (Bill.id == BillingList.bill_id))
)


@dataclass(frozen=True)
class ListedBilling:
    """A billing list with the title of its programme, and its bill once it has one."""

    billing: BillingList
    programme: str
    bill: Bill | None = None
    standing: Standing | None = None

    @property
    def due_on(self) -> date:
        """The day by which it is to be paid: as billed, or as it would be."""
        return due_of(self.billing, self.bill)

    @property
    def open_idr(self) -> int | None:
        """What of it is not paid; None while nobody has counted what it holds."""
        return self.standing.open_idr if self.standing is not None else self.billing.amount_idr

    def days_late(self, today: date) -> int:
        """Days after the due date on which it was paid; while it is not, those up to today."""
        if self.standing is not None:
            return self.standing.days_late(today)
        return max((today - self.due_on).days, 0)


@dataclass(frozen=True)
class BilledPerson:
    """A line of a frozen list with its person."""

    line: BillingLine
    worker: Worker


def get_billing(session: Session, *, tenant_id: int, billing_list_id: UUID) -> BillingList:
    """One list.

    Raises:
        NotFound: no such list in this regency.
    """
    billing = session.get(BillingList, (tenant_id, billing_list_id))
    if billing is None:
        raise NotFound(N_("Daftar tagihan tidak ditemukan."))
    return billing


def find_billed(session: Session, *, tenant_id: int, bill_id: UUID) -> BillingList:
    """The list that a bill was issued for.

    Raises:
        NotFound: no such bill in this regency.
    """
    billing = session.scalars(
        select(BillingList).where(
            BillingList.tenant_id == tenant_id, BillingList.bill_id == bill_id
        )
    ).one_or_none()
    if billing is None:
        raise NotFound(N_("Tagihan tidak ditemukan."))
    return billing


def find_bill(session: Session, billing: BillingList) -> tuple[Bill | None, Standing | None]:
    """The bill of a list and where it stands; neither before it is billed.

    Role branch or regency.
    """
    if billing.bill_id is None:
        return None, None
    tenant_id = billing.tenant_id
    account = get_account(session, tenant_id=tenant_id, commitment_id=billing.commitment_id)
    bill = get_bill(session, tenant_id=tenant_id, bill_id=billing.bill_id)
    return bill, account.of(billing.bill_id)


def list_billings(
    session: Session,
    *,
    tenant_id: int,
    commitment_id: UUID | None = None,
    state: BillingState | None = None,
    only_frozen: bool = False,
    only_unanswered: bool = False,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[ListedBilling]:
    """Lists with the titles of their programmes, latest months first.

    Perhaps only those with lines, or those that the BPJS office has not answered.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    keys = (BillingList.first_month_on, BillingList.id)
    query = _WITH_BILL.where(BillingList.tenant_id == tenant_id)
    query = query.order_by(*(key.desc() for key in keys)).limit(size + 1)
    if commitment_id is not None:
        query = query.where(BillingList.commitment_id == commitment_id)
    if state is not None:
        query = query.where(BillingList.state == state)
    if only_frozen:
        query = query.where(BillingList.state.in_(FROZEN_STATES))
    if only_unanswered:
        query = query.where(_IS_UNANSWERED)
    if cursor is not None:
        query = query.where(tuple_(*keys) < tuple_(*decode_cursor(cursor, day, row_id)))
    return page_of(_listed(session, tenant_id, query), _billing_key, size)


def list_unpaid(session: Session, *, tenant_id: int, until: date) -> Sequence[ListedBilling]:
    """Lists of programmes not given up that are due by a day and not paid, the earliest first.

    Role regency or job.
    """
    query = _WITH_BILL.where(
        BillingList.tenant_id == tenant_id,
        BillingList.state != BillingState.PAID,
        BillingList.first_month_on <= until,
        Commitment.status != CommitmentStatus.CANCELLED,
    )
    found = [one for one in _listed(session, tenant_id, query) if one.due_on <= until]
    return sorted(found, key=lambda one: (one.due_on, one.billing.id))


def count_unanswered(session: Session, *, tenant_id: int) -> int:
    """Lists that wait for the answer of the BPJS office. Role branch or regency, bound to it."""
    query = select(func.count()).where(BillingList.tenant_id == tenant_id, _IS_UNANSWERED)
    return session.scalar(query.select_from(BillingList)) or 0


def list_people(
    session: Session,
    *,
    tenant_id: int,
    billing_list_id: UUID,
    name: str = "",
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[BilledPerson]:
    """People of a frozen list by name; perhaps those whose name begins so.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    query = (
        select(BillingLine, Worker)
        .join(
            Worker,
            (Worker.tenant_id == BillingLine.tenant_id) & (Worker.id == BillingLine.worker_id),
        )
        .where(BillingLine.tenant_id == tenant_id, BillingLine.billing_list_id == billing_list_id)
        .order_by(Worker.name_key, Worker.id)
        .limit(size + 1)
    )
    prefix = search_key(name)
    if prefix:
        query = query.where(Worker.name_key.op("^@", is_comparison=True)(prefix))
    if cursor is not None:
        (last_id,) = decode_cursor(cursor, row_id)
        key = session.scalar(
            select(Worker.name_key).where(Worker.tenant_id == tenant_id, Worker.id == last_id)
        )
        if key is None:
            raise MalformedRequest(N_("Penanda halaman tidak dikenali."))
        query = query.where(tuple_(Worker.name_key, Worker.id) > (key, last_id))
    rows = [BilledPerson(line, worker) for line, worker in session.execute(query)]
    return page_of(rows, lambda row: (str(row.worker.id),), size)


def iterate_lines(session: Session, *, tenant_id: int, billing_list_id: UUID) -> Iterator[Line]:
    """Lines of a frozen list as its hash takes them, by the id of the worker, streamed."""
    rows = session.execute(
        select(
            BillingLine.worker_id,
            BillingLine.segment,
            BillingLine.programmes,
            BillingLine.months,
            BillingLine.amount_idr,
        )
        .where(BillingLine.tenant_id == tenant_id, BillingLine.billing_list_id == billing_list_id)
        .order_by(BillingLine.worker_id)
        .execution_options(yield_per=STREAMED_ROWS)
    )
    for row in rows:
        yield Line(row.worker_id, row.segment, row.programmes, row.months, row.amount_idr)


def billed_count(session: Session, *, tenant_id: int, roster_id: UUID, limit: int) -> int:
    """How many people of a roster stand on a frozen list of its programme; counted up to a limit.

    The limit lets the database look each of them up, and stop.
    """
    billed = (
        select(Cover.worker_id)
        .where(
            Cover.tenant_id == tenant_id,
            Cover.roster_ids.contains([roster_id]),
            exists().where(
                BillingLine.tenant_id == Cover.tenant_id,
                BillingLine.worker_id == Cover.worker_id,
                BillingLine.billing_list_id == BillingList.id,
                BillingList.tenant_id == Cover.tenant_id,
                BillingList.commitment_id == Cover.commitment_id,
            ),
        )
        .limit(limit)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(billed)) or 0


def billed_until(session: Session, *, tenant_id: int, commitment_id: UUID) -> Month | None:
    """The last month that any list of a programme holds; None before the first."""
    found: date | None = session.scalar(
        select(func.max(BillingList.last_month_on)).where(
            BillingList.tenant_id == tenant_id, BillingList.commitment_id == commitment_id
        )
    )
    return None if found is None else Month.of(found)


def period_of(billing: BillingList) -> Period:
    """The months of a list."""
    first = Month.of(billing.first_month_on)
    return Period(first, first.until(Month.of(billing.last_month_on)) + 1)


def due_of(billing: BillingList, bill: Bill | None) -> date:
    """The day by which a list is to be paid: as billed, or as it would be."""
    return bill.due_on if bill is not None else period_of(billing).due_on(billing.due_day)


def shares_of(billing: BillingList) -> Sequence[Share]:
    """What a frozen list consists of, as it was priced when it was closed."""
    return [
        Share(
            one["segment"],
            tuple(one["programmes"]),
            one["months"],
            one["people_count"],
            tuple(one["rates_idr"]),
        )
        for one in billing.shares
    ]


def is_frozen(billing: BillingList) -> bool:
    """Whether a list has its lines."""
    return billing.state in FROZEN_STATES


def _listed(
    session: Session, tenant_id: int, query: Select[BillingList, str, Bill]
) -> list[ListedBilling]:
    rows = session.execute(query).all()
    billed = {bill.commitment_id for _, _, bill in rows if bill is not None}
    accounts = list_accounts(session, tenant_id=tenant_id, commitment_ids=billed)
    return [
        ListedBilling(
            billing, title, bill, accounts[bill.commitment_id].of(bill.id) if bill else None
        )
        for billing, title, bill in rows
    ]


def _billing_key(listed: ListedBilling) -> tuple[str, str]:
    return listed.billing.first_month_on.isoformat(), str(listed.billing.id)
