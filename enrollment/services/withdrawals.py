"""Taking a stored list out again: asked for by the regency, carried out in one transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from cooperation.review_rules import ReviewState
from enrollment.kinds import OCCUPYING_STATUSES, UPLOADED_STATUSES, CoverStatus, RosterState
from enrollment.models.rosters import Roster
from enrollment.queries.billing import billed_count
from enrollment.queries.determinations import are_decreed
from enrollment.queries.roster_reviews import list_rounds
from enrollment.services.corrections import clear_corrections
from enrollment.services.holding import FREE_MONTHS
from enrollment.services.imports import take_turn
from enrollment.services.readings import lock_roster
from enrollment.services.rosters import FILE_KEPT
from enrollment.services.staging import clear_chunks
from enrollment.services.tallies import tally_cover
from enrollment.services.undoing import NAMED, Undone, undo_people
from enrollment.services.waivers import forget_waivers
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, InvalidInput, InvalidTransition
from tenants.kernel.events import FactsChanged, publish
from tenants.kernel.jobs import RunState, enqueue, find_run
from tenants.remark_rules import reason_errors

WITHDRAW_JOB = "withdraw_roster"
BILLED_COUNTED = 1_000
"""So many people who stand in the way are counted; more are more."""
REASON_SHORT = N_("Tuliskan alasan penarikan, paling sedikit %(count)s huruf.")

_MINE = (
    "c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id"
    " AND CAST(:roster_id AS uuid) = ANY(c.roster_ids) AND c.status = ANY(:uploaded)"
)
_REST = "array_remove(c.roster_ids, CAST(:roster_id AS uuid))"
# Somebody whom a later list names as well stays: from now on that list is the one that brought
# them in.
_HAND_OVER = text(
    f"""
    UPDATE roster r SET
        new_cover_count = r.new_cover_count + h.people,
        changed_cover_count = r.changed_cover_count - h.people
    FROM (
        SELECT c.roster_ids[2] AS roster_id, count(*) AS people FROM cover c
        WHERE {_MINE} AND c.roster_ids[1] = :roster_id AND cardinality(c.roster_ids) > 1
        GROUP BY 1) h
    WHERE r.tenant_id = :tenant_id AND r.id = h.roster_id
    """  # noqa: S608 - constants of ours, no value
)
_RELEASE = text(
    f"""
    WITH rests AS (
        SELECT DISTINCT {_REST} AS lists FROM cover c WHERE {_MINE}),
    said AS (
        SELECT k.lists,
            (SELECT r.cover_status FROM roster r
                WHERE r.tenant_id = :tenant_id AND r.id = k.lists[cardinality(k.lists)]) AS status,
            (SELECT r.id FROM unnest(k.lists) WITH ORDINALITY AS u(id, position)
                JOIN roster r ON r.tenant_id = :tenant_id AND r.id = u.id
                ORDER BY (r.cover_status = ANY(:occupying)) DESC, u.position LIMIT 1) AS roster_id
        FROM rests k WHERE cardinality(k.lists) > 0),
    removed AS (
        DELETE FROM cover c WHERE {_MINE} AND cardinality({_REST}) = 0
        RETURNING c.worker_id, c.segment, c.programmes, c.first_month_on, c.last_month_on,
            c.status),
    stepped AS (
        UPDATE cover c SET roster_ids = k.lists, status = k.status, roster_id = k.roster_id,
            updated_at = :now
        FROM said k WHERE {_MINE} AND {_REST} = k.lists
        RETURNING c.worker_id, c.segment, c.programmes, c.first_month_on, c.last_month_on,
            c.status),
    ended AS (
        SELECT * FROM removed WHERE status = ANY(:occupying)
        UNION ALL
        SELECT * FROM stepped WHERE :occupies AND status <> ALL(:occupying)),
    {FREE_MONTHS}
    SELECT (SELECT count(*) FROM removed) + (SELECT count(*) FROM stepped)
    """  # noqa: S608 - constants of ours, no value
)


def request_withdrawal(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    roster_id: UUID,
    reason: str | None,
) -> Roster:
    """Ask for a stored list to be taken out again. Role regency.

    Raises:
        NotFound: no such roster in this regency.
        InvalidInput: the reason has fewer than ten letters, or holds a NIK.
        InvalidTransition: it is not stored, is being taken out, waits at the branch, was accepted
            there, or some of its people are billed.

    Effects:
        Locks the roster, notes who, when and why, enqueues ``withdraw_roster``, audits.
    """
    _refuse_reason(reason)
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    _refuse_withdrawal(session, roster)
    roster.withdrawn_at, roster.withdrawal_reason = now, reason
    roster.withdrawn_by_id, roster.withdrawn_by_name = actor.id, actor.name
    session.flush()
    enqueue(
        session,
        WITHDRAW_JOB,
        tenant_id=tenant_id,
        key=str(roster.id),
        payload={"roster_id": str(roster.id)},
        now=now,
    )
    _record(session, roster, actor=actor, now=now, action="roster:retract", reason=reason)
    return roster


def withdraw_roster(session: Session, *, tenant_id: int, roster_id: UUID, now: datetime) -> int:
    """Release everybody for whom a withdrawn list speaks; other lists stay.

    Who stands on no other list of the programme leaves it. Who does keeps what the others say.
    What BPJS has posted since is not undone. Within thirty days of storing, people whom the list
    recorded first go as well unless something else needs them, and those it corrected get back
    what was recorded before, unless a later list corrected them again.

    Args:
        session: role job.
        tenant_id: whose.
        roster_id: a stored roster whose withdrawal was asked for; otherwise nothing changes.
        now: the present moment.

    Returns:
        people released.

    Raises:
        NotFound: no such roster in this regency.

    Effects:
        Locks the roster and the regency's imports; changes ``cover``, ``cover_tally``,
        ``cover_year`` and ``worker``, removes the file, moves the roster to ``discarded`` so that
        its file may come again, audits, publishes ``FactsChanged``.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    if roster.state != RosterState.APPLIED or roster.withdrawn_at is None:
        return 0
    take_turn(session, tenant_id=tenant_id)
    values = _values(roster, now)
    session.execute(_HAND_OVER, values)
    released: int = session.execute(_RELEASE, values).scalar_one()
    tally_cover(session, tenant_id=tenant_id, commitment_id=roster.commitment_id)
    roster.state, roster.released_count = RosterState.DISCARDED, released
    forget_waivers(session, roster)
    undone = _undo(session, roster)
    actor = Actor(id=roster.withdrawn_by_id, name=roster.withdrawn_by_name or "")
    _record(
        session,
        roster,
        actor=actor,
        now=now,
        action="roster:release",
        released=released,
        removed_workers=undone.removed,
        restored_workers=undone.restored,
        kept_workers=len(undone.kept),
    )
    clear_chunks(session, roster)
    clear_corrections(session, roster)
    roster.file_removed_at = now
    publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="roster:release"))
    return released


def undo_until(roster: Roster) -> datetime | None:
    """Until when taking a list out gives back its people as well; None while it is not stored."""
    return None if roster.finished_at is None else roster.finished_at + FILE_KEPT


def may_withdraw(roster: Roster, latest: ReviewState | None) -> bool:
    """Whether a stored list may be taken out: neither with the branch nor accepted by it."""
    return (
        roster.state == RosterState.APPLIED
        and roster.withdrawn_at is None
        and latest not in {ReviewState.WAITING, ReviewState.ACCEPTED}
    )


def _undo(session: Session, roster: Roster) -> Undone:
    until = undo_until(roster)
    if until is None or roster.withdrawn_at is None or roster.withdrawn_at > until:
        return Undone(0, 0, ())
    undone = undo_people(session, roster)
    roster.removed_worker_count, roster.restored_worker_count = undone.removed, undone.restored
    roster.kept_worker_count = len(undone.kept)
    roster.kept_worker_ids = list(undone.kept[:NAMED])
    return undone


def _refuse_reason(reason: str | None) -> None:
    errors = reason_errors(reason, too_short=REASON_SHORT)
    if errors:
        raise InvalidInput(errors=errors)


def _refuse_withdrawal(session: Session, roster: Roster) -> None:
    if roster.state != RosterState.APPLIED:
        raise InvalidTransition(N_("Hanya daftar yang sudah tersimpan yang dapat ditarik."))
    run = find_run(session, tenant_id=roster.tenant_id, kind=WITHDRAW_JOB, key=str(roster.id))
    if roster.withdrawn_at is not None and (run is None or run.state != RunState.FAILED):
        raise InvalidTransition(N_("Daftar ini sedang ditarik. Muat ulang halaman."))
    billed = billed_count(
        session, tenant_id=roster.tenant_id, roster_id=roster.id, limit=BILLED_COUNTED + 1
    )
    if billed > BILLED_COUNTED:
        raise InvalidTransition(
            N_(
                "Lebih dari %(count)s orang pada daftar ini sudah masuk daftar tagihan, jadi"
                " daftarnya tidak dapat ditarik. Batalkan penagihannya lebih dahulu."
            ),
            count=BILLED_COUNTED,
        )
    if billed:
        raise InvalidTransition(
            N_(
                "%(count)s orang pada daftar ini sudah masuk daftar tagihan, jadi daftarnya tidak"
                " dapat ditarik. Batalkan penagihannya lebih dahulu."
            ),
            count=billed,
        )
    rounds = list_rounds(session, tenant_id=roster.tenant_id, roster_id=roster.id)
    latest = rounds[0].state if rounds else None
    if latest is ReviewState.WAITING:
        raise InvalidTransition(
            N_("Daftar ini sedang ditelaah. Tarik kembali pengajuannya lebih dahulu.")
        )
    if latest is ReviewState.ACCEPTED:
        raise InvalidTransition(
            N_("Daftar ini sudah disetujui BPJS Ketenagakerjaan, jadi tidak dapat ditarik.")
        )
    if are_decreed(session, roster):
        raise InvalidTransition(
            N_("Orang pada daftar ini sudah ditetapkan dengan SK, jadi daftar tidak dapat ditarik.")
        )


def _values(roster: Roster, now: datetime) -> dict[str, object]:
    return {
        "tenant_id": roster.tenant_id,
        "roster_id": roster.id,
        "commitment_id": roster.commitment_id,
        "now": now,
        "uploaded": [status.value for status in UPLOADED_STATUSES],
        "occupying": [status.value for status in OCCUPYING_STATUSES],
        "occupies": CoverStatus(roster.cover_status) in OCCUPYING_STATUSES,
    }


def _record(
    session: Session,
    roster: Roster,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    **detail: str | int | None,
) -> None:
    audit.record(
        session,
        tenant_id=roster.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="roster",
        subject_id=roster.id,
        detail={name: value for name, value in detail.items() if value is not None},
    )
