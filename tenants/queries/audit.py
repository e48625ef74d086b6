"""Reads of one regency's audit trail, newest first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.kernel.audit import AuditEntry
from tenants.kernel.paging import PAGE_SIZE, Page, decode_cursor, page_of, whole

VERIFY_ACTION = "audit:verify"


@dataclass(frozen=True)
class AuditFilter:
    """What to show; None leaves a condition out.

    ``noun`` is the first part of the action (``regulation`` of ``regulation:edit``), ``person`` a
    part of a name; times bound ``from_at <= occurred_at < until_at``.
    """

    noun: str | None = None
    person: str | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


def list_entries(
    session: Session,
    *,
    tenant_id: int,
    shown: AuditFilter,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[AuditEntry]:
    """One page of entries, newest first.

    Raises:
        MalformedRequest: the cursor is not one of ours.
    """
    statement = select(AuditEntry).where(AuditEntry.tenant_id == tenant_id)
    if shown.noun is not None:
        statement = statement.where(AuditEntry.action.startswith(f"{shown.noun}:", autoescape=True))
    if shown.person is not None:
        statement = statement.where(AuditEntry.actor_name.icontains(shown.person, autoescape=True))
    if shown.from_at is not None:
        statement = statement.where(AuditEntry.occurred_at >= shown.from_at)
    if shown.until_at is not None:
        statement = statement.where(AuditEntry.occurred_at < shown.until_at)
    if cursor is not None:
        (last_seen,) = decode_cursor(cursor, whole())
        statement = statement.where(AuditEntry.seq < last_seen)
    rows = session.scalars(statement.order_by(AuditEntry.seq.desc()).limit(size + 1)).all()
    return page_of(rows, lambda entry: (entry.seq,), size)


def was_done(
    session: Session, *, tenant_id: int, action: str, subject_id: UUID, since: datetime
) -> bool:
    """Whether somebody did this to one record at that moment or later."""
    found = select(AuditEntry.seq).where(
        AuditEntry.tenant_id == tenant_id,
        AuditEntry.occurred_at >= since,
        AuditEntry.action == action,
        AuditEntry.subject_id == str(subject_id),
    )
    return session.scalar(found.limit(1)) is not None


def find_latest(
    session: Session, *, tenant_id: int, action: str, subject_id: UUID, since: datetime
) -> AuditEntry | None:
    """The newest record of this being done to one record at that moment or later."""
    return session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.tenant_id == tenant_id,
            AuditEntry.occurred_at >= since,
            AuditEntry.action == action,
            AuditEntry.subject_id == str(subject_id),
        )
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).first()


def find_last_verification(session: Session, *, tenant_id: int) -> AuditEntry | None:
    """The newest record of somebody checking the chain."""
    return session.scalars(
        select(AuditEntry)
        .where(AuditEntry.tenant_id == tenant_id, AuditEntry.action == VERIFY_ACTION)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).first()
