"""Kept counts: whether one is needed, what it says, and whether it may have moved since."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from enrollment.models.summaries import Summary
from enrollment.models.workers import Cover, WorkerTally
from enrollment.summaries import SPOT_PEOPLE, Shown, Subject
from tenants.kernel.audit import AuditEntry, AuditHead
from tenants.kernel.errors import N_, Conflict
from tenants.kernel.jobs import RunState, find_run

SUMMARISE_JOB = "summarise_people"
# What is recorded about these moves nobody. What is not named here counts as moving people.
_STILL_NOUNS = (
    *(
        "agreement",
        "assignment",
        "audit",
        "benefit",
        "coverage",
        "department",
        "document",
        "double",
    ),
    *("follow-up", "invitation", "key", "monev", "organisation", "paper", "prepared", "regulation"),
    *("scorecard", "session", "socialisation", "user"),
)
_STILL_VERBS = ("export", "reveal")

_NEVER = N_("Jumlah ini belum dihitung. Buka halamannya, pilih Hitung, lalu coba kembali.")

_MOVED = N_(
    "Sejak jumlah ini dihitung ada catatan baru. Buka halamannya, hitung ulang, lalu coba lagi."
)

T = TypeVar("T")


@dataclass(frozen=True)
class PeopleUnder:
    """How many people were counted under some labels; ``few`` are their ids, None where many."""

    people: int
    few: Collection[UUID] | None


def is_large(session: Session, *, tenant_id: int, commitment_id: UUID | None = None) -> bool:
    """Whether a regency, or a programme of it, has too many people to be counted on the spot."""
    recorded = session.scalar(
        select(WorkerTally.people_count).where(WorkerTally.tenant_id == tenant_id)
    )
    if (recorded or 0) <= SPOT_PEOPLE or commitment_id is None:
        return (recorded or 0) > SPOT_PEOPLE
    some = (
        select(Cover.worker_id)
        .where(Cover.tenant_id == tenant_id, Cover.commitment_id == commitment_id)
        .limit(SPOT_PEOPLE + 1)
        .subquery()
    )
    return (session.scalar(select(func.count()).select_from(some)) or 0) > SPOT_PEOPLE


def shown(
    session: Session,
    subject: Subject,
    *,
    tenant_id: int,
    load: Callable[[Any], T | None],
    commitment_id: UUID | None = None,
    count: Callable[[], T],
) -> Shown[T]:
    """A count as a page shows it: made now where few people are counted, otherwise as kept.

    Args:
        session: the page's transaction.
        subject: what is counted.
        tenant_id: whose.
        load: reads what is kept; None where it is of no use any more.
        commitment_id: whose people alone are counted, if anybody's.
        count: makes the same now.
    """
    if not is_large(session, tenant_id=tenant_id, commitment_id=commitment_id):
        return Shown(count())
    kept = find_summary(session, subject, tenant_id=tenant_id)
    run = find_run(session, tenant_id=tenant_id, kind=SUMMARISE_JOB, key=subject.key)
    is_working = run is not None and run.state in {RunState.QUEUED, RunState.RUNNING}
    value = load(kept.content) if kept is not None else None
    if kept is None or value is None:
        return Shown(None, is_kept=True, is_working=is_working)
    return Shown(
        value,
        is_kept=True,
        counted_at=kept.counted_at,
        has_moved=has_moved(session, kept),
        is_working=is_working,
    )


def counted(shown_count: Shown[T]) -> T:
    """What was counted.

    Raises:
        Conflict: it never was.
    """
    if shown_count.value is None:
        raise Conflict(_NEVER)
    return shown_count.value


def counted_now(shown_count: Shown[T]) -> T:
    """What was counted, for a paper that speaks of today.

    Raises:
        Conflict: it never was, or something recorded since may have moved it.
    """
    if shown_count.has_moved:
        raise Conflict(_MOVED)
    return counted(shown_count)


def find_summary(session: Session, subject: Subject, *, tenant_id: int) -> Summary | None:
    """What was counted last."""
    return session.get(Summary, (tenant_id, subject.kind, subject.text))


def people_under(
    session: Session, subject: Subject, *, tenant_id: int, labels: Collection[str]
) -> PeopleUnder:
    """The people under some labels of a kept count.

    Raises:
        Conflict: it was never counted.
    """
    kept = find_summary(session, subject, tenant_id=tenant_id)
    if kept is None:
        raise Conflict(_NEVER)
    people = sum(kept.content.get(label, 0) for label in labels)
    if any(label in kept.content and label not in kept.people for label in labels):
        return PeopleUnder(people, None)
    few = [UUID(one) for label in labels for one in kept.people.get(label, ())]
    return PeopleUnder(people, few)


def find_people(
    session: Session, subject: Subject, *, tenant_id: int, label: str
) -> Collection[UUID]:
    """The ids kept under one label; nobody where none were."""
    kept = session.scalar(
        select(Summary.people[label]).where(
            Summary.tenant_id == tenant_id,
            Summary.kind == subject.kind,
            Summary.subject == subject.text,
        )
    )
    return [UUID(one) for one in kept or ()]


def end_of_trail(session: Session, *, tenant_id: int) -> int:
    """How many entries the trail of a regency has."""
    seq = session.scalar(select(AuditHead.seq).where(AuditHead.tenant_id == tenant_id))
    return seq or 0


def has_moved(session: Session, kept: Summary) -> bool:
    """Whether anything was recorded since a count that may have moved people."""
    noun, verb = (func.split_part(AuditEntry.action, ":", place) for place in (1, 2))
    moved = session.scalar(
        select(AuditEntry.seq)
        .where(
            AuditEntry.tenant_id == kept.tenant_id,
            AuditEntry.seq > kept.audit_seq,
            noun.not_in(_STILL_NOUNS),
            verb.not_in(_STILL_VERBS),
        )
        .limit(1)
    )
    return moved is not None
