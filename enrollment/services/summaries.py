"""Counting what is too large for a page: asked for by a person, done and kept by a job."""

from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from enrollment.models.summaries import Summary
from enrollment.queries.summaries import SUMMARISE_JOB, end_of_trail
from enrollment.services.counters import COUNTERS, Asked
from enrollment.summaries import Subject
from tenants.kernel.jobs import enqueue


def request_summary(
    session: Session, subject: Subject, *, tenant_id: int, now: datetime, today: date
) -> None:
    """Ask for a count to be made anew, as of the day it is at the regency. Role regency.

    Effects:
        Enqueues ``summarise_people``.
    """
    enqueue(
        session,
        SUMMARISE_JOB,
        tenant_id=tenant_id,
        key=subject.key,
        payload={"kind": subject.kind.value, "subject": subject.text, "today": today.isoformat()},
        now=now,
    )


def keep_summary(
    session: Session, subject: Subject, *, tenant_id: int, now: datetime, today: date
) -> None:
    """Count, and keep it with the moment it is of.

    The end of the trail is read first: what is recorded while the count is made makes it look
    moved, at worst without reason.

    Args:
        session: role job.
        subject: what is counted.
        tenant_id: whose.
        now: the present moment.
        today: the regency's day when it was asked for.

    Effects:
        Replaces the row of ``summary``.
    """
    seq = end_of_trail(session, tenant_id=tenant_id)
    counted = COUNTERS[subject.kind](Asked(session, tenant_id, subject.parts, today))
    values = {
        "content": counted.content,
        "people": {label: [str(one) for one in ids] for label, ids in counted.people.items()},
        "counted_at": now,
        "audit_seq": seq,
    }
    key = {"tenant_id": tenant_id, "kind": subject.kind.value, "subject": subject.text}
    session.execute(
        insert(Summary)
        .values(**key, **values)
        .on_conflict_do_update(index_elements=list(key), set_=values)
    )
