"""What becomes of money that was paid too much for the bills of a programme."""

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cooperation.commitment_states import CommitmentStatus
from cooperation.models.commitments import Commitment
from enrollment.models.billing import BillingList
from enrollment.queries.billing import billed_until
from enrollment.queries.programmes import Programme


@dataclass(frozen=True)
class Overpaid:
    """Rupiah that wait for the next bill of a programme, and whether one can follow.

    ``continued_by`` is the title of a committed programme that continues it; the money is not moved
    there.
    """

    amount_idr: int
    can_be_billed: bool
    continued_by: str | None = None


def find_overpaid(
    session: Session, *, tenant_id: int, programme: Programme, credit_idr: int
) -> Overpaid | None:
    """What waits of a programme; None where nothing does.

    A bill can follow while a list of the programme has no kode iuran, or no list holds its last
    month yet. Role regency.
    """
    if not credit_idr:
        return None
    if has_bill_to_come(session, tenant_id=tenant_id, programme=programme):
        return Overpaid(credit_idr, can_be_billed=True)
    continued_by = session.scalar(
        select(Commitment.title).where(
            Commitment.tenant_id == tenant_id,
            Commitment.continues_id == programme.id,
            Commitment.status == CommitmentStatus.COMMITTED,
        )
    )
    return Overpaid(credit_idr, can_be_billed=False, continued_by=continued_by)


def has_bill_to_come(session: Session, *, tenant_id: int, programme: Programme) -> bool:
    """Whether a programme may have another bill."""
    own = (BillingList.tenant_id == tenant_id) & (BillingList.commitment_id == programme.id)
    if session.scalar(select(exists().where(own, BillingList.bill_id.is_(None)))):
        return True
    if programme.is_cancelled:
        return False
    if programme.last_month is None:
        return True
    until = billed_until(session, tenant_id=tenant_id, commitment_id=programme.id)
    return until is None or until < programme.last_month
