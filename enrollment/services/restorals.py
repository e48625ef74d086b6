"""Taking back the months of a programme that was cancelled and is taken up again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from cooperation.events import CommitmentResumed
from enrollment.kinds import CoverStatus
from enrollment.queries.programmes import get_programme
from enrollment.services.cover_jobs import ask_for_cover_job
from enrollment.services.holding import HELD_MONTHS
from enrollment.services.imports import take_turn
from enrollment.services.standing import STANDING_SQL
from enrollment.services.tallies import tally_cover
from tenants.kernel import audit
from tenants.kernel.actor import SYSTEM
from tenants.kernel.events import FactsChanged, publish

RESTORE_JOB = "restore_cover"

_KEPT_MONTHS_SQL = """(c.status IN ('replaced', 'deceased') AND EXISTS (
    SELECT FROM decree_change_line o
    JOIN decree_change x ON x.tenant_id = o.tenant_id AND x.id = o.decree_change_id
    JOIN determination d ON d.tenant_id = x.tenant_id AND d.id = x.determination_id
    WHERE o.tenant_id = c.tenant_id AND o.worker_id = c.worker_id AND o.movement = 'out'
        AND x.state = 'applied' AND d.commitment_id = c.commitment_id
        AND c.first_month_on < x.from_month_on))"""
"""SQL: whether the person of cover ``c`` left by a change of the decree and kept months."""
_RESTORE = text(
    f"""
    WITH ended AS (
        SELECT c.worker_id, c.segment, c.programmes, c.first_month_on, c.last_month_on
        FROM cover c
        WHERE c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id
            AND NOT c.keeps_months AND (c.status = :ended OR {_KEPT_MONTHS_SQL})),
    {HELD_MONTHS},
    taken AS (
        SELECT DISTINCT h.worker_id
        FROM held h
        JOIN cover_year y ON y.tenant_id = :tenant_id AND y.worker_id = h.worker_id
            AND y.segment = h.segment AND y.year = h.year AND y.held & h.held <> 0),
    free AS (
        SELECT h.* FROM held h
        WHERE NOT EXISTS (SELECT FROM taken t WHERE t.worker_id = h.worker_id)),
    restored AS (
        UPDATE cover c SET keeps_months = c.status <> :ended, updated_at = :now,
            status = CASE WHEN c.status <> :ended THEN c.status ELSE {STANDING_SQL} END
        WHERE c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id
            AND c.worker_id IN (SELECT worker_id FROM free)
        RETURNING c.worker_id),
    widened AS (
        UPDATE cover_year y SET held = y.held | f.held FROM free f
        WHERE y.tenant_id = :tenant_id AND y.worker_id = f.worker_id AND y.segment = f.segment
            AND y.year = f.year),
    begun AS (
        INSERT INTO cover_year (tenant_id, worker_id, segment, year, held)
        SELECT :tenant_id, f.worker_id, f.segment, f.year, f.held FROM free f
        WHERE NOT EXISTS (
            SELECT FROM cover_year y WHERE y.tenant_id = :tenant_id
                AND y.worker_id = f.worker_id AND y.segment = f.segment AND y.year = f.year))
    SELECT (SELECT count(*) FROM restored) AS restored, (SELECT count(*) FROM taken) AS taken
    """  # noqa: S608 - constants of ours, no value
)


def request_restoral(session: Session, event: CommitmentResumed) -> None:
    """Ask for the cover of a commitment that was taken up again to hold its months again.

    Effects:
        Enqueues ``restore_cover``.
    """
    ask_for_cover_job(session, event, RESTORE_JOB)


def restore_cover(session: Session, *, tenant_id: int, commitment_id: UUID, now: datetime) -> int:
    """Let the people whom a cancellation released hold their months in the programme again.

    Whoever's months another programme holds meanwhile stays ended. How far the others have come
    follows from what is recorded of them.

    Args:
        session: role job.
        tenant_id: whose.
        commitment_id: which one; while it is cancelled nothing changes.
        now: the present moment.

    Returns:
        people who hold their months again.

    Raises:
        NotFound: no such commitment in this regency.

    Effects:
        Locks the regency's imports; changes ``cover`` and ``cover_year``, audits, publishes
        ``FactsChanged``.
    """
    take_turn(session, tenant_id=tenant_id)
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    if programme.is_cancelled:
        return 0
    found = session.execute(
        _RESTORE,
        {
            "tenant_id": tenant_id,
            "commitment_id": commitment_id,
            "now": now,
            "ended": CoverStatus.ENDED.value,
        },
    ).one()
    if found.restored or found.taken:
        tally_cover(session, tenant_id=tenant_id, commitment_id=commitment_id)
        audit.record(
            session,
            tenant_id=tenant_id,
            actor=SYSTEM,
            now=now,
            action="cover:restore",
            subject="commitment",
            subject_id=commitment_id,
            detail={"people_count": found.restored, "held_elsewhere_count": found.taken},
        )
        publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="cover:restore"))
    restored: int = found.restored
    return restored
