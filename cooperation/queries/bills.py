"""Reads of bills and payments: the account of a commitment, what was paid, what was written before.

What a BPJS office may not read of a payment is asked for by ``list_payments`` alone.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from cooperation.bills import Account, Owed, Receipt, settle
from cooperation.kinds import FundingSource, MeansOfPayment
from cooperation.models.bills import Bill, BillPayment
from cooperation.models.commitments import Commitment
from cooperation.paper_particulars import Particulars, complete_particulars, particulars_of
from cooperation.payment_papers import paper_mark
from tenants.kernel.errors import N_, NotFound

SUGGESTIONS = 30


@dataclass(frozen=True)
class Written:
    """What was written into free fields of payments before, to be chosen again."""

    sub_activities: Sequence[str]
    budget_accounts: Sequence[str]


@dataclass(frozen=True)
class UsedPaper:
    """A payment that names the same SP2D, and the commitment whose bill it paid."""

    payment: BillPayment
    commitment: Commitment


@dataclass(frozen=True)
class PaidOut:
    """What one SP2D paid out for one bill, whether the bill needed all of it or not."""

    commitment_id: UUID
    source: FundingSource
    sp2d_on: date
    amount_idr: int


def get_bill(session: Session, *, tenant_id: int, bill_id: UUID) -> Bill:
    """One bill.

    Raises:
        NotFound: no such bill in this regency.
    """
    bill = session.get(Bill, (tenant_id, bill_id))
    if bill is None:
        raise NotFound(N_("Tagihan tidak ditemukan."))
    return bill


def get_payment(
    session: Session, *, tenant_id: int, bill_id: UUID, bill_payment_id: UUID
) -> BillPayment:
    """One payment of a bill.

    Raises:
        NotFound: the bill has no such payment.
    """
    payment = session.get(BillPayment, (tenant_id, bill_payment_id))
    if payment is None or payment.bill_id != bill_id:
        raise NotFound(N_("Pembayaran tidak ditemukan."))
    return payment


def get_account(session: Session, *, tenant_id: int, commitment_id: UUID) -> Account:
    """The bills of a commitment with what settled them."""
    accounts = list_accounts(session, tenant_id=tenant_id, commitment_ids=[commitment_id])
    return accounts.get(commitment_id) or Account()


def list_accounts(
    session: Session, *, tenant_id: int, commitment_ids: Collection[UUID]
) -> Mapping[UUID, Account]:
    """The accounts of those commitments that have bills, in the order in which those were issued.

    The order is that of their making: a kode iuran that comes later for an earlier list takes no
    credit from a list it has settled.
    """
    bills: defaultdict[UUID, list[Owed]] = defaultdict(list)
    for row in session.execute(
        select(Bill.commitment_id, Bill.id, Bill.amount_idr, Bill.due_on)
        .where(Bill.tenant_id == tenant_id, Bill.commitment_id.in_(commitment_ids))
        .order_by(Bill.commitment_id, Bill.created_at, Bill.id)
    ):
        bills[row.commitment_id].append(Owed(row.id, row.amount_idr, row.due_on))
    receipts: defaultdict[UUID, list[Receipt]] = defaultdict(list)
    paid_on = func.coalesce(BillPayment.deposited_on, BillPayment.sp2d_on).label("paid_on")
    for paid in session.execute(
        select(
            Bill.commitment_id,
            BillPayment.id,
            BillPayment.bill_id,
            paid_on,
            BillPayment.amount_idr,
        )
        .join(Bill, (Bill.tenant_id == BillPayment.tenant_id) & (Bill.id == BillPayment.bill_id))
        .where(BillPayment.tenant_id == tenant_id, Bill.commitment_id.in_(commitment_ids))
    ):
        receipts[paid.commitment_id].append(
            Receipt(paid.id, paid.bill_id, paid.paid_on, paid.amount_idr)
        )
    return {one: settle(owed, receipts[one]) for one, owed in bills.items()}


def list_paid_out(
    session: Session, *, tenant_id: int, commitment_ids: Collection[UUID]
) -> Sequence[PaidOut]:
    """What SP2D paid out for the bills of some commitments, in the order of their days.

    Every figure called paid (SP2D) is a sum of these.
    """
    rows = session.execute(
        select(
            Bill.commitment_id,
            BillPayment.funding_source,
            BillPayment.sp2d_on,
            BillPayment.amount_idr,
        )
        .join(Bill, (Bill.tenant_id == BillPayment.tenant_id) & (Bill.id == BillPayment.bill_id))
        .where(BillPayment.tenant_id == tenant_id, Bill.commitment_id.in_(commitment_ids))
        .order_by(BillPayment.sp2d_on, BillPayment.id)
    )
    return [
        PaidOut(row.commitment_id, FundingSource(row.funding_source), row.sp2d_on, row.amount_idr)
        for row in rows
    ]


def list_payments(session: Session, *, tenant_id: int, bill_id: UUID) -> Sequence[BillPayment]:
    """The payments of a bill in the order of their SP2D. Role regency."""
    return session.scalars(
        select(BillPayment)
        .where(BillPayment.tenant_id == tenant_id, BillPayment.bill_id == bill_id)
        .order_by(BillPayment.sp2d_on, BillPayment.id)
    ).all()


def list_particulars(
    session: Session, *, tenant_id: int, bill_id: UUID
) -> Mapping[UUID, Particulars]:
    """What is known of the paper of each payment of a bill, whichever bill it was stated for.

    Role regency.
    """
    own = aliased(BillPayment)
    same_number = func.lower(own.sp2d_number) == func.lower(BillPayment.sp2d_number)
    rows = session.execute(
        select(own, BillPayment)
        .join(BillPayment, (BillPayment.tenant_id == own.tenant_id) & same_number)
        .where(own.tenant_id == tenant_id, own.bill_id == bill_id)
        .order_by(BillPayment.recorded_at, BillPayment.id)
    ).all()
    known: dict[UUID, Particulars] = {}
    for payment, other in rows:
        if _mark(payment) == _mark(other):
            so_far = known.get(payment.id) or particulars_of(payment)
            known[payment.id] = complete_particulars(so_far, [particulars_of(other)])
    return known


def find_used_paper(session: Session, *, tenant_id: int, sp2d_number: str) -> Sequence[UsedPaper]:
    """Payments of the regency that name this SP2D, whatever its letters' case. Role regency."""
    rows = session.execute(
        select(BillPayment, Commitment)
        .join(Bill, (Bill.tenant_id == BillPayment.tenant_id) & (Bill.id == BillPayment.bill_id))
        .join(
            Commitment,
            (Commitment.tenant_id == Bill.tenant_id) & (Commitment.id == Bill.commitment_id),
        )
        .where(
            BillPayment.tenant_id == tenant_id,
            func.lower(BillPayment.sp2d_number) == func.lower(sp2d_number),
        )
        .order_by(BillPayment.id)
    )
    return [UsedPaper(payment, commitment) for payment, commitment in rows]


def list_written(session: Session, *, tenant_id: int) -> Written:
    """Sub-activities and budget accounts that payments of the regency named, latest first."""
    found = []
    for column in (BillPayment.sub_activity, BillPayment.budget_account):
        query = (
            select(column)
            .where(BillPayment.tenant_id == tenant_id, column.is_not(None))
            .group_by(column)
            .order_by(func.max(BillPayment.sp2d_on).desc(), column)
            .limit(SUGGESTIONS)
        )
        found.append([text for text in session.scalars(query) if text is not None])
    return Written(*found)


def _mark(payment: BillPayment) -> tuple[MeansOfPayment, date | int]:
    return paper_mark(FundingSource(payment.funding_source), payment.sp2d_on)
