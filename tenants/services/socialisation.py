"""Keep the occasions on which a regulation was made known."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tenants.kernel.actor import Actor
from tenants.kernel.clock import latest_today
from tenants.kernel.constraints import delete
from tenants.kernel.errors import N_, FieldError, InvalidInput, StaleVersion, refuse_errors
from tenants.kernel.repeats import refuse_repeat
from tenants.models.regulations import SocialisationEvent
from tenants.monev_rules import occasion_errors
from tenants.queries.monev import list_event_follow_ups
from tenants.queries.regulations import get_socialisation_event
from tenants.regulation_rules import SocialisationDetails
from tenants.remark_rules import reason_errors
from tenants.services.regulations import lock_regulation, record_change


def add_socialisation(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    regulation_id: UUID,
    details: SocialisationDetails,
) -> SocialisationEvent:
    """Record an event of a regulation.

    Raises:
        NotFound: no such regulation in this regency.
        InvalidInput: nothing is stated about the event, or it lies in the future.
        DuplicateRecord: the same was recorded a moment ago.

    Effects:
        Locks the regulation, flushes, audits, publishes ``FactsChanged``.
    """
    _refuse_implausible(details, now)
    regulation = lock_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    event = SocialisationEvent(
        tenant_id=tenant_id,
        regulation_id=regulation_id,
        version=1,
        created_at=now,
        **asdict(details),
    )
    refuse_repeat(session, event, now=now)
    session.add(event)
    record_change(session, regulation, actor=actor, now=now, action="socialisation:add")
    return event


def revise_socialisation(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    regulation_id: UUID,
    event_id: UUID,
    expected_version: int,
    details: SocialisationDetails,
) -> SocialisationEvent:
    """Replace what is stated about an event.

    Returns:
        the event; with its version unchanged where nothing differs from what is kept.

    Raises:
        NotFound: no such event of this regulation in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidInput: nothing is stated about the event, it lies in the future, or after a date of
            one of its follow-ups.

    Effects:
        Locks the regulation, flushes, audits, publishes ``FactsChanged``.
    """
    _refuse_implausible(details, now)
    regulation = lock_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    event = get_socialisation_event(
        session, tenant_id=tenant_id, regulation_id=regulation_id, event_id=event_id
    )
    if event.version != expected_version:
        raise StaleVersion(
            N_(
                "Kegiatan ini sudah disimpan orang lain setelah Anda membukanya"
                " (versi %(current)s, Anda membuka versi %(seen)s). Perubahan Anda belum disimpan."
            ),
            current=event.version,
            seen=expected_version,
        )
    asked = list_event_follow_ups(session, tenant_id=tenant_id, event_ids=[event_id])[event_id]
    refuse_errors(occasion_errors(details.held_on, kept=[one.dates for one in asked]))
    for name, value in asdict(details).items():
        setattr(event, name, value)
    if not session.is_modified(event):
        return event
    event.version += 1
    record_change(session, regulation, actor=actor, now=now, action="socialisation:edit")
    return event


def remove_socialisation(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    regulation_id: UUID,
    event_id: UUID,
    reason: str | None,
) -> None:
    """Take away an event that was recorded by mistake; the audit trail keeps that it was there.

    Raises:
        InvalidInput: the reason says too little, or holds a NIK.
        NotFound: no such event of this regulation in this regency.
        StillInUse: it still has follow-ups.

    Effects:
        Locks the regulation, flushes, audits, publishes ``FactsChanged``.
    """
    refuse_errors(reason_errors(reason))
    regulation = lock_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    event = get_socialisation_event(
        session, tenant_id=tenant_id, regulation_id=regulation_id, event_id=event_id
    )
    delete(session, event)
    held_on = event.held_on.isoformat() if event.held_on else None
    record_change(
        session,
        regulation,
        actor=actor,
        now=now,
        action="socialisation:remove",
        detail={"held_on": held_on, "place": event.place, "reason": reason},
    )


def _refuse_implausible(details: SocialisationDetails, now: datetime) -> None:
    said = (details.place, details.organiser, details.description, details.decisions)
    if details.held_on is None and not any(said):
        raise InvalidInput(
            errors=[
                FieldError(
                    "/description",
                    N_(
                        "Isi paling sedikit tanggal, tempat, penyelenggara, uraian, atau keputusan"
                        " kegiatan."
                    ),
                )
            ]
        )
    if details.held_on is not None and details.held_on > latest_today(now):
        raise InvalidInput(errors=[FieldError("/held_on", N_("Tanggal kegiatan belum tiba."))])
