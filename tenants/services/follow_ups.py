"""Keep what meetings and socialisation events asked for: add, correct, mark done, remove."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.clock import latest_today
from tenants.kernel.constraints import delete
from tenants.kernel.errors import N_, InvalidTransition, StaleVersion, refuse_errors
from tenants.kernel.repeats import refuse_repeat
from tenants.models.monev import MonevFollowUp
from tenants.models.regulations import SocialisationEvent
from tenants.monev_notices import STILL_NEWS, overdue_tidings
from tenants.monev_rules import (
    FollowUpDetails,
    Occasion,
    completion_errors,
    follow_up_errors,
)
from tenants.notice_rules import Tidings
from tenants.queries.monev import get_follow_up
from tenants.queries.regulations import get_event
from tenants.remark_rules import reason_errors
from tenants.services.monev import lock_meeting
from tenants.services.notices import tell_each
from tenants.services.regulations import lock_regulation


def add_follow_up(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    occasion: Occasion,
    details: FollowUpDetails,
) -> MonevFollowUp:
    """Record something a meeting or event asked for.

    Raises:
        NotFound: no such meeting or event in this regency.
        InvalidInput: it is due before the meeting or event.
        DuplicateRecord: the same was added a moment ago.

    Effects:
        Locks the meeting or the event's regulation, flushes, audits.
    """
    held_on = _lock_occasion(session, tenant_id, occasion)
    refuse_errors(follow_up_errors(details, held_on=held_on))
    follow_up = MonevFollowUp(
        tenant_id=tenant_id,
        meeting_id=occasion.meeting_id,
        event_id=occasion.event_id,
        **asdict(details),
        done_on=None,
        version=1,
        created_at=now,
        updated_at=now,
    )
    refuse_repeat(session, follow_up, now=now)
    session.add(follow_up)
    _record(session, follow_up, actor=actor, now=now, action="follow-up:add")
    return follow_up


def revise_follow_up(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    occasion: Occasion,
    follow_up_id: UUID,
    expected_version: int,
    details: FollowUpDetails,
) -> MonevFollowUp:
    """Replace what is stated about a follow-up; whether it is done stays as it is.

    Returns:
        the follow-up; with its version unchanged where nothing differs from what is kept.

    Raises:
        NotFound: no such follow-up of this meeting or event in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidInput: it is due before the meeting or event.

    Effects:
        Locks the meeting or the event's regulation, flushes, audits.
    """
    held_on, follow_up = _locked(
        session, tenant_id=tenant_id, occasion=occasion, follow_up_id=follow_up_id
    )
    _refuse_stale(follow_up, expected_version)
    refuse_errors(follow_up_errors(details, held_on=held_on))
    for name, value in asdict(details).items():
        setattr(follow_up, name, value)
    if session.is_modified(follow_up):
        follow_up.version += 1
        _record(session, follow_up, actor=actor, now=now, action="follow-up:edit")
    return follow_up


def complete_follow_up(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    occasion: Occasion,
    follow_up_id: UUID,
    expected_version: int,
    done_on: date,
    note: str | None,
) -> MonevFollowUp:
    """Mark a follow-up as done on a day; ``note`` replaces what was noted.

    Raises:
        NotFound: no such follow-up of this meeting or event in this regency.
        InvalidTransition: it is done already.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidInput: the day lies in the future or before the meeting or event.

    Effects:
        Locks the meeting or the event's regulation, flushes, audits.
    """
    held_on, follow_up = _locked(
        session, tenant_id=tenant_id, occasion=occasion, follow_up_id=follow_up_id
    )
    if follow_up.done_on is not None:
        raise InvalidTransition(N_("Tindak lanjut ini sudah ditandai selesai."))
    _refuse_stale(follow_up, expected_version)
    refuse_errors(completion_errors(done_on, held_on=held_on, today=latest_today(now)))
    follow_up.done_on, follow_up.note = done_on, note
    follow_up.version += 1
    _record(session, follow_up, actor=actor, now=now, action="follow-up:complete")
    return follow_up


def reopen_follow_up(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    occasion: Occasion,
    follow_up_id: UUID,
) -> MonevFollowUp:
    """Open a follow-up again that was marked as done too early.

    Raises:
        NotFound: no such follow-up of this meeting or event in this regency.
        InvalidTransition: it is still open.

    Effects:
        Locks the meeting or the event's regulation, flushes, audits.
    """
    _, follow_up = _locked(
        session, tenant_id=tenant_id, occasion=occasion, follow_up_id=follow_up_id
    )
    if follow_up.done_on is None:
        raise InvalidTransition(N_("Tindak lanjut ini belum ditandai selesai."))
    follow_up.done_on = None
    follow_up.version += 1
    _record(session, follow_up, actor=actor, now=now, action="follow-up:reopen")
    return follow_up


def remove_follow_up(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    occasion: Occasion,
    follow_up_id: UUID,
    reason: str | None,
) -> None:
    """Take away a follow-up recorded by mistake; the audit trail keeps that it was there.

    Raises:
        InvalidInput: the reason says too little, or holds a NIK.
        NotFound: no such follow-up of this meeting or event in this regency.

    Effects:
        Locks the meeting or the event's regulation, flushes, audits.
    """
    refuse_errors(reason_errors(reason))
    _, follow_up = _locked(
        session, tenant_id=tenant_id, occasion=occasion, follow_up_id=follow_up_id
    )
    delete(session, follow_up)
    _audit(
        session, follow_up, actor=actor, now=now, action="follow-up:remove", said={"reason": reason}
    )


def _locked(
    session: Session, *, tenant_id: int, occasion: Occasion, follow_up_id: UUID
) -> tuple[date | None, MonevFollowUp]:
    held_on = _lock_occasion(session, tenant_id, occasion)
    follow_up = get_follow_up(
        session, tenant_id=tenant_id, occasion=occasion, follow_up_id=follow_up_id
    )
    return held_on, follow_up


def _lock_occasion(session: Session, tenant_id: int, occasion: Occasion) -> date | None:
    """Lock the meeting, or the regulation of the event; gives the day, where it is known."""
    if occasion.event_id is None:
        meeting_id = occasion.parts["meeting_id"]
        return lock_meeting(session, tenant_id=tenant_id, meeting_id=meeting_id).held_on
    event = get_event(session, tenant_id=tenant_id, event_id=occasion.event_id)
    lock_regulation(session, tenant_id=tenant_id, regulation_id=event.regulation_id)
    session.expire(event)
    return get_event(session, tenant_id=tenant_id, event_id=occasion.event_id).held_on


def _refuse_stale(follow_up: MonevFollowUp, expected_version: int) -> None:
    if follow_up.version != expected_version:
        raise StaleVersion(
            N_(
                "Tindak lanjut ini sudah disimpan orang lain setelah Anda membukanya"
                " (versi %(current)s, Anda membuka versi %(seen)s). Perubahan Anda belum disimpan."
            ),
            current=follow_up.version,
            seen=expected_version,
        )


def _record(
    session: Session, follow_up: MonevFollowUp, *, actor: Actor, now: datetime, action: str
) -> None:
    follow_up.updated_at = now
    session.flush()
    _audit(session, follow_up, actor=actor, now=now, action=action)


def _audit(
    session: Session,
    follow_up: MonevFollowUp,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    said: audit.Detail | None = None,
) -> None:
    audit.record(
        session,
        tenant_id=follow_up.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="monev_follow_up",
        subject_id=follow_up.id,
        detail={"task": follow_up.task, "owner": follow_up.owner, **(said or {})},
    )


def tell_overdue(session: Session, *, tenant_id: int, now: datetime) -> int:
    """Tell on a working day which follow-ups are newly past their day; again tells nothing.

    Args:
        session: role job, bound to the regency.
        tenant_id: the regency.
        now: the present moment.

    Returns:
        pieces of news.

    Effects:
        Adds news and notices.
    """
    return tell_each(
        session, tenant_id=tenant_id, now=now, brought=_overdue, rests_on_days_off=True
    )


def _overdue(session: Session, tenant_id: int, today: date) -> Iterator[tuple[UUID, Tidings]]:
    overdue = session.execute(
        select(
            MonevFollowUp.id,
            MonevFollowUp.meeting_id,
            SocialisationEvent.regulation_id,
            MonevFollowUp.task,
            MonevFollowUp.owner,
            MonevFollowUp.due_on,
        )
        .outerjoin(
            SocialisationEvent,
            (SocialisationEvent.tenant_id == MonevFollowUp.tenant_id)
            & (SocialisationEvent.id == MonevFollowUp.event_id),
        )
        .where(
            MonevFollowUp.tenant_id == tenant_id,
            MonevFollowUp.done_on.is_(None),
            MonevFollowUp.due_on < today,
            MonevFollowUp.due_on >= today - STILL_NEWS,
        )
        .order_by(MonevFollowUp.due_on, MonevFollowUp.id)
    ).all()
    for one in overdue:
        if one.due_on is not None:
            tidings = overdue_tidings(
                follow_up_id=one.id,
                task=one.task,
                owner=one.owner,
                due_on=one.due_on,
                subject="monev_meeting" if one.meeting_id else "regulation",
            )
            yield one.meeting_id or one.regulation_id, tidings
