"""Lists of people, or of what they did, that leave as a file: never without trace."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tenants.kernel import audit
from tenants.kernel.actor import Actor


def note_export(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    noun: str,
    subject_id: UUID | str,
    row_count: int,
) -> None:
    """Note that a list left as a file, and how long it was.

    Args:
        session: the transaction that read the list.
        tenant_id: the chain it is noted in; 0 for the platform.
        actor: who took it.
        now: the present moment.
        noun: what the list is of, as the trail calls it: ``worker``.
        subject_id: whose list.
        row_count: lines that left.

    Effects:
        Audits.
    """
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action=f"{noun}:export",
        subject=noun,
        subject_id=subject_id,
        detail={"rows": row_count},
    )
