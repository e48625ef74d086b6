"""Asking for work on the cover of one commitment whose status changed."""

from sqlalchemy.orm import Session

from cooperation.events import CommitmentCancelled, CommitmentResumed
from tenants.kernel.jobs import enqueue


def ask_for_cover_job(
    session: Session, event: CommitmentCancelled | CommitmentResumed, kind: str
) -> None:
    """Ask for a job about the cover of the commitment that an event is about.

    Args:
        session: the transaction of the event.
        event: what became of the commitment.
        kind: the job; it takes ``commitment_id``.

    Effects:
        Enqueues ``kind``, once for each commitment while it waits.
    """
    enqueue(
        session,
        kind,
        tenant_id=event.tenant_id,
        key=str(event.commitment_id),
        payload={"commitment_id": str(event.commitment_id)},
        now=event.now,
    )
