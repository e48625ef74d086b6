"""Recording and withdrawing benefits paid. Nothing recorded is edited."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from enrollment.benefits import BenefitDetails, benefit_errors
from enrollment.models.benefits import BenefitPayment
from enrollment.queries.benefits import get_benefit
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.clock import latest_today
from tenants.kernel.constraints import delete
from tenants.kernel.errors import refuse_errors
from tenants.kernel.events import FactsChanged, publish
from tenants.remark_rules import reason_errors


def add_benefit(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, details: BenefitDetails
) -> BenefitPayment:
    """Record a payment as a source tells it.

    Raises:
        InvalidInput: a date or figure is impossible, or nothing says what was paid.

    Effects:
        Flushes, audits, publishes ``FactsChanged``: a scorecard shows the sums, and scores none.
    """
    refuse_errors(benefit_errors(details, latest_today(now)))
    payment = BenefitPayment(tenant_id=tenant_id, created_at=now, **asdict(details))
    session.add(payment)
    session.flush()
    _note(session, payment, actor=actor, now=now, action="benefit:add")
    return payment


def remove_benefit(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    payment_id: UUID,
    reason: str | None,
) -> None:
    """Withdraw a payment; the audit trail keeps what it said.

    Raises:
        NotFound: no such payment in this regency.
        InvalidInput: the reason says too little, or holds a NIK.

    Effects:
        Deletes the row, audits, publishes ``FactsChanged``.
    """
    payment = get_benefit(session, tenant_id=tenant_id, payment_id=payment_id)
    refuse_errors(reason_errors(reason))
    delete(session, payment)
    _note(session, payment, actor=actor, now=now, action="benefit:remove", reason=reason)


def _note(
    session: Session,
    payment: BenefitPayment,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    **said: str | None,
) -> None:
    audit.record(
        session,
        tenant_id=payment.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="benefit_payment",
        subject_id=payment.id,
        detail={
            "kind": payment.kind,
            "paid_on": payment.paid_on.isoformat() if payment.paid_on else None,
            "recipients_count": payment.recipients_count,
            "amount_idr": payment.amount_idr,
            "description": payment.description,
            "event_on": payment.event_on.isoformat() if payment.event_on else None,
            "case_count": payment.case_count,
            "is_past_waiting": payment.is_past_waiting,
            "wage_idr": payment.wage_idr,
            "school_level": payment.school_level,
            "source_name": payment.source_name,
            "source_status": payment.source_status,
            **said,
        },
    )
    publish(session, FactsChanged(tenant_id=payment.tenant_id, now=now, cause=action))
