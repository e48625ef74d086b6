"""What happens to a frozen list outside: it is billed by a kode iuran and paid by an SP2D."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from enrollment.billing import BillingAction, BillingState, next_billing_state
from enrollment.models.billing import BillingList
from enrollment.services.billing import lock_billing, record
from enrollment.services.standing import request_reckoning
from tenants.kernel.actor import Actor
from tenants.kernel.clock import latest_today
from tenants.kernel.errors import N_, FieldError, refuse_errors
from tenants.kernel.events import FactsChanged, publish
from tenants.remark_rules import reason_errors
from tenants.services.documents import IncomingFile, store_document


@dataclass(frozen=True)
class Payment:
    """An SP2D: its number, its day, and its amount in rupiah, which may differ from the list's."""

    number: str
    paid_on: date
    amount_idr: int


def record_bill(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    billing_list_id: UUID,
    billing_code: str,
    billed_on: date,
) -> BillingList:
    """Record the kode iuran a closed list got; while it is not paid, another one replaces it.

    Raises:
        NotFound: no such list in this regency.
        InvalidInput: the day has not come.
        InvalidTransition: the list is not closed, or paid already.

    Effects:
        Locks and changes the list, audits, publishes ``FactsChanged``.
    """
    billing = lock_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
    _refuse_coming("/billed_on", billed_on, now)
    billing.state = next_billing_state(BillingState(billing.state), BillingAction.BILL)
    billing.billing_code, billing.billed_on = billing_code, billed_on
    session.flush()
    record(session, billing, actor=actor, now=now, action="billing:bill", billing_code=billing_code)
    publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="billing:bill"))
    return billing


def record_payment(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    billing_list_id: UUID,
    payment: Payment,
    proof: IncomingFile | None = None,
) -> BillingList:
    """Record that a billed list was paid. Its people become paid; active only by BPJS's posting.

    Args:
        session: role regency.
        tenant_id: whose.
        actor: who records it.
        now: the present moment.
        billing_list_id: a billed list.
        payment: as the SP2D states it.
        proof: the bukti setor.

    Raises:
        NotFound: no such list in this regency.
        InvalidInput: the day has not come, or the file cannot be kept.
        InvalidTransition: the list is not billed.

    Effects:
        Locks and changes the list, stores the file, enqueues ``reckon_cover``, audits, publishes
        ``FactsChanged``.
    """
    billing = lock_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
    _refuse_coming("/sp2d_on", payment.paid_on, now)
    billing.state = next_billing_state(BillingState(billing.state), BillingAction.PAY)
    billing.sp2d_number, billing.sp2d_on = payment.number, payment.paid_on
    billing.sp2d_idr = payment.amount_idr
    if proof is not None:
        billing.document_id = store_document(
            session, tenant_id=tenant_id, actor=actor, now=now, file=proof
        ).id
    session.flush()
    request_reckoning(session, billing, now=now)
    record(
        session,
        billing,
        actor=actor,
        now=now,
        action="billing:pay",
        sp2d_number=payment.number,
        amount_idr=payment.amount_idr,
    )
    publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="billing:pay"))
    return billing


def take_back(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    billing_list_id: UUID,
    reason: str | None,
) -> BillingList:
    """Take back the last step that was recorded by mistake: the payment, or else the bill.

    Raises:
        NotFound: no such list in this regency.
        InvalidInput: the reason says too little, or holds a NIK.
        InvalidTransition: the list is neither billed nor paid.

    Effects:
        Locks and changes the list, enqueues ``reckon_cover`` where it was paid, audits, publishes
        ``FactsChanged``. The bukti setor stays among the files of the regency.
    """
    billing = lock_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
    refuse_errors(reason_errors(reason))
    state = BillingState(billing.state)
    billing.state = next_billing_state(state, BillingAction.TAKE_BACK)
    if state is BillingState.PAID:
        billing.sp2d_number = billing.sp2d_on = billing.sp2d_idr = billing.document_id = None
        request_reckoning(session, billing, now=now)
    else:
        billing.billing_code = billing.billed_on = None
    session.flush()
    record(
        session,
        billing,
        actor=actor,
        now=now,
        action="billing:take-back",
        billing_state=state.value,
        reason=reason,
    )
    publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="billing:take-back"))
    return billing


def _refuse_coming(pointer: str, day: date, now: datetime) -> None:
    if day > latest_today(now):
        refuse_errors([FieldError(pointer, N_("Tanggal ini belum tiba."))])
