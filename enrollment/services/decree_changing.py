"""Carrying a change of a decree out: in one transaction, or not at all."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from enrollment.decree_changes import ChangeRefusal, ChangeState, Movement
from enrollment.kinds import OCCUPYING_STATUSES, CoverStatus
from enrollment.models.decree_changes import DecreeChange, DecreeChangeLine
from enrollment.queries.decree_changes import (
    ChangeBasis,
    change_basis,
    count_billed,
    list_changed,
)
from enrollment.services.applying import CountsDoNotAddUp
from enrollment.services.decree_changes import lock_change, record, replacements_of
from enrollment.services.holding import FREE_MONTHS, hold_months
from enrollment.services.imports import take_turn
from enrollment.services.tallies import tally_cover
from tenants.kernel.actor import Actor
from tenants.kernel.events import FactsChanged, publish
from tenants.kernel.writes import write

_LINES = "o.tenant_id = :tenant_id AND o.decree_change_id = :decree_change_id"
# Whoever leaves keeps the months before; one who had none of them keeps the months that were meant.
_LEAVE = text(
    f"""
    WITH left_now AS (
        UPDATE cover c SET
            status = CASE o.reason WHEN 'deceased' THEN :deceased ELSE :replaced END,
            last_month_on = CASE WHEN c.first_month_on < :from_month_on
                THEN CAST(:from_month_on - interval '1 month' AS date) ELSE c.last_month_on END,
            keeps_months = c.first_month_on < :from_month_on,
            updated_at = :now
        FROM decree_change_line o, cover before
        WHERE {_LINES} AND o.movement = 'out' AND c.tenant_id = o.tenant_id
            AND c.commitment_id = :commitment_id AND c.worker_id = o.worker_id
            AND c.status = ANY(:occupying)
            AND before.tenant_id = c.tenant_id AND before.commitment_id = c.commitment_id
            AND before.worker_id = c.worker_id
        RETURNING c.worker_id, c.segment, c.programmes,
            greatest(before.first_month_on, :from_month_on) AS first_month_on,
            before.last_month_on),
    ended AS (SELECT * FROM left_now WHERE first_month_on <= last_month_on),
    {FREE_MONTHS}
    SELECT count(*) FROM left_now
    """  # noqa: S608 - constants of ours, no value
)
_ENTER = text(
    f"""
    UPDATE cover c SET status = :determined, first_month_on = :from_month_on,
        last_month_on = :last_month_on, segment = :segment, programmes = :programmes,
        updated_at = :now
    FROM decree_change_line o
    WHERE {_LINES} AND o.movement = 'in' AND c.tenant_id = o.tenant_id
        AND c.commitment_id = :commitment_id AND c.worker_id = o.worker_id
        AND c.status = :reserve_status
    """  # noqa: S608 - constants of ours, no value
)
_ENTERING = f"SELECT o.worker_id FROM decree_change_line o WHERE {_LINES} AND o.movement = 'in'"  # noqa: S608


class ChangeRefused(Exception):
    """Nothing of the transaction may stay; the change becomes a draft again in the next one."""

    def __init__(self, refusal: ChangeRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def apply_change(
    session: Session, *, tenant_id: int, decree_change_id: UUID, now: datetime
) -> None:
    """Carry out what was asked for: those who leave give their months back, others take theirs.

    Args:
        session: role job.
        tenant_id: whose.
        decree_change_id: which one; one that is settled already is left alone.
        now: the present moment.

    Raises:
        NotFound: no such change in this regency.
        ChangeRefused: the replacements are others by now, or a bill holds a month.
        CountsDoNotAddUp: people or months differ from the lines; nothing stays.

    Effects:
        Locks the regency's imports and the change; moves ``cover``, changes ``cover_year``, audits,
        publishes ``FactsChanged``.
    """
    take_turn(session, tenant_id=tenant_id)
    change = lock_change(session, tenant_id, decree_change_id)
    if change.state != ChangeState.REQUESTED:
        return
    basis = change_basis(session, change)
    if count_billed(session, basis):
        raise ChangeRefused(ChangeRefusal.BILLED)
    leaving = len(list_changed(session, change, Movement.OUT))
    entering = [one.line.worker_id for one in list_changed(session, change, Movement.IN)]
    if [one.worker_id for one in replacements_of(session, basis)] != entering:
        raise ChangeRefused(ChangeRefusal.CHANGED)
    _move(session, basis, leaving, len(entering), now)
    change.sequence = _next_sequence(session, change)
    change.state, change.finished_at = ChangeState.APPLIED, now
    session.flush()
    counts = {"left_count": leaving, "entered_count": len(entering)}
    actor = _asker(change)
    record(session, change, actor=actor, now=now, action="selection:change-decree", **counts)
    publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="selection:change-decree"))


def reopen_change(
    session: Session,
    *,
    tenant_id: int,
    decree_change_id: UUID,
    refusal: ChangeRefusal,
    now: datetime,
) -> None:
    """Make a change that was not carried out a draft again, and keep why.

    Effects:
        Deletes the lines of who was to enter, audits.
    """
    change = lock_change(session, tenant_id, decree_change_id)
    if change.state != ChangeState.REQUESTED:
        return
    session.execute(
        delete(DecreeChangeLine).where(
            DecreeChangeLine.tenant_id == tenant_id,
            DecreeChangeLine.decree_change_id == change.id,
            DecreeChangeLine.movement == Movement.IN,
        )
    )
    change.state, change.refusal = ChangeState.DRAFT, refusal.value
    session.flush()
    actor = _asker(change)
    record(session, change, actor=actor, now=now, action="selection:refuse", problem=refusal.value)


def _move(session: Session, basis: ChangeBasis, leaving: int, entering: int, now: datetime) -> None:
    values = _values(basis, now)
    left = session.execute(_LEAVE, values).scalar_one()
    entered = write(session, _ENTER, values)
    held = hold_months(session, _ENTERING, values, basis.held)
    if (left, entered, held) != (leaving, entering, entering * len(basis.held)):
        raise CountsDoNotAddUp
    tally_cover(
        session, tenant_id=basis.change.tenant_id, commitment_id=basis.determination.commitment_id
    )


def _values(basis: ChangeBasis, now: datetime) -> dict[str, object]:
    return {
        **basis.values(),
        "from_month_on": basis.change.from_month_on,
        "last_month_on": basis.determination.last_month_on,
        "determined": CoverStatus.DETERMINED.value,
        "deceased": CoverStatus.DECEASED.value,
        "replaced": CoverStatus.REPLACED.value,
        "occupying": [status.value for status in OCCUPYING_STATUSES],
        "now": now,
    }


def _next_sequence(session: Session, change: DecreeChange) -> int:
    last = session.scalar(
        select(func.max(DecreeChange.sequence)).where(
            DecreeChange.tenant_id == change.tenant_id,
            DecreeChange.determination_id == change.determination_id,
        )
    )
    return (last or 0) + 1


def _asker(change: DecreeChange) -> Actor:
    return Actor(id=change.requested_by_id, name=change.requested_by_name or "")
