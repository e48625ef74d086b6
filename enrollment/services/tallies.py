"""Kept counts of people, changed in the transaction that moves them."""

from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from enrollment.models.workers import WorkerTally

_FORGET = text(
    "DELETE FROM cover_tally WHERE tenant_id = :tenant_id AND commitment_id = :commitment_id"
)
_COUNT = text(
    """
    INSERT INTO cover_tally (tenant_id, commitment_id, status, people_count)
    SELECT c.tenant_id, c.commitment_id, c.status, count(*) FROM cover c
    WHERE c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id
    GROUP BY c.tenant_id, c.commitment_id, c.status
    """
)


def tally_workers(session: Session, *, tenant_id: int, change: int) -> None:
    """Add recorded people to the count of their regency, or take removed ones off it. Role job.

    Args:
        session: of the transaction that wrote the workers.
        tenant_id: whose.
        change: people recorded, or below zero those removed.

    Effects:
        Inserts or updates ``worker_tally``; locks its row until the transaction ends.
    """
    first = insert(WorkerTally).values(tenant_id=tenant_id, people_count=0)
    session.execute(first.on_conflict_do_nothing())
    session.execute(
        update(WorkerTally)
        .where(WorkerTally.tenant_id == tenant_id)
        .values(people_count=WorkerTally.people_count + change)
    )


def tally_cover(session: Session, *, tenant_id: int, commitment_id: UUID) -> None:
    """Count the people of a programme anew by how far they have come. Role job.

    Counting from the index takes a third of a second for a million people; what each way of
    moving people adds and takes away would have to be told in each of them.

    Args:
        session: of the transaction that wrote the cover; it holds the regency's import lock, so
            nobody else counts or moves them meanwhile.
        tenant_id: whose.
        commitment_id: the programme.

    Effects:
        Replaces the programme's rows of ``cover_tally``.
    """
    values = {"tenant_id": tenant_id, "commitment_id": commitment_id}
    session.execute(_FORGET, values)
    session.execute(_COUNT, values)
