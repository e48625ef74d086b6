"""Invitations whose maker leaves, or may invite no more: they are taken back with the right.

Otherwise somebody removed would come back through a link of their own.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.models.identity import Invitation, Organisation
from tenants.queries.invitations import open_invitations_of


def lock_invitations_of(
    session: Session, *, organisation: Organisation, membership_id: UUID, now: datetime
) -> Sequence[Invitation]:
    """Open invitations that a member of an organisation made for it.

    Effects:
        Locks them, before anything else is locked: whoever accepts one does it in this order.
    """
    return session.scalars(
        open_invitations_of(organisation=organisation, membership_id=membership_id, now=now)
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    ).all()


def revoke_all(
    session: Session,
    *,
    organisation: Organisation,
    invitations: Sequence[Invitation],
    actor: Actor,
    now: datetime,
) -> int:
    """Take locked invitations back; each stands in the trail.

    Returns:
        how many.
    """
    for invitation in invitations:
        invitation.revoked_at = now
    session.flush()
    for invitation in invitations:
        audit.record(
            session,
            tenant_id=organisation.tenant_id or audit.PLATFORM_TENANT,
            actor=actor,
            now=now,
            action="invitation:revoke",
            subject="invitation",
            subject_id=invitation.id,
            detail={"role": invitation.role},
        )
    return len(invitations)
