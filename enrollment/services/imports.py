"""What becomes of a roster that was read to its end: stored once, asked about, or refused."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from enrollment.kinds import RosterState
from enrollment.models.rosters import Roster
from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from enrollment.queries.programmes import Programme, get_programme
from enrollment.services.applying import Tally, count_waiting, store_waiting
from enrollment.services.clashes import note_differing, reject_double_cover, reject_duplicates
from enrollment.services.readings import lock_roster
from enrollment.services.staging import clear_chunks, clear_staging
from tenants.kernel import audit, formats
from tenants.kernel.actor import Actor
from tenants.kernel.events import FactsChanged, publish

# Another list of the regency may take minutes to store. This one waits for its turn.
_WAIT_FOR_TURN = text("SET LOCAL lock_timeout = '10min'")
_LOCK_IMPORTS = text("SELECT pg_advisory_xact_lock(3505, :tenant_id)")
# Rows just copied have no statistics: the planner takes thousands for one and would compare each
# with each. Without nested loops it hashes, which is right for one row and for a million.
_JOIN_BY_HASHING = text("SET LOCAL enable_nestloop = off")


def finish_roster(session: Session, *, tenant_id: int, roster_id: UUID, now: datetime) -> None:
    """Store a roster's valid rows, or ask a person first. All or nothing.

    It asks when some rows are wrong, and when at least half of the others are doubtful.

    Raises:
        RosterFileRefused: no row changes anything, or the programme was cancelled or lost its
            months meanwhile.
        CountsDoNotAddUp: rows and records differ; nothing stays.

    Effects:
        Locks the regency's imports; writes workers and cover, forgets the file, audits, publishes
        ``FactsChanged``.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    if roster.state != RosterState.APPLYING or roster.row_count is None:
        return
    take_turn(session, tenant_id=tenant_id)
    session.execute(_JOIN_BY_HASHING)
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=roster.commitment_id)
    if programme.is_cancelled:
        raise RosterFileRefused(FileProblem.PROGRAMME_CANCELLED)
    if programme.starts_on is None:
        raise RosterFileRefused(FileProblem.MONTHS_UNKNOWN)
    reject_duplicates(session, roster)
    reject_double_cover(session, roster, programme)
    tally = count_waiting(session, roster)
    roster.valid_count = tally.valid_count
    roster.error_count = roster.row_count - tally.valid_count
    roster.warning_count = tally.warning_count
    if tally.valid_count == 0:
        _refuse(session, roster, FileProblem.NO_VALID_ROW, {"rows": roster.row_count}, now=now)
    elif roster.confirmed_at is None and _needs_a_word(roster.error_count, tally):
        roster.state = RosterState.READY
    else:
        _apply(session, roster, programme, now=now)


def refuse_roster(
    session: Session, *, tenant_id: int, roster_id: UUID, refusal: RosterFileRefused, now: datetime
) -> None:
    """Note that the file cannot be used, and why.

    Effects:
        Moves the roster to ``failed``, clears its waiting rows, audits.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    _refuse(session, roster, refusal.problem, refusal.params, now=now)


def clean_discarded(session: Session, *, tenant_id: int, roster_id: UUID) -> None:
    """Forget the people of a roster somebody gave up: its waiting rows and its file.

    Effects:
        Deletes from ``roster_staging`` and ``roster_chunk``, unless it is not discarded.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    if roster.state == RosterState.DISCARDED:
        clear_staging(session, roster)
        clear_chunks(session, roster)


def take_turn(session: Session, *, tenant_id: int) -> None:
    """Wait until nobody else changes who holds which months of a regency. Role job.

    Effects:
        Holds the regency's lock until the transaction ends.
    """
    session.execute(_WAIT_FOR_TURN)
    session.execute(_LOCK_IMPORTS, {"tenant_id": tenant_id})


def _apply(session: Session, roster: Roster, programme: Programme, *, now: datetime) -> None:
    valid = roster.valid_count or 0
    differing = note_differing(session, roster)
    effect = store_waiting(session, roster, programme, now=now)
    if not effect.is_any:
        raise RosterFileRefused(FileProblem.NOTHING_NEW)
    clear_staging(session, roster)
    clear_chunks(session, roster)
    roster.warning_count = (roster.warning_count or 0) + differing
    roster.new_worker_count = effect.new_worker_count
    roster.updated_worker_count = effect.updated_worker_count
    roster.known_worker_count = valid - effect.new_worker_count
    roster.new_cover_count = effect.new_cover_count
    roster.changed_cover_count = effect.changed_cover_count
    roster.cover_month_count = effect.cover_month_count
    roster.state = RosterState.APPLIED
    roster.finished_at = now
    _audit(
        session,
        roster,
        now=now,
        action="roster:apply",
        detail={
            "rows": roster.row_count,
            "valid": valid,
            "errors": roster.error_count,
            "new_workers": effect.new_worker_count,
            "updated_workers": effect.updated_worker_count,
            "new_cover": effect.new_cover_count,
            "changed_cover": effect.changed_cover_count,
        },
    )
    publish(session, FactsChanged(tenant_id=roster.tenant_id, now=now, cause="roster:apply"))


def _needs_a_word(error_count: int, tally: Tally) -> bool:
    return error_count > 0 or 2 * tally.doubtful_count >= tally.valid_count


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
    _audit(session, roster, now=now, action="roster:refuse", detail={"problem": problem.value})


def _audit(
    session: Session, roster: Roster, *, now: datetime, action: str, detail: audit.Detail
) -> None:
    audit.record(
        session,
        tenant_id=roster.tenant_id,
        actor=Actor(id=roster.uploaded_by_id, name=roster.uploaded_by_name),
        now=now,
        action=action,
        subject="roster",
        subject_id=roster.id,
        detail=detail,
    )
