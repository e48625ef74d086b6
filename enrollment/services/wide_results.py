"""Asking for one result to be recorded of everybody whom a filter means, and giving it up."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from enrollment.candidate_facts import Statement, statement_errors
from enrollment.models.wide_results import WideResult
from enrollment.queries.cover_tallies import count_by_status
from enrollment.queries.selection import find_rule
from enrollment.queries.selection_people import PeopleFilter
from enrollment.queries.wide_results import RECORD_WIDELY_JOB, get_wide_result, is_stopped
from enrollment.wide_results import WideState
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import flush
from tenants.kernel.errors import N_, DuplicateRecord, InvalidTransition, refuse_errors
from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import enqueue

_REFUSALS = {
    "uq_wide_result_tenant_id_commitment_id_one_at_a_time": partial(
        DuplicateRecord,
        N_(
            "Pencatatan sebelumnya untuk program ini belum selesai. Tunggu sampai selesai, atau"
            " batalkan dahulu."
        ),
    )
}
_TOO_LATE = N_("Pencatatan ini tidak dapat dibatalkan lagi. Muat ulang halaman.")
_NOT_STOPPED = N_("Pekerjaan ini tidak terhenti. Muat ulang halaman.")


@dataclass(frozen=True)
class WideAsked:
    """Of whom in a programme something is stated, and what."""

    commitment_id: UUID
    chosen: PeopleFilter
    statement: Statement


def request_wide_result(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, today: date, asked: WideAsked
) -> WideResult:
    """Ask for a result to be recorded of everybody whom a filter means. Role regency.

    Raises:
        InvalidInput: the statement lacks something.
        DuplicateRecord: another one of the programme is under way.

    Effects:
        Inserts ``wide_result``, enqueues ``record_widely``, audits.
    """
    statement, chosen, commitment_id = asked.statement, asked.chosen, asked.commitment_id
    refuse_errors(statement_errors(statement, today))
    rule = find_rule(session, tenant_id=tenant_id, commitment_id=commitment_id)
    people = count_by_status(session, tenant_id=tenant_id, commitment_id=commitment_id)
    wide = WideResult(
        tenant_id=tenant_id,
        id=uuid7(),
        commitment_id=commitment_id,
        rule_version=rule.version if rule is not None else 0,
        stage=chosen.stage.value,
        village_code=chosen.village_code,
        reason=chosen.reason.value if chosen.reason is not None else None,
        answer=statement.answer.value,
        said_on=statement.on,
        note=statement.note,
        desil=statement.desil,
        asked_on=today,
        state=WideState.LOOKING,
        people_count=sum(people.values()),
        looked_count=0,
        meant_count=0,
        requested_at=now,
        requested_by_id=actor.id,
        requested_by_name=actor.name,
    )
    session.add(wide)
    flush(session, _REFUSALS)
    _enqueue(session, wide, now)
    record(session, wide, actor=actor, now=now, action="selection:request-record")
    return wide


def cancel_wide_result(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, wide_result_id: UUID
) -> WideResult:
    """Give it up while people are still looked at; nothing was recorded. Role regency.

    Raises:
        NotFound: none such in this regency.
        InvalidTransition: it is being recorded, or over.

    Effects:
        Moves it to ``cancelled``, enqueues ``record_widely`` so that its lines go, audits.
    """
    # Recording holds the row for as long as it takes: whoever comes then is told so at once.
    wide = get_wide_result(session, tenant_id=tenant_id, wide_result_id=wide_result_id)
    _refuse_unless_looking(wide)
    wide = lock_wide_result(session, tenant_id=tenant_id, wide_result_id=wide_result_id)
    _refuse_unless_looking(wide)
    wide.state, wide.finished_at = WideState.CANCELLED, now
    session.flush()
    _enqueue(session, wide, now)
    record(session, wide, actor=actor, now=now, action="selection:cancel-record")
    return wide


def retry_wide_result(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, wide_result_id: UUID
) -> WideResult:
    """Have it go on where its work was given up. Role regency.

    Raises:
        NotFound: none such in this regency.
        InvalidTransition: its work goes on or is over.

    Effects:
        Enqueues ``record_widely``, audits.
    """
    wide = lock_wide_result(session, tenant_id=tenant_id, wide_result_id=wide_result_id)
    if not is_stopped(session, wide):
        raise InvalidTransition(_NOT_STOPPED, state=wide.state)
    _enqueue(session, wide, now)
    record(session, wide, actor=actor, now=now, action="selection:retry")
    return wide


def lock_wide_result(session: Session, *, tenant_id: int, wide_result_id: UUID) -> WideResult:
    """The row, locked until the transaction ends.

    Raises:
        NotFound: none such in this regency.
    """
    found = session.scalars(
        select(WideResult)
        .where(WideResult.tenant_id == tenant_id, WideResult.id == wide_result_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    return found or get_wide_result(session, tenant_id=tenant_id, wide_result_id=wide_result_id)


def record(
    session: Session,
    wide: WideResult,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    **detail: str | int | None,
) -> None:
    """Audit what was done about it, with what it says."""
    said = {
        "answer": wide.answer,
        "data_on": wide.said_on.isoformat() if wide.said_on else None,
        "reason": wide.note,
        "people_count": wide.recorded_count,
    }
    audit.record(
        session,
        tenant_id=wide.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="commitment",
        subject_id=wide.commitment_id,
        detail={name: value for name, value in {**said, **detail}.items() if value is not None},
    )


def _refuse_unless_looking(wide: WideResult) -> None:
    if wide.state != WideState.LOOKING:
        raise InvalidTransition(_TOO_LATE, state=wide.state)


def _enqueue(session: Session, wide: WideResult, now: datetime) -> None:
    enqueue(
        session,
        RECORD_WIDELY_JOB,
        tenant_id=wide.tenant_id,
        key=str(wide.id),
        payload={"wide_result_id": str(wide.id)},
        now=now,
    )
