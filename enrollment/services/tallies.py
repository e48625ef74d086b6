"""The kept count of recorded people, changed in the transaction that records or removes them."""

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from enrollment.models.workers import WorkerTally


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
