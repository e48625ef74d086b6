"""Keep bills: issue one under its kode iuran, revise the code, take it back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from cooperation.models.bills import Bill
from cooperation.months import Month
from cooperation.queries.bills import get_bill
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.clock import latest_today
from tenants.kernel.constraints import delete
from tenants.kernel.errors import N_, FieldError, refuse_errors
from tenants.kernel.events import FactsChanged, publish
from tenants.kernel.ids import uuid7
from tenants.remark_rules import reason_errors

_LOCK_BILLS = text("SELECT pg_advisory_xact_lock(3517, :tenant_id)")


@dataclass(frozen=True)
class BillDetails:
    """A bill as it is issued: whose, for which months, people and rupiah."""

    commitment_id: UUID
    agreement_id: UUID | None
    number: int
    first: Month
    last: Month
    people_count: int
    month_count: int
    amount_idr: int
    due_on: date


def take_bills_turn(session: Session, *, tenant_id: int) -> None:
    """Wait until nobody else changes bills or payments of a regency.

    Effects:
        Holds the regency's lock until the transaction ends.
    """
    session.execute(_LOCK_BILLS, {"tenant_id": tenant_id})


def issue_bill(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    details: BillDetails,
    code: str,
    billed_on: date,
) -> Bill:
    """Record the bill that BPJS issued for frozen people, under its kode iuran.

    Raises:
        InvalidInput: the day has not come.

    Effects:
        Takes the turn, inserts, flushes, audits, publishes ``FactsChanged``.
    """
    take_bills_turn(session, tenant_id=tenant_id)
    _refuse_coming(billed_on, now)
    bill = Bill(
        tenant_id=tenant_id,
        id=uuid7(),
        commitment_id=details.commitment_id,
        agreement_id=details.agreement_id,
        number=details.number,
        first_month_on=details.first.first_day,
        last_month_on=details.last.first_day,
        people_count=details.people_count,
        month_count=details.month_count,
        amount_idr=details.amount_idr,
        code=code,
        billed_on=billed_on,
        due_on=details.due_on,
        created_at=now,
        created_by_name=actor.name,
    )
    session.add(bill)
    session.flush()
    record_of_bill(
        session,
        bill,
        actor=actor,
        now=now,
        action="bill:issue",
        detail={"billing_code": code, "amount_idr": bill.amount_idr},
    )
    return bill


def revise_bill(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    bill_id: UUID,
    code: str,
    billed_on: date,
) -> Bill:
    """Put another kode iuran in the place of one that was mistyped or replaced by BPJS.

    Raises:
        NotFound: no such bill in this regency.
        InvalidInput: the day has not come.

    Effects:
        Takes the turn, changes the bill, audits, publishes ``FactsChanged``.
    """
    take_bills_turn(session, tenant_id=tenant_id)
    bill = get_bill(session, tenant_id=tenant_id, bill_id=bill_id)
    _refuse_coming(billed_on, now)
    bill.code, bill.billed_on = code, billed_on
    record_of_bill(
        session, bill, actor=actor, now=now, action="bill:edit", detail={"billing_code": code}
    )
    return bill


def withdraw_bill(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    bill_id: UUID,
    reason: str | None,
) -> None:
    """Take away a bill that was recorded by mistake. Nothing may rest on it.

    Raises:
        NotFound: no such bill in this regency.
        InvalidInput: the reason says too little, or holds a NIK.
        StillInUse: something was paid for it.

    Effects:
        Takes the turn, audits, deletes, publishes ``FactsChanged``.
    """
    take_bills_turn(session, tenant_id=tenant_id)
    bill = get_bill(session, tenant_id=tenant_id, bill_id=bill_id)
    refuse_errors(reason_errors(reason))
    detail: audit.Detail = {"billing_code": bill.code, "reason": reason}
    record_of_bill(session, bill, actor=actor, now=now, action="bill:remove", detail=detail)
    delete(session, bill)


def record_of_bill(
    session: Session,
    bill: Bill,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    detail: audit.Detail,
) -> None:
    """Audit a change of a bill or of what was paid for it, and publish that facts changed."""
    session.flush()
    audit.record(
        session,
        tenant_id=bill.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="bill",
        subject_id=bill.id,
        detail={"commitment_id": str(bill.commitment_id), "number": bill.number, **detail},
    )
    publish(session, FactsChanged(tenant_id=bill.tenant_id, now=now, cause=action))


def _refuse_coming(day: date, now: datetime) -> None:
    if day > latest_today(now):
        refuse_errors([FieldError("/billed_on", N_("Tanggal ini belum tiba."))])
