"""Drafting a change of a decree: who leaves, from which month on, and asking for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from enrollment.decree_changes import (
    ChangeState,
    LeaveReason,
    Movement,
    Reserve,
    leave_errors,
    month_errors,
    pick_replacements,
)
from enrollment.determination import DeterminationState, decree_errors
from enrollment.models.decree_changes import DecreeChange, DecreeChangeLine
from enrollment.queries.decree_changes import (
    HOLDING,
    ChangeBasis,
    change_basis,
    count_billed,
    count_occupied,
    get_change,
    list_changed,
    list_reserves,
)
from enrollment.queries.determinations import get_determination
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import flush
from tenants.kernel.errors import (
    N_,
    Conflict,
    FieldError,
    InvalidInput,
    InvalidTransition,
    NotFound,
    RuleViolation,
    refuse_errors,
)
from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import RunState, enqueue, find_run
from tenants.kernel.writes import write

CHANGE_JOB = "change_decree"
_OPEN = N_("Masih ada rancangan SK perubahan untuk SK ini. Selesaikan atau batalkan dahulu.")
_NOT_FROZEN = N_("Hanya SK yang sudah ditetapkan yang dapat diubah.")
_NO_DRAFT = N_("SK perubahan ini bukan rancangan lagi. Muat ulang halaman.")
_NOT_STOPPED = N_("Perubahan ini tidak terhenti. Muat ulang halaman.")
_NOT_APPLIED = N_("Nomor dicatat setelah perubahan disimpan.")
_NUMBERED = N_("Nomor SK sudah dicatat. Muat ulang halaman.")
_NOT_LEAVING = N_("Orang ini tidak ada pada rancangan. Muat ulang halaman.")
_NOBODY = N_("Centang paling sedikit satu penerima.")
_NOBODY_LEAVES = N_("Belum ada penerima yang dikeluarkan.")
_BILLED = N_(
    "%(count)s orang yang dikeluarkan sudah masuk daftar tagihan untuk bulan mulai berlakunya"
    " perubahan. Pilih bulan sesudahnya, atau batalkan penagihannya."
)
_TAKE_OUT = text(
    f"""
    INSERT INTO decree_change_line (
        tenant_id, decree_change_id, worker_id, movement, village_code, reason, note)
    SELECT l.tenant_id, :decree_change_id, l.worker_id, 'out', w.village_code, :reason, :note
    {HOLDING} AND l.worker_id = ANY(:worker_ids)
    """
)


@dataclass(frozen=True)
class ChangeAsked:
    """What a change is asked for with."""

    signer: str
    number: str | None
    signed_on: date | None


def draft_change(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    today: date,
    determination_id: UUID,
    from_month: date,
) -> DecreeChange:
    """Begin a change of a frozen decree. Role regency.

    Raises:
        NotFound: no such decree in this regency.
        RuleViolation: the decree is not frozen.
        InvalidInput: the month has passed, or lies outside those of the decree.
        Conflict: another change of it is open.

    Effects:
        Inserts ``decree_change``, flushes, audits.
    """
    kept = get_determination(session, tenant_id=tenant_id, determination_id=determination_id)
    if kept.state != DeterminationState.FROZEN:
        raise RuleViolation(_NOT_FROZEN)
    refuse_errors(
        month_errors(
            from_month,
            first_month_on=kept.first_month_on,
            last_month_on=kept.last_month_on,
            this_month=today.replace(day=1),
        )
    )
    change = DecreeChange(
        tenant_id=tenant_id,
        id=uuid7(),
        determination_id=determination_id,
        sequence=0,
        state=ChangeState.DRAFT,
        from_month_on=from_month,
        created_at=now,
        created_by_name=actor.name,
    )
    session.add(change)
    taken = "uq_decree_change_tenant_id_determination_id_open"
    flush(session, {taken: partial(Conflict, _OPEN)})
    record(session, change, actor=actor, now=now, action="selection:draft-change")
    return change


def take_out(
    session: Session,
    *,
    tenant_id: int,
    decree_change_id: UUID,
    worker_ids: Sequence[UUID],
    reason: LeaveReason,
    note: str | None,
) -> int:
    """Name recipients who leave. Role regency; the change is audited when it is asked for.

    Returns:
        people named.

    Raises:
        NotFound: no such change in this regency.
        InvalidTransition: it is no draft any more.
        InvalidInput: nobody is named who holds a place by this decree, or the note lacks.

    Effects:
        Locks the change, inserts ``decree_change_line``.
    """
    change = lock_draft(session, tenant_id, decree_change_id)
    refuse_errors(leave_errors(reason, note))
    values = change_basis(session, change).values()
    values |= {"worker_ids": list(worker_ids), "reason": reason.value, "note": note}
    people = write(session, _TAKE_OUT, values)
    if not people:
        raise InvalidInput(errors=[FieldError("/worker_ids", _NOBODY)])
    return people


def leave_in(session: Session, *, tenant_id: int, decree_change_id: UUID, worker_id: UUID) -> None:
    """Let somebody stay after all.

    Raises:
        NotFound: no such change in this regency, or nobody like this leaves by it.
        InvalidTransition: it is no draft any more.

    Effects:
        Locks the change, deletes from ``decree_change_line``.
    """
    change = lock_draft(session, tenant_id, decree_change_id)
    removed = write(
        session,
        delete(DecreeChangeLine).where(
            DecreeChangeLine.tenant_id == tenant_id,
            DecreeChangeLine.decree_change_id == change.id,
            DecreeChangeLine.worker_id == worker_id,
        ),
    )
    if not removed:
        raise NotFound(_NOT_LEAVING)


def discard_change(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, decree_change_id: UUID
) -> DecreeChange:
    """Give a draft up.

    Raises:
        NotFound: no such change in this regency.
        InvalidTransition: it is no draft any more.

    Effects:
        Locks the change, deletes its lines, moves it to ``discarded``, audits.
    """
    change = lock_draft(session, tenant_id, decree_change_id)
    _forget_lines(session, change)
    change.state = ChangeState.DISCARDED
    session.flush()
    record(session, change, actor=actor, now=now, action="selection:discard-change")
    return change


def request_change(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    today: date,
    decree_change_id: UUID,
    asked: ChangeAsked,
) -> DecreeChange:
    """Ask for a draft to be carried out, with the replacements it shows. Role regency.

    Raises:
        NotFound: no such change in this regency.
        InvalidTransition: it is no draft any more.
        InvalidInput: number and day do not go together, or the month has passed meanwhile.
        RuleViolation: nobody leaves, or a bill holds a month of somebody who does.

    Effects:
        Locks the change, inserts who enters, moves it to ``requested``, enqueues
        ``change_decree``, audits.
    """
    change = lock_draft(session, tenant_id, decree_change_id)
    basis = change_basis(session, change)
    refuse_errors(decree_errors(asked.number, asked.signed_on, today))
    refuse_errors(
        month_errors(
            change.from_month_on,
            first_month_on=basis.determination.first_month_on,
            last_month_on=basis.determination.last_month_on,
            this_month=today.replace(day=1),
        )
    )
    _refuse_billed(session, basis)
    picked = replacements_of(session, basis)
    if picked:
        session.execute(insert(DecreeChangeLine), [_entering(change, one) for one in picked])
    change.state, change.refusal = ChangeState.REQUESTED, None
    change.signer, change.number, change.signed_on = asked.signer, asked.number, asked.signed_on
    change.requested_at = now
    change.requested_by_id, change.requested_by_name = actor.id, actor.name
    session.flush()
    _enqueue(session, change, now)
    record(session, change, actor=actor, now=now, action="selection:request-change")
    return change


def retry_change(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, decree_change_id: UUID
) -> DecreeChange:
    """Have a change tried again whose work was given up. Role regency.

    Raises:
        NotFound: no such change in this regency.
        InvalidTransition: it is not asked for, or its work goes on.

    Effects:
        Locks the change, enqueues ``change_decree``, audits.
    """
    change = lock_change(session, tenant_id, decree_change_id)
    if not is_stopped(session, change):
        raise InvalidTransition(_NOT_STOPPED, state=change.state)
    _enqueue(session, change, now)
    record(session, change, actor=actor, now=now, action="selection:request-change")
    return change


def is_stopped(session: Session, change: DecreeChange) -> bool:
    """Whether a change was asked for, and its work given up."""
    if change.state != ChangeState.REQUESTED:
        return False
    run = find_run(session, tenant_id=change.tenant_id, kind=CHANGE_JOB, key=str(change.id))
    return run is not None and run.state == RunState.FAILED


def number_change(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    today: date,
    decree_change_id: UUID,
    number: str,
    signed_on: date,
) -> DecreeChange:
    """Record number and day of a change once it is signed.

    Raises:
        NotFound: no such change in this regency.
        InvalidTransition: it is not carried out.
        InvalidInput: the day has not come, or it is numbered already.

    Effects:
        Locks the change, flushes, audits.
    """
    refuse_errors(decree_errors(number, signed_on, today))
    change = lock_change(session, tenant_id, decree_change_id)
    if change.state != ChangeState.APPLIED:
        raise InvalidTransition(_NOT_APPLIED, state=change.state)
    if change.number is not None:
        raise InvalidInput(errors=[FieldError("/number", _NUMBERED)])
    change.number, change.signed_on = number, signed_on
    session.flush()
    record(session, change, actor=actor, now=now, action="selection:number")
    return change


def note_change_annex(
    session: Session,
    change: DecreeChange,
    *,
    actor: Actor,
    now: datetime,
    row_count: int,
    is_whole: bool,
) -> None:
    """Note that the lists of a change left as a file, and whether with whole numbers.

    Effects:
        Audits.
    """
    record(
        session,
        change,
        actor=actor,
        now=now,
        action="selection:export",
        rows=row_count,
        whole_numbers=is_whole,
    )


def replacements_of(session: Session, basis: ChangeBasis) -> tuple[Reserve, ...]:
    """Who would enter now.

    Raises:
        RuleViolation: nobody leaves.
    """
    leaving = len(list_changed(session, basis.change, Movement.OUT))
    if not leaving:
        raise RuleViolation(_NOBODY_LEAVES)
    return pick_replacements(
        leaving,
        list_reserves(session, basis),
        occupied=count_occupied(session, basis),
        village_quotas=basis.judging.rules.village_quotas,
    )


def lock_change(session: Session, tenant_id: int, decree_change_id: UUID) -> DecreeChange:
    """The row of a change, locked until the transaction ends.

    Raises:
        NotFound: no such change in this regency.
    """
    get_change(session, tenant_id=tenant_id, decree_change_id=decree_change_id)
    return session.scalars(
        select(DecreeChange)
        .where(DecreeChange.tenant_id == tenant_id, DecreeChange.id == decree_change_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def lock_draft(session: Session, tenant_id: int, decree_change_id: UUID) -> DecreeChange:
    """The row of a draft, locked.

    Raises:
        NotFound: no such change in this regency.
        InvalidTransition: it is no draft any more.
    """
    change = lock_change(session, tenant_id, decree_change_id)
    if change.state != ChangeState.DRAFT:
        raise InvalidTransition(_NO_DRAFT, state=change.state)
    return change


def record(
    session: Session,
    change: DecreeChange,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    **detail: str | int | None,
) -> None:
    """Audit what was done with a change."""
    told: dict[str, str | int | None] = {
        "determination_id": str(change.determination_id),
        "number": change.number,
        "signed_on": change.signed_on.isoformat() if change.signed_on else None,
        "starts_on": change.from_month_on.isoformat(),
        **detail,
    }
    audit.record(
        session,
        tenant_id=change.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="decree_change",
        subject_id=change.id,
        detail={name: value for name, value in told.items() if value is not None},
    )


def _enqueue(session: Session, change: DecreeChange, now: datetime) -> None:
    enqueue(
        session,
        CHANGE_JOB,
        tenant_id=change.tenant_id,
        key=str(change.id),
        payload={"decree_change_id": str(change.id)},
        now=now,
    )


def _refuse_billed(session: Session, basis: ChangeBasis) -> None:
    if billed := count_billed(session, basis):
        raise RuleViolation(_BILLED, count=billed)


def _entering(change: DecreeChange, one: Reserve) -> dict[str, object]:
    return {
        "tenant_id": change.tenant_id,
        "decree_change_id": change.id,
        "worker_id": one.worker_id,
        "movement": Movement.IN.value,
        "village_code": one.village_code,
        "rank": one.rank,
    }


def _forget_lines(session: Session, change: DecreeChange) -> None:
    session.execute(
        delete(DecreeChangeLine).where(
            DecreeChangeLine.tenant_id == change.tenant_id,
            DecreeChangeLine.decree_change_id == change.id,
        )
    )
