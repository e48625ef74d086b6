"""What becomes of money that was paid too much for the bills of a programme."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cooperation.commitment_states import CommitmentStatus
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from enrollment.models.billing import BillingList
from enrollment.queries.billing import billed_until
from enrollment.queries.programmes import Programme


@dataclass(frozen=True)
class Overpaid:
    """Rupiah that wait for the next bill of a programme, and whether one is to be expected.

    Where none is, a supplementary list of people who joined late would still take them.
    ``continued_by`` is the title of a committed programme that continues it; the money is not moved
    there.
    """

    amount_idr: int
    awaits_bill: bool
    continued_by: str | None = None


def find_overpaid(
    session: Session, *, tenant_id: int, programme: Programme, credit_idr: int, today: date
) -> Overpaid | None:
    """What waits of a programme; None where nothing does. Role regency."""
    if not credit_idr:
        return None
    if has_bill_to_come(session, tenant_id=tenant_id, programme=programme, today=today):
        return Overpaid(credit_idr, awaits_bill=True)
    continued_by = session.scalar(
        select(Commitment.title).where(
            Commitment.tenant_id == tenant_id,
            Commitment.continues_id == programme.id,
            Commitment.status == CommitmentStatus.COMMITTED,
        )
    )
    return Overpaid(credit_idr, awaits_bill=False, continued_by=continued_by)


def has_bill_to_come(
    session: Session, *, tenant_id: int, programme: Programme, today: date
) -> bool:
    """Whether another bill of a programme is to be expected.

    One is while a list has no kode iuran, or the programme is not over and no list holds its last
    month yet. What nobody has drawn up of months that are over may never be.
    """
    own = (BillingList.tenant_id == tenant_id) & (BillingList.commitment_id == programme.id)
    if session.scalar(select(exists().where(own, BillingList.bill_id.is_(None)))):
        return True
    if programme.is_cancelled:
        return False
    if programme.last_month is None:
        return True
    if programme.last_month < Month.of(today):
        return False
    until = billed_until(session, tenant_id=tenant_id, commitment_id=programme.id)
    return until is None or until < programme.last_month
