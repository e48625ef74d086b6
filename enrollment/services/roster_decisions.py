"""What people decide about a roster they sent: store it, give it up, have it checked again."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from enrollment.intake import Decision, Forecast, Obstacle, OnDoubted, stored_forecast
from enrollment.kinds import UNDECIDED_STATES, RosterState
from enrollment.models.rosters import Roster
from enrollment.services.readings import lock_roster
from enrollment.services.rosters import CLEAN_JOB, IMPORT_JOB, request_job
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, FieldError, InvalidInput, InvalidTransition
from tenants.kernel.jobs import RunState, find_run
from tenants.remark_rules import reason_errors

REASON_SHORT = N_("Tuliskan mengapa baris itu benar, paling sedikit %(count)s huruf.")
_OBSTACLE_TEXTS = {
    Obstacle.WRONG_ROWS: (
        "/on_errors",
        N_(
            "Tidak ada yang disimpan: %(count)s baris salah. Perbaiki berkasnya, atau pilih hanya"
            " baris yang sah."
        ),
    ),
    Obstacle.DOUBTED_ROWS: (
        "/on_doubted",
        N_(
            "Tidak ada yang disimpan: %(count)s baris perlu alasan. Sertakan dengan alasan, atau"
            " pilih hanya baris yang sah."
        ),
    ),
    Obstacle.KNOWN_PEOPLE: (
        "/on_known",
        N_("Tidak ada yang disimpan: %(count)s orang sudah tercatat. Pilih perbarui atau lewati."),
    ),
    Obstacle.NO_EFFECT: (
        "/on_known",
        N_("Tidak ada yang disimpan: dengan pilihan ini tidak ada yang berubah."),
    ),
}


def confirm_roster(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    roster_id: UUID,
    decision: Decision | None = None,
) -> Roster:
    """Store a checked roster under a decision; without one, its valid rows that need no word.

    Args:
        session: role regency.
        tenant_id: whose.
        actor: who decides.
        now: the present moment.
        roster_id: a roster that waits.
        decision: what they chose on the preview.

    Raises:
        NotFound: no such roster in this regency.
        InvalidTransition: the roster does not wait for a decision.
        InvalidInput: nothing would be stored, or rows that need a word have no reason.

    Effects:
        Moves the roster to ``applying``, enqueues ``import_roster``, audits.
    """
    chosen = decision or Decision()
    roster = _lock_in(session, tenant_id=tenant_id, roster_id=roster_id, states={RosterState.READY})
    found = stored_forecast(roster.forecast)
    if found is not None:  # a list checked by an earlier release is asked about once more
        _refuse_decision(found, chosen)
    speaks = chosen.on_doubted is OnDoubted.INCLUDE and bool(found and found.doubted.people)
    roster.confirmed_at, roster.confirmed_by_id = now, actor.id
    roster.confirmed_by_name = actor.name
    roster.on_errors, roster.on_known = chosen.on_errors, chosen.on_known
    roster.on_doubted, roster.override_reason = chosen.on_doubted, chosen.reason if speaks else None
    roster.state = RosterState.APPLYING
    session.flush()
    request_job(session, IMPORT_JOB, roster, now=now)
    _record(session, roster, actor=actor, now=now, action="roster:confirm")
    return roster


def discard_roster(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, roster_id: UUID
) -> Roster:
    """Give a roster up while it is being checked or waits; nothing of it is stored.

    Raises:
        NotFound: no such roster in this regency.
        InvalidTransition: it is being stored, or was decided about already.

    Effects:
        Moves the roster to ``discarded``, enqueues ``clean_roster``, audits.
    """
    roster = _lock_in(session, tenant_id=tenant_id, roster_id=roster_id, states=UNDECIDED_STATES)
    roster.state, roster.finished_at = RosterState.DISCARDED, now
    session.flush()
    request_job(session, CLEAN_JOB, roster, now=now)
    _record(session, roster, actor=actor, now=now, action="roster:cancel")
    return roster


def recheck_roster(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, roster_id: UUID
) -> Roster:
    """Check a file again, because the programme or other lists have changed since.

    Raises:
        NotFound: no such roster in this regency.
        InvalidTransition: it is stored or discarded already, or still being worked on.

    Effects:
        Moves the roster to ``received``, enqueues ``import_roster``, audits.
    """
    states = {RosterState.READY, RosterState.FAILED}
    run = find_run(session, tenant_id=tenant_id, kind=IMPORT_JOB, key=str(roster_id))
    if run is not None and run.state == RunState.FAILED:
        states |= {RosterState.RECEIVED, RosterState.CHECKING, RosterState.APPLYING}
    roster = _lock_in(session, tenant_id=tenant_id, roster_id=roster_id, states=states)
    roster.state = RosterState.RECEIVED
    roster.failure_code, roster.failure_params = None, {}
    roster.confirmed_at = roster.confirmed_by_id = roster.confirmed_by_name = None
    roster.finished_at = None
    session.flush()
    request_job(session, IMPORT_JOB, roster, now=now)
    _record(session, roster, actor=actor, now=now, action="roster:recheck")
    return roster


def _refuse_decision(found: Forecast, decision: Decision) -> None:
    obstacle = found.obstacle(decision)
    if obstacle is not None:
        pointer, detail = _OBSTACLE_TEXTS[obstacle]
        counts = {
            Obstacle.WRONG_ROWS: found.errors,
            Obstacle.DOUBTED_ROWS: found.doubted.people,
            Obstacle.KNOWN_PEOPLE: found.all.known,
        }
        count = counts.get(obstacle)
        params = {} if count is None else {"count": count}
        raise InvalidInput(errors=[FieldError(pointer, detail, params)])
    if decision.on_doubted is OnDoubted.INCLUDE and found.doubted.people:
        found_errors = reason_errors(decision.reason, too_short=REASON_SHORT)
        if found_errors:
            errors = [
                FieldError("/override_reason", one.detail, one.params) for one in found_errors
            ]
            raise InvalidInput(errors=errors)


def _lock_in(
    session: Session, *, tenant_id: int, roster_id: UUID, states: Collection[RosterState]
) -> Roster:
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    if roster.state == RosterState.DISCARDED:
        raise InvalidTransition(
            N_("Daftar ini dibatalkan dan isinya sudah dihapus. Unggah berkasnya sekali lagi.")
        )
    if roster.state not in states:
        raise InvalidTransition(
            N_("Daftar ini sudah tidak menunggu keputusan. Muat ulang halaman.")
        )
    return roster


def _record(session: Session, roster: Roster, *, actor: Actor, now: datetime, action: str) -> None:
    audit.record(
        session,
        tenant_id=roster.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="roster",
        subject_id=roster.id,
    )
