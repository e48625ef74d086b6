"""Reads of delegations: who may approve in whose place on a day."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.models.delegations import Delegation


def list_delegations(session: Session, *, tenant_id: int, since: date) -> Sequence[Delegation]:
    """Delegations that did not run out before a day, taken back or not; the next to begin last."""
    return session.scalars(
        select(Delegation)
        .where(Delegation.tenant_id == tenant_id, Delegation.last_on >= since)
        .order_by(Delegation.first_on, Delegation.id)
    ).all()


def list_represented(
    session: Session, *, tenant_id: int, deputy_id: UUID, today: date
) -> frozenset[UUID]:
    """In whose place a person may approve today."""
    found = session.scalars(
        select(Delegation.absent_id).where(
            Delegation.tenant_id == tenant_id,
            Delegation.deputy_id == deputy_id,
            Delegation.first_on <= today,
            Delegation.last_on >= today,
            Delegation.ended_at.is_(None),
        )
    )
    return frozenset(found)
