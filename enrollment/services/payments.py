"""What happens to a frozen list outside: it is billed by a kode iuran and paid by SP2D.

Bills and payments are kept by ``cooperation``; how far a list has come follows from them.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.doubts import refuse_doubts
from cooperation.models.bills import BillPayment
from cooperation.queries.bills import get_account, get_bill, list_payments
from cooperation.services import bill_payments, bills
from cooperation.services.bill_payments import PaymentDetails
from cooperation.services.bills import BillDetails, take_bills_turn
from enrollment.billing import BillingAction, BillingState, next_billing_state
from enrollment.models.billing import BillingList
from enrollment.office_confirmations import code_doubts
from enrollment.queries.billing import period_of
from enrollment.services.billing import lock_billing
from enrollment.services.standing import request_reckoning
from tenants.kernel.actor import Actor
from tenants.kernel.clock import latest_today, local_day
from tenants.kernel.errors import N_, InvalidTransition, StaleVersion
from tenants.models.identity import Tenant
from tenants.services.documents import HeldFile, IncomingFile


def record_bill(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    billing_list_id: UUID,
    billing_code: str,
    billed_on: date,
    seen_code: str | None = None,
    confirmed: Collection[str] = (),
) -> BillingList:
    """Record the kode iuran a closed list got; while it is not paid, another one replaces it.

    What earlier bills of the programme were paid too much counts for it at once.

    Args:
        session: role regency.
        tenant_id: whose.
        actor: who records it.
        now: the present moment.
        billing_list_id: a closed or billed list.
        billing_code: the code.
        billed_on: since when the list has it.
        seen_code: the one it replaces, as it was on the page; None where the list had none.
        confirmed: marks of what somebody was asked about and means.

    Raises:
        NotFound: no such list in this regency.
        InvalidInput: the day has not come.
        DoubtfulEntry: the code reads as a NIK, and that is not confirmed.
        InvalidTransition: the list is not closed, or paid already.
        StaleVersion: somebody else recorded another code since the page was opened.

    Effects:
        Takes the turn of bills, issues or changes the bill, changes the list, enqueues
        ``reckon_cover`` where it is paid by credit, audits, publishes ``FactsChanged``.
    """
    billing = _locked(session, tenant_id, billing_list_id)
    next_billing_state(BillingState(billing.state), BillingAction.BILL)
    bill = None
    if billing.bill_id is not None:
        bill = get_bill(session, tenant_id=tenant_id, bill_id=billing.bill_id)
        if (bill.code, bill.billed_on) == (billing_code, billed_on):
            return billing
    if seen_code != (bill.code if bill else None):
        raise StaleVersion(
            _RECORDED if bill else N_("Kode iuran daftar ini baru saja dibatalkan orang lain."),
            code=bill.code if bill else None,
        )
    refuse_doubts(code_doubts("/billing_code", billing_code, latest_today(now)), confirmed)
    if billing.bill_id is None:
        billing.bill_id = bills.issue_bill(
            session,
            tenant_id=tenant_id,
            actor=actor,
            now=now,
            details=_details(billing),
            code=billing_code,
            billed_on=billed_on,
        ).id
        billing.state = BillingState.BILLED
        session.flush()
    else:
        bills.revise_bill(
            session,
            tenant_id=tenant_id,
            actor=actor,
            now=now,
            bill_id=billing.bill_id,
            code=billing_code,
            billed_on=billed_on,
        )
    _follow_account(session, billing, now=now)
    return billing


def record_payment(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    billing_list_id: UUID,
    payment: PaymentDetails,
    confirmed: Collection[str] = (),
    proof: IncomingFile | HeldFile | None = None,
) -> BillPayment:
    """Record that a billed list was paid, wholly or in part.

    Its people become paid once nothing is open; active only by BPJS's posting. What is too much
    counts for the next lists of the programme.

    Args:
        session: role regency.
        tenant_id: whose.
        actor: who records it.
        now: the present moment.
        billing_list_id: a billed list.
        payment: as the papers state it.
        confirmed: marks of what somebody was asked about and means.
        proof: the bukti setor, as it was sent or as it was kept when the form was refused.

    Raises:
        NotFound: no such list in this regency.
        InvalidInput: as ``pay_bill``.
        InvalidTransition: the list is not billed, or paid already.
        DuplicateRecord: the SP2D is recorded for this list.
        DoubtfulEntry: as ``pay_bill``.

    Effects:
        Takes the turn of bills, inserts the payment, changes lists, stores the file, enqueues
        ``reckon_cover``, audits, publishes ``FactsChanged``.
    """
    billing = _locked(session, tenant_id, billing_list_id)
    next_billing_state(BillingState(billing.state), BillingAction.PAY)
    paid = bill_payments.pay_bill(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        bill_id=_bill_of(billing),
        details=payment,
        listed_on=_listed_on(session, billing),
        confirmed=confirmed,
        proof=proof,
    )
    _follow_account(session, billing, now=now)
    return paid


def record_proof(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    billing_list_id: UUID,
    bill_payment_id: UUID,
    deposited_on: date | None,
    proof: IncomingFile | HeldFile | None,
) -> BillPayment:
    """Keep the bukti setor of a payment that was recorded without it.

    Raises:
        NotFound: no such list in this regency, or the list has no such payment.
        InvalidInput: as ``attach_proof``.
        InvalidTransition: the list is not billed.

    Effects:
        As ``attach_proof``.
    """
    billing = _locked(session, tenant_id, billing_list_id)
    return bill_payments.attach_proof(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        bill_id=_bill_of(billing),
        bill_payment_id=bill_payment_id,
        deposited_on=deposited_on,
        proof=proof,
    )


_RECORDED = N_(
    "Kode iuran %(code)s baru saja dicatat orang lain untuk daftar ini. Isian Anda belum disimpan:"
    " bandingkan, lalu simpan bila kode Anda yang benar."
)
_PAID_MEANWHILE = N_(
    "Tagihan ini sudah mempunyai pembayaran, mungkin baru saja dicatat orang lain. Batalkan"
    " pembayarannya dahulu, lalu kode iurannya."
)


def take_back(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    billing_list_id: UUID,
    reason: str | None,
    bill_payment_id: UUID | None = None,
) -> BillingList:
    """Take back what was recorded by mistake: a payment, or a bill that has none.

    Raises:
        NotFound: no such list in this regency, or the list has no such payment.
        InvalidInput: the reason says too little, or holds a NIK.
        InvalidTransition: the list is neither billed nor paid, or a bill is to go that has
            payments, or is settled by credit.

    Effects:
        Takes the turn of bills, deletes the payment or the bill, changes lists, enqueues
        ``reckon_cover`` where lists are no longer paid, audits, publishes ``FactsChanged``.
    """
    billing = _locked(session, tenant_id, billing_list_id)
    next_billing_state(BillingState(billing.state), BillingAction.TAKE_BACK)
    bill_id = _bill_of(billing)
    payments = list_payments(session, tenant_id=tenant_id, bill_id=bill_id)
    if bill_payment_id is None and payments:
        raise InvalidTransition(_PAID_MEANWHILE, state=billing.state)
    was_paid = billing.state == BillingState.PAID
    if bill_payment_id is not None:
        bill_payments.withdraw_payment(
            session,
            tenant_id=tenant_id,
            actor=actor,
            now=now,
            bill_id=bill_id,
            bill_payment_id=bill_payment_id,
            reason=reason,
        )
    else:
        billing.bill_id, billing.state = None, BillingState.CLOSED
        session.flush()
        bills.withdraw_bill(
            session, tenant_id=tenant_id, actor=actor, now=now, bill_id=bill_id, reason=reason
        )
        if was_paid:
            request_reckoning(session, billing, now=now)
    _follow_account(session, billing, now=now)
    return billing


def _locked(session: Session, tenant_id: int, billing_list_id: UUID) -> BillingList:
    take_bills_turn(session, tenant_id=tenant_id)
    return lock_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)


def _listed_on(session: Session, billing: BillingList) -> date | None:
    """The day on which its people were frozen, on the clock of the regency."""
    if billing.closed_at is None:
        return None
    return local_day(billing.closed_at, session.get_one(Tenant, billing.tenant_id).timezone)


def _bill_of(billing: BillingList) -> UUID:
    if billing.bill_id is None:
        raise InvalidTransition(
            N_("Langkah ini tidak cocok dengan keadaan daftar tagihan sekarang. Muat ulang."),
            state=billing.state,
        )
    return billing.bill_id


def _details(billing: BillingList) -> BillDetails:
    period = period_of(billing)
    return BillDetails(
        commitment_id=billing.commitment_id,
        agreement_id=billing.agreement_id,
        number=billing.number,
        first=period.first,
        last=period.last,
        people_count=billing.people_count or 0,
        month_count=billing.month_count or 0,
        amount_idr=billing.amount_idr or 0,
        due_on=period.due_on(billing.due_day),
    )


def _follow_account(session: Session, changed: BillingList, *, now: datetime) -> None:
    """Let every billed list of a programme be paid or not by what is open of its bill."""
    tenant_id, commitment_id = changed.tenant_id, changed.commitment_id
    account = get_account(session, tenant_id=tenant_id, commitment_id=commitment_id)
    lists = session.scalars(
        select(BillingList)
        .where(
            BillingList.tenant_id == tenant_id,
            BillingList.commitment_id == commitment_id,
            BillingList.bill_id.is_not(None),
        )
        .order_by(BillingList.number)
        .with_for_update()
    )
    standings = {one.bill.id: one for one in account.standings}
    for billing in lists:
        is_open = standings[billing.bill_id].open_idr > 0 if billing.bill_id else True
        state = BillingState.BILLED if is_open else BillingState.PAID
        if billing.state != state:
            billing.state = state
            request_reckoning(session, billing, now=now)
    session.flush()
