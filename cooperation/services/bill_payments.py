"""Keep payments of bills: what an SP2D paid, its bukti setor, what was recorded by mistake."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.bills import PAPER_DAYS, Standing, paper_errors
from cooperation.doubts import Doubt, amount_doubts, order_doubts, refuse_doubts, year_doubts
from cooperation.kinds import FundingSource, MeansOfPayment, means_of
from cooperation.models.bills import Bill, BillPayment
from cooperation.models.commitments import Commitment
from cooperation.paper_particulars import particulars_of
from cooperation.payment_papers import PaperShare, of_one_paper, share_doubts, share_errors
from cooperation.queries.bills import find_used_paper, get_account, get_bill, get_payment
from cooperation.queries.commitments import get_commitment
from cooperation.services.bills import record_of_bill, take_bills_turn
from cooperation.spending import line_key
from tenants.kernel.actor import Actor
from tenants.kernel.clock import latest_today
from tenants.kernel.constraints import delete, flush
from tenants.kernel.errors import (
    N_,
    DuplicateRecord,
    FieldError,
    InvalidTransition,
    refuse_errors,
)
from tenants.kernel.ids import uuid7
from tenants.queries.documents import get_document
from tenants.remark_rules import reason_errors
from tenants.services.documents import HeldFile, IncomingFile, keep_file


@dataclass(frozen=True, kw_only=True)
class PaymentDetails:
    """A payment as its papers state it; SPP and SPM only where they are at hand.

    ``amount_idr`` is what it pays of the bill, ``paper_idr`` what the whole SP2D or transfer is
    worth, stated where it pays several bills.
    """

    sp2d_number: str
    sp2d_on: date
    amount_idr: int
    paper_idr: int | None = None
    spp_number: str | None = None
    spp_on: date | None = None
    spm_number: str | None = None
    spm_on: date | None = None
    deposited_on: date | None = None
    funding_source: FundingSource | None = None
    sub_activity: str | None = None
    budget_account: str | None = None


def pay_bill(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    bill_id: UUID,
    details: PaymentDetails,
    listed_on: date | None = None,
    confirmed: Collection[str] = (),
    proof: IncomingFile | HeldFile | None = None,
) -> BillPayment:
    """Record what an SP2D paid for a bill: all of it, a part, or more than is open.

    Args:
        session: role regency.
        tenant_id: whose.
        actor: who records it.
        now: the present moment.
        bill_id: a bill of which something is open.
        details: as the papers state it; without a funding source, that of the commitment.
        listed_on: the day on which its people were frozen, where that is known.
        confirmed: marks of what somebody was asked about and means.
        proof: the bukti setor, as it was sent or as it was kept when the form was refused.

    Raises:
        NotFound: no such bill in this regency.
        InvalidInput: a day has not come or lies before the one it follows, the SP2D paid
            a bill of another budget line, was dated otherwise or bears another SPP or SPM there,
            it would pay more than it is worth or nobody says what that is, or the file cannot be
            kept.
        InvalidTransition: nothing of the bill is open.
        DuplicateRecord: the SP2D or transfer is recorded for this bill.
        DoubtfulEntry: the amount looks mistyped, the paper is older than bill and list, public
            money is of another budget year, an SP2D pays programmes whose lines are not known to be
            one, or a transfer bears the number of another, and that is not confirmed.

    Effects:
        Takes the turn, stores the file, inserts, audits, publishes ``FactsChanged``.
    """
    take_bills_turn(session, tenant_id=tenant_id)
    bill = get_bill(session, tenant_id=tenant_id, bill_id=bill_id)
    commitment = get_commitment(session, tenant_id=tenant_id, commitment_id=bill.commitment_id)
    source = details.funding_source or FundingSource(commitment.funding_source)
    paper_doubts = _refuse_papers(session, bill, commitment, details, now)
    standing = _standing(session, bill)
    if standing.open_idr == 0:
        raise InvalidTransition(
            N_("Tagihan ini sudah lunas. Catat pembayaran lain pada tagihan yang dibayarnya.")
        )
    budget_years = {bill.first_month_on.year, commitment.budget_year}
    refuse_doubts(
        [
            *amount_doubts(details.amount_idr, standing.open_idr),
            *order_doubts(details.sp2d_on, bill.billed_on, listed_on, source),
            *year_doubts(details.sp2d_on, budget_years, source),
            *paper_doubts,
        ],
        confirmed,
    )
    document_id = None
    if proof is not None:
        document_id = keep_file(session, tenant_id=tenant_id, actor=actor, now=now, file=proof).id
    stated = asdict(details) | {"funding_source": source}
    payment = BillPayment(
        tenant_id=tenant_id,
        id=uuid7(),
        bill_id=bill.id,
        **stated,
        document_id=document_id,
        recorded_at=now,
        recorded_by_name=actor.name,
    )
    session.add(payment)
    refusal = partial(_already_recorded, means_of(source))
    flush(session, {"uq_bill_payment_tenant_id_bill_id_sp2d": refusal})
    record_of_bill(session, bill, actor=actor, now=now, action="bill:pay", detail=_of(payment))
    return payment


def attach_proof(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    bill_id: UUID,
    bill_payment_id: UUID,
    deposited_on: date | None,
    proof: IncomingFile | HeldFile | None,
) -> BillPayment:
    """Keep the bukti setor of a payment that was recorded without it, and the day it states.

    Raises:
        NotFound: the bill has no such payment.
        InvalidInput: neither day nor file is given, the day has not come or lies before the SP2D,
            or the file cannot be kept.

    Effects:
        Takes the turn, stores the file, changes the payment, audits, publishes ``FactsChanged``.
    """
    take_bills_turn(session, tenant_id=tenant_id)
    bill = get_bill(session, tenant_id=tenant_id, bill_id=bill_id)
    payment = get_payment(
        session, tenant_id=tenant_id, bill_id=bill_id, bill_payment_id=bill_payment_id
    )
    if proof is None and deposited_on is None:
        refuse_errors([FieldError("/file", N_("Pilih berkas yang akan diunggah."))])
    if deposited_on is not None:
        days = {"sp2d_on": payment.sp2d_on, "deposited_on": deposited_on}
        refuse_errors(paper_errors(days, latest_today(now)))
        payment.deposited_on = deposited_on
    if proof is not None:
        payment.document_id = keep_file(
            session,
            tenant_id=tenant_id,
            actor=actor,
            now=now,
            file=proof,
            replaces_id=payment.document_id,
        ).id
    record_of_bill(
        session, bill, actor=actor, now=now, action="bill:attach-document", detail=_of(payment)
    )
    return payment


def withdraw_payment(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    bill_id: UUID,
    bill_payment_id: UUID,
    reason: str | None,
) -> None:
    """Take away a payment that was recorded by mistake.

    The trail keeps the payment with the hash of its bukti setor. The file itself stays among the
    files of the regency, used by nothing: it may be needed for the right bill, and is taken away
    there by whoever finds it is not.

    Raises:
        NotFound: the bill has no such payment.
        InvalidInput: the reason says too little, or holds a NIK.

    Effects:
        Takes the turn, audits, deletes, publishes ``FactsChanged``.
    """
    take_bills_turn(session, tenant_id=tenant_id)
    bill = get_bill(session, tenant_id=tenant_id, bill_id=bill_id)
    payment = get_payment(
        session, tenant_id=tenant_id, bill_id=bill_id, bill_payment_id=bill_payment_id
    )
    refuse_errors(reason_errors(reason))
    detail = {**_of(payment), "reason": reason}
    if payment.document_id is not None:
        proof = get_document(session, tenant_id=tenant_id, document_id=payment.document_id)
        detail |= {"document": str(proof.id), "sha256": proof.sha256.hex()}
    record_of_bill(
        session, bill, actor=actor, now=now, action="bill:withdraw-payment", detail=detail
    )
    delete(session, payment)


def _standing(session: Session, bill: Bill) -> Standing:
    account = get_account(session, tenant_id=bill.tenant_id, commitment_id=bill.commitment_id)
    return account.of(bill.id)


def _refuse_papers(
    session: Session, bill: Bill, own: Commitment, details: PaymentDetails, now: datetime
) -> list[Doubt]:
    """Refuse days out of order, and a paper that cannot pay this bill too.

    Returns:
        what is to be asked of the paper.
    """
    days = {name: getattr(details, name) for name in PAPER_DAYS}
    errors = paper_errors(days, latest_today(now))
    found = find_used_paper(session, tenant_id=bill.tenant_id, sp2d_number=details.sp2d_number)
    used = [_share(one.payment, one.payment.bill_id, one.commitment) for one in found]
    share = _share(details, bill.id, own)
    if any(one.bill_id == bill.id for one in of_one_paper(share, used)):
        refuse_errors(errors)
        raise _already_recorded(share.kind)
    refuse_errors([*errors, *share_errors(share, used)])
    return share_doubts(share, used)


def _share(stated: PaymentDetails | BillPayment, bill_id: UUID, of: Commitment) -> PaperShare:
    account = (line_key(stated.sub_activity or ""), line_key(stated.budget_account or ""))
    return PaperShare(
        bill_id=bill_id,
        commitment_id=of.id,
        title=of.title,
        budget_year=of.budget_year,
        budget_line=of.budget_line,
        source=FundingSource(stated.funding_source or of.funding_source),
        paid_on=stated.sp2d_on,
        amount_idr=stated.amount_idr,
        paper_idr=stated.paper_idr,
        account=account,
        stated=particulars_of(stated),
    )


def _already_recorded(means: MeansOfPayment) -> DuplicateRecord:
    if means is MeansOfPayment.TRANSFER:
        return DuplicateRecord(
            N_("Bukti transfer ini sudah dicatat untuk tagihan ini. Muat ulang halaman.")
        )
    return DuplicateRecord(N_("SP2D ini sudah dicatat untuk tagihan ini. Muat ulang halaman."))


def _of(payment: BillPayment) -> dict[str, str | int | None]:
    of: dict[str, str | int | None] = {
        "sp2d_number": payment.sp2d_number,
        "amount_idr": payment.amount_idr,
    }
    return of if payment.paper_idr is None else of | {"paper_idr": payment.paper_idr}
