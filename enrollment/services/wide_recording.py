"""Recording one result of everybody whom a filter means: looked for in parts, recorded at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from enrollment.candidate_facts import Answer, Statement
from enrollment.models.wide_results import WideResult, WideResultLine
from enrollment.models.workers import Cover
from enrollment.queries.outlooks import judging_of
from enrollment.queries.programmes import get_programme
from enrollment.queries.selection import find_rule
from enrollment.queries.selection_judging import WAITING_STATUSES, Judging
from enrollment.queries.selection_people import PeopleFilter, narrowed_sql, narrowing_values
from enrollment.selection import Reason
from enrollment.selection_funnel import Stage
from enrollment.services.imports import join_large_sets, take_turn
from enrollment.services.wide_results import lock_wide_result, record
from enrollment.wide_results import WideRefusal, WideRefused, WideState
from tenants.kernel.actor import Actor
from tenants.kernel.ids import UUID7_SQL
from tenants.kernel.writes import write

LOOKED_AT_ONCE = 10_000
RECORDED_AT_ONCE = 50_000
"""Of so many people one statement records at most, so that none runs into its time limit."""
_KEEP = """
    INSERT INTO wide_result_line (tenant_id, wide_result_id, worker_id)
    WITH {narrowed}
    SELECT :tenant_id, :wide_result_id, n.worker_id FROM narrowed n
    WHERE n.status = ANY(:waiting)
"""
_RECORD = f"""
    WITH part AS (
        SELECT l.worker_id FROM wide_result_line l
        WHERE l.tenant_id = :tenant_id AND l.wide_result_id = :wide_result_id
            AND (CAST(:after_id AS uuid) IS NULL OR l.worker_id > :after_id)
        ORDER BY l.worker_id LIMIT :wanted),
    written AS (
        INSERT INTO candidate (tenant_id, id, commitment_id, worker_id, {{names}}, updated_at)
        SELECT :tenant_id, {UUID7_SQL}, :commitment_id, s.worker_id, {{values}}, :now
        FROM part s
        JOIN cover c ON c.tenant_id = :tenant_id AND c.worker_id = s.worker_id
            AND c.commitment_id = :commitment_id AND c.status = ANY(:waiting)
        ORDER BY s.worker_id
        ON CONFLICT (tenant_id, commitment_id, worker_id)
            DO UPDATE SET {{changes}}, updated_at = :now
        RETURNING worker_id)
    SELECT (SELECT count(*) FROM written) AS people,
        (SELECT s.worker_id FROM part s ORDER BY s.worker_id DESC LIMIT 1) AS last_id
"""  # noqa: S608 - as above


@dataclass(frozen=True)
class Looked:
    """How far looking has come; ``is_over`` when there is nobody left to look at."""

    last_worker_id: UUID | None
    done: int
    total: int
    is_over: bool


def look_further(session: Session, *, tenant_id: int, wide_result_id: UUID) -> Looked:
    """Find whom the filter means among the next people of the programme; nothing is recorded yet.

    Args:
        session: role job.
        tenant_id: whose.
        wide_result_id: which one; unless people are being looked for, nothing changes.

    Raises:
        NotFound: none such in this regency.
        WideRefused: the rules are others than those by which the filter was meant.

    Effects:
        Locks the row; inserts ``wide_result_line`` and counts, or moves on to ``recording``. Of
        one that was cancelled the lines go.
    """
    wide = lock_wide_result(session, tenant_id=tenant_id, wide_result_id=wide_result_id)
    if wide.state == WideState.CANCELLED:
        _forget_lines(session, wide)
    if wide.state != WideState.LOOKING:
        return _looked(wide, is_over=True)
    judging = _judging_of(session, wide)
    ids = _next_people(session, wide)
    if ids:
        keep = text(_KEEP.format(narrowed=narrowed_sql(_chosen(wide), is_among=True)))
        wide.meant_count += write(session, keep, _meant(wide, judging, ids))
        wide.looked_count += len(ids)
        wide.last_worker_id = ids[-1]
    else:
        wide.state = WideState.RECORDING
    session.flush()
    return _looked(wide, is_over=not ids)


def record_everybody(
    session: Session, *, tenant_id: int, wide_result_id: UUID, now: datetime
) -> None:
    """Record the result of everybody found who still waits, in this transaction or of nobody.

    Args:
        session: role job.
        tenant_id: whose.
        wide_result_id: which one; unless everybody was looked at, nothing changes.
        now: the present moment.

    Raises:
        NotFound: none such in this regency.
        WideRefused: nobody is meant.

    Effects:
        Locks the row and the regency's imports; writes ``candidate``, deletes
        ``wide_result_line``, moves it to ``recorded``, audits.
    """
    wide = lock_wide_result(session, tenant_id=tenant_id, wide_result_id=wide_result_id)
    if wide.state != WideState.RECORDING:
        return
    take_turn(session, tenant_id=tenant_id)
    join_large_sets(session)
    people = _record(session, wide, now)
    if not people:
        raise WideRefused(WideRefusal.NOBODY)
    _forget_lines(session, wide)
    wide.state, wide.recorded_count, wide.finished_at = WideState.RECORDED, people, now
    session.flush()
    record(session, wide, actor=_asker(wide), now=now, action="selection:record")


def refuse_wide_result(
    session: Session, *, tenant_id: int, wide_result_id: UUID, refusal: WideRefusal, now: datetime
) -> None:
    """Keep why nothing was recorded.

    Effects:
        Moves it to ``refused``, deletes ``wide_result_line``, audits.
    """
    wide = lock_wide_result(session, tenant_id=tenant_id, wide_result_id=wide_result_id)
    if wide.finished_at is not None:
        return
    _forget_lines(session, wide)
    wide.state, wide.refusal, wide.finished_at = WideState.REFUSED, refusal.value, now
    session.flush()
    action, problem = "selection:refuse-record", refusal.value
    record(session, wide, actor=_asker(wide), now=now, action=action, problem=problem)


def _judging_of(session: Session, wide: WideResult) -> Judging:
    key: dict[str, Any] = {"tenant_id": wide.tenant_id, "commitment_id": wide.commitment_id}
    rule = find_rule(session, **key)
    if (rule.version if rule is not None else 0) != wide.rule_version:
        raise WideRefused(WideRefusal.RULES_CHANGED)
    return judging_of(get_programme(session, **key), rule, today=wide.asked_on)


def _next_people(session: Session, wide: WideResult) -> list[UUID]:
    asked = select(Cover.worker_id).where(
        Cover.tenant_id == wide.tenant_id, Cover.commitment_id == wide.commitment_id
    )
    if wide.last_worker_id is not None:
        asked = asked.where(Cover.worker_id > wide.last_worker_id)
    return list(session.scalars(asked.order_by(Cover.worker_id).limit(LOOKED_AT_ONCE)))


def _chosen(wide: WideResult) -> PeopleFilter:
    reason = Reason(wide.reason) if wide.reason is not None else None
    return PeopleFilter(Stage(wide.stage), wide.village_code, reason)


def _meant(wide: WideResult, judging: Judging, ids: list[UUID]) -> dict[str, Any]:
    values = narrowing_values(judging, wide.tenant_id, _chosen(wide))
    return {**values, "worker_ids": ids, "wide_result_id": wide.id}


def _record(session: Session, wide: WideResult, now: datetime) -> int:
    """Only names of our own columns enter the text; every value is a parameter."""
    said = Statement(Answer(wide.answer), wide.said_on, wide.note, wide.desil)
    columns = said.columns(wide.requested_by_name)
    statement = text(
        _RECORD.format(
            names=", ".join(columns),
            values=", ".join(f":{name}" for name in columns),
            changes=", ".join(f"{name} = excluded.{name}" for name in columns),
        )
    )
    values = {
        **columns,
        "tenant_id": wide.tenant_id,
        "wide_result_id": wide.id,
        "commitment_id": wide.commitment_id,
        "waiting": [status.value for status in WAITING_STATUSES],
        "wanted": RECORDED_AT_ONCE,
        "now": now,
        "after_id": None,
    }
    people = 0
    while True:
        row = session.execute(statement, values).one()
        if row.last_id is None:
            return people
        people += row.people
        values["after_id"] = row.last_id


def _looked(wide: WideResult, *, is_over: bool) -> Looked:
    return Looked(wide.last_worker_id, wide.looked_count, wide.people_count, is_over)


def _forget_lines(session: Session, wide: WideResult) -> None:
    session.execute(
        delete(WideResultLine).where(
            WideResultLine.tenant_id == wide.tenant_id, WideResultLine.wide_result_id == wide.id
        )
    )


def _asker(wide: WideResult) -> Actor:
    return Actor(id=wide.requested_by_id, name=wide.requested_by_name)
