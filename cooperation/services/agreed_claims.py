"""Tell the BPJS office what a signed agreement states otherwise than before."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.agreement_notices import changed_tidings
from cooperation.models.agreements import Agreement
from cooperation.queries.agreement_parts import is_carrying
from cooperation.queries.changed_agreements import AgreedAgreement, list_agreed
from cooperation.submitted_claims import agreed_changes
from tenants.kernel.actor import Actor
from tenants.kernel.ids import uuid7
from tenants.services.notices import tell


def agreed_of_commitment(
    session: Session, *, tenant_id: int, commitment_id: UUID
) -> Sequence[AgreedAgreement]:
    """What the office accepted of the signed agreements that carry a commitment."""
    carrying = session.scalars(
        select(Agreement).where(
            Agreement.tenant_id == tenant_id, is_carrying(tenant_id, commitment_id)
        )
    ).all()
    return list_agreed(session, tenant_id=tenant_id, agreements=carrying)


def tell_changed(
    session: Session,
    before: Collection[AgreedAgreement],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """State as news what a change made of signed agreements that the office accepted.

    Args:
        session: the transaction of the change.
        before: they, as they were read before it.
        actor: who changes.
        now: when.

    Effects:
        Flushes; states news for the office, where what was agreed is stated otherwise.
    """
    if not before:
        return
    session.flush()
    former = {one.agreement.id: one.present for one in before}
    tenant_id = next(one.agreement.tenant_id for one in before)
    agreements = [one.agreement for one in before]
    for one in list_agreed(session, tenant_id=tenant_id, agreements=agreements):
        agreement = one.agreement
        changed = [change.name for change in agreed_changes(former[agreement.id], one.present)]
        if not changed:
            continue
        tidings = changed_tidings(
            key=f"agreement:{agreement.id}:changed:{uuid7()}",
            title=agreement.title,
            changed=changed,
        )
        tell(
            session,
            tenant_id=tenant_id,
            actor=actor,
            now=now,
            subject_id=agreement.id,
            tidings=tidings,
        )
