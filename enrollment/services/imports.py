"""What becomes of a roster that was read to its end: asked about, stored once, or refused."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from enrollment.intake import (
    Decision,
    Effect,
    Forecast,
    OnDoubted,
    OnErrors,
    OnKnown,
    stored_forecast,
)
from enrollment.kinds import UNDECIDED_STATES, RosterState
from enrollment.models.rosters import Roster
from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from enrollment.queries.programmes import Programme, get_programme
from enrollment.services.applying import store_waiting
from enrollment.services.corrections import clear_corrections
from enrollment.services.headings import clear_heading
from enrollment.services.previews import foresee, leave_out
from enrollment.services.readings import lock_roster
from enrollment.services.rosters import CLEAN_JOB, FILE_KEPT, FIND_JOB, request_job
from enrollment.services.staging import (
    clear_chunks,
    clear_samples,
    clear_staging,
    forget_unreadable,
)
from tenants.kernel import audit, formats
from tenants.kernel.actor import Actor
from tenants.kernel.events import FactsChanged, publish

# Another list of the regency may take minutes to store. This one waits for its turn.
_WAIT_FOR_TURN = text("SET LOCAL lock_timeout = '10min'")
_LOCK_IMPORTS = text("SELECT pg_advisory_xact_lock(3505, :tenant_id)")
# Rows just copied have no statistics: the planner takes thousands for one and would compare each
# with each. Without nested loops it hashes, which is right for one row and for a million.
_JOIN_BY_HASHING = text("SET LOCAL enable_nestloop = off")
_IN_MEMORY = text("SET LOCAL work_mem = '64MB'")


def finish_roster(session: Session, *, tenant_id: int, roster_id: UUID, now: datetime) -> None:
    """Show a person what storing a roster would do, or store one they decided about.

    Before storing everything is judged again. Where that differs from what the person saw, because
    somebody else stored people meanwhile, nothing is stored and the roster waits once more.

    Raises:
        RosterFileRefused: the programme was cancelled or lost its months meanwhile.
        CountsDoNotAddUp: something else was stored than foreseen; nothing stays.

    Effects:
        Locks the regency's imports; moves the roster to ``ready``, ``failed`` or ``applied``. In
        the last case writes workers and cover, forgets the file, audits, publishes
        ``FactsChanged``.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    if roster.state not in {RosterState.CHECKING, RosterState.APPLYING}:
        return
    take_turn(session, tenant_id=tenant_id)
    join_large_sets(session)
    programme = _open_programme(session, roster)
    found = foresee(session, roster, programme)
    seen = stored_forecast(roster.forecast)
    _note(roster, found)
    decision = decision_of(roster)
    if found.all.people == 0:
        _refuse(session, roster, FileProblem.NO_VALID_ROW, {"rows": roster.row_count}, now=now)
    elif not found.all.is_any:
        _refuse(session, roster, FileProblem.NOTHING_NEW, {}, now=now)
    elif roster.state == RosterState.APPLYING and found != seen:
        _ask(roster, has_moved_on=True)
    elif decision is None or found.obstacle(decision) is not None:
        _ask(roster, has_moved_on=False)
    else:
        leave_out(session, roster, programme, decision, found)
        expected = found.effect(decision)
        store_waiting(session, roster, programme, expected=expected, now=now)
        _close(session, roster, programme, expected, now=now)


def refuse_roster(
    session: Session, *, tenant_id: int, roster_id: UUID, refusal: RosterFileRefused, now: datetime
) -> None:
    """Note that the file cannot be used, and why.

    Effects:
        Moves the roster to ``failed``, clears its waiting rows, audits.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    _refuse(session, roster, refusal.problem, refusal.params, now=now)


def clean_roster(session: Session, *, tenant_id: int, roster_id: UUID, now: datetime) -> None:
    """Forget the file of a roster that somebody gave up, or that was kept long enough.

    One about which nobody decided is given up then, so that people who were never enrolled are not
    kept for ever.

    Effects:
        Deletes from ``roster_chunk``, ``roster_correction`` and, beyond a readable number,
        ``roster_row_error``; of a discarded roster also from ``roster_staging``, ``roster_sample``
        and ``roster_heading``. Others are left until their time. Audits what is given up.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    if roster.state in UNDECIDED_STATES and roster.uploaded_at + FILE_KEPT <= now:
        roster.state, roster.finished_at = RosterState.DISCARDED, now
        _audit(session, roster, now=now, action="roster:expire", detail={})
    is_over = roster.finished_at is not None and roster.finished_at + FILE_KEPT <= now
    if roster.state == RosterState.DISCARDED:
        clear_staging(session, roster)
        clear_samples(session, roster)
        clear_heading(session, roster)
    elif roster.state not in {RosterState.APPLIED, RosterState.FAILED} or not is_over:
        return
    clear_chunks(session, roster)
    clear_corrections(session, roster)
    forget_unreadable(session, roster)
    roster.file_removed_at = now
    if roster.state == RosterState.FAILED:  # so that its file may come again
        roster.state, roster.failure_code, roster.failure_params = RosterState.DISCARDED, None, {}


def _keep_until(session: Session, roster: Roster, now: datetime) -> None:
    request_job(session, CLEAN_JOB, roster, now=now + FILE_KEPT)


def take_turn(session: Session, *, tenant_id: int) -> None:
    """Wait until nobody else changes who holds which months of a regency. Role job.

    Effects:
        Holds the regency's lock until the transaction ends.
    """
    session.execute(_WAIT_FOR_TURN)
    session.execute(_LOCK_IMPORTS, {"tenant_id": tenant_id})


def join_large_sets(session: Session) -> None:
    """Let statements of this transaction join sets of any size that were just written."""
    session.execute(_JOIN_BY_HASHING)
    session.execute(_IN_MEMORY)


def decision_of(roster: Roster) -> Decision | None:
    """What somebody chose for a roster; None where nobody has decided yet."""
    if roster.confirmed_at is None:
        return None
    return Decision(
        OnErrors(roster.on_errors or OnErrors.VALID_ROWS),
        OnKnown(roster.on_known or OnKnown.UPDATE),
        OnDoubted(roster.on_doubted or OnDoubted.LEAVE_OUT),
        roster.override_reason,
    )


def _open_programme(session: Session, roster: Roster) -> Programme:
    programme = get_programme(
        session, tenant_id=roster.tenant_id, commitment_id=roster.commitment_id
    )
    if programme.is_cancelled:
        raise RosterFileRefused(FileProblem.PROGRAMME_CANCELLED)
    if programme.starts_on is None:
        raise RosterFileRefused(FileProblem.MONTHS_UNKNOWN)
    return programme


def _note(roster: Roster, found: Forecast) -> None:
    roster.forecast = found.as_stored()
    roster.valid_count = found.all.people
    roster.error_count = found.errors
    roster.duplicate_count = found.repeated
    roster.warning_count = found.all.warned


def _ask(roster: Roster, *, has_moved_on: bool) -> None:
    roster.state, roster.has_moved_on = RosterState.READY, has_moved_on
    roster.confirmed_at = roster.confirmed_by_id = roster.confirmed_by_name = None


def _close(
    session: Session, roster: Roster, programme: Programme, done: Effect, *, now: datetime
) -> None:
    clear_staging(session, roster)
    _keep_until(session, roster, now)
    roster.stored_count = done.people
    roster.new_worker_count, roster.known_worker_count = done.new, done.known
    roster.updated_worker_count = done.corrected
    roster.unchanged_worker_count = done.unchanged
    roster.new_cover_count, roster.changed_cover_count = done.joining, done.moving
    roster.cover_month_count = done.gaining * programme.month_count
    roster.state, roster.finished_at = RosterState.APPLIED, now
    roster.has_moved_on = False
    told: dict[str, str | int | None] = {
        "rows": roster.row_count,
        "valid": roster.valid_count,
        "errors": roster.error_count,
        "stored": done.people,
        "new_workers": done.new,
        "updated_workers": done.corrected,
        "new_cover": done.joining,
        "changed_cover": done.moving,
        "on_errors": roster.on_errors,
        "on_known": roster.on_known,
        "on_doubted": roster.on_doubted,
        "reason": roster.override_reason,
    }
    detail = {name: value for name, value in told.items() if value is not None}
    _audit(session, roster, now=now, action="roster:apply", detail=detail)
    request_job(session, FIND_JOB, roster, now=now)
    publish(session, FactsChanged(tenant_id=roster.tenant_id, now=now, cause="roster:apply"))


def _refuse(
    session: Session,
    roster: Roster,
    problem: FileProblem,
    params: Mapping[str, str | int | None],
    *,
    now: datetime,
) -> None:
    shown = {
        name: formats.count(value) if isinstance(value, int) else value
        for name, value in params.items()
    }
    clear_staging(session, roster)
    roster.state = RosterState.FAILED
    roster.failure_code = problem.value
    roster.failure_params = shown
    roster.finished_at = now
    _keep_until(session, roster, now)
    _audit(session, roster, now=now, action="roster:refuse", detail={"problem": problem.value})


def _responsible(roster: Roster) -> Actor:
    """Whoever decided, or until somebody has, whoever sent the file."""
    if roster.confirmed_at is None:
        return Actor(id=roster.uploaded_by_id, name=roster.uploaded_by_name)
    return Actor(id=roster.confirmed_by_id, name=roster.confirmed_by_name or "")


def _audit(
    session: Session, roster: Roster, *, now: datetime, action: str, detail: audit.Detail
) -> None:
    audit.record(
        session,
        tenant_id=roster.tenant_id,
        actor=_responsible(roster),
        now=now,
        action=action,
        subject="roster",
        subject_id=roster.id,
        detail=detail,
    )
