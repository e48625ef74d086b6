"""Keep monev meetings: record, revise, remove what was recorded by mistake."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.clock import latest_today
from tenants.kernel.constraints import delete
from tenants.kernel.errors import N_, NotFound, StaleVersion, refuse_errors
from tenants.kernel.repeats import refuse_repeat
from tenants.models.monev import MonevMeeting
from tenants.monev_rules import MeetingDetails, meeting_errors
from tenants.queries.monev import list_follow_ups
from tenants.remark_rules import reason_errors


def record_meeting(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, details: MeetingDetails
) -> MonevMeeting:
    """Record a meeting that was held.

    Raises:
        InvalidInput: it lies in the future.
        DuplicateRecord: the same was recorded a moment ago.

    Effects:
        Flushes, audits.
    """
    refuse_errors(meeting_errors(details, today=latest_today(now)))
    meeting = MonevMeeting(
        tenant_id=tenant_id, **asdict(details), version=1, created_at=now, updated_at=now
    )
    refuse_repeat(session, meeting, now=now)
    session.add(meeting)
    session.flush()
    _audit(session, meeting, actor=actor, now=now, action="monev:register")
    return meeting


def revise_meeting(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    meeting_id: UUID,
    expected_version: int,
    details: MeetingDetails,
) -> MonevMeeting:
    """Replace what is stated about a meeting.

    Returns:
        the meeting; with its version unchanged where nothing differs from what is kept.

    Raises:
        NotFound: no such meeting in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidInput: it lies in the future, or after a date of one of its follow-ups.

    Effects:
        Locks the row, flushes, audits.
    """
    meeting = lock_meeting(session, tenant_id=tenant_id, meeting_id=meeting_id)
    _refuse_stale(meeting, expected_version)
    follow_ups = list_follow_ups(session, tenant_id=tenant_id, meeting_ids=[meeting_id])[meeting_id]
    kept = [follow_up.dates for follow_up in follow_ups]
    refuse_errors(meeting_errors(details, today=latest_today(now), kept=kept))
    for name, value in asdict(details).items():
        setattr(meeting, name, value)
    if not session.is_modified(meeting):
        return meeting
    meeting.version += 1
    meeting.updated_at = now
    session.flush()
    _audit(session, meeting, actor=actor, now=now, action="monev:edit")
    return meeting


def remove_meeting(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    meeting_id: UUID,
    reason: str | None,
) -> None:
    """Take away a meeting that was recorded by mistake; the audit trail keeps that it was there.

    Raises:
        InvalidInput: the reason says too little, or holds a NIK.
        NotFound: no such meeting in this regency.
        StillInUse: it still has follow-ups.

    Effects:
        Locks the row, flushes, audits.
    """
    refuse_errors(reason_errors(reason))
    meeting = lock_meeting(session, tenant_id=tenant_id, meeting_id=meeting_id)
    delete(session, meeting)
    _audit(session, meeting, actor=actor, now=now, action="monev:remove", said={"reason": reason})


def lock_meeting(session: Session, *, tenant_id: int, meeting_id: UUID) -> MonevMeeting:
    """A meeting, locked until the transaction ends.

    Raises:
        NotFound: no such meeting in this regency.
    """
    meeting = session.scalars(
        select(MonevMeeting)
        .where(MonevMeeting.tenant_id == tenant_id, MonevMeeting.id == meeting_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if meeting is None:
        raise NotFound(N_("Rapat monev tidak ditemukan."))
    return meeting


def _refuse_stale(meeting: MonevMeeting, expected_version: int) -> None:
    if meeting.version != expected_version:
        raise StaleVersion(
            N_(
                "Rapat ini sudah disimpan orang lain setelah Anda membukanya"
                " (versi %(current)s, Anda membuka versi %(seen)s). Perubahan Anda belum disimpan."
            ),
            current=meeting.version,
            seen=expected_version,
        )


def _audit(
    session: Session,
    meeting: MonevMeeting,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    said: audit.Detail | None = None,
) -> None:
    audit.record(
        session,
        tenant_id=meeting.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="monev_meeting",
        subject_id=meeting.id,
        detail={"title": meeting.title, "version": meeting.version, **(said or {})},
    )
