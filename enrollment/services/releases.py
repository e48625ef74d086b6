"""Giving back the months of a cancelled programme, so that another may cover its people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from cooperation.events import CommitmentCancelled
from enrollment.kinds import OCCUPYING_STATUSES, CoverStatus
from enrollment.queries.programmes import get_programme
from enrollment.services.imports import take_turn
from tenants.kernel.events import FactsChanged, publish
from tenants.kernel.jobs import enqueue

RELEASE_JOB = "release_cover"

FREE_MONTHS = """
    held AS (
        SELECT e.worker_id, e.segment, p.programme,
            CAST(extract(year FROM m.first_day) AS smallint) AS year,
            bit_or(1 << (CAST(extract(month FROM m.first_day) AS int) - 1)) AS months
        FROM ended e
        CROSS JOIN unnest(e.programmes) AS p(programme)
        CROSS JOIN generate_series(
            CAST(e.first_month_on AS timestamp), CAST(e.last_month_on AS timestamp),
            interval '1 month') AS m(first_day)
        GROUP BY e.worker_id, e.segment, p.programme, year),
    shortened AS (
        UPDATE cover_year y SET months = CAST(y.months & ~h.months AS smallint)
        FROM held h
        WHERE y.tenant_id = :tenant_id AND y.worker_id = h.worker_id AND y.segment = h.segment
            AND y.programme = h.programme AND y.year = h.year AND y.months & ~h.months <> 0),
    emptied AS (
        DELETE FROM cover_year y USING held h
        WHERE y.tenant_id = :tenant_id AND y.worker_id = h.worker_id AND y.segment = h.segment
            AND y.programme = h.programme AND y.year = h.year AND y.months & ~h.months = 0)
"""
"""Give back the months of the cover in ``ended``, an earlier part of the same statement."""

_RELEASE = text(
    f"""
    WITH ended AS (
        UPDATE cover SET status = :ended, updated_at = :now
        WHERE tenant_id = :tenant_id AND commitment_id = :commitment_id
            AND status = ANY(:occupying)
        RETURNING worker_id, segment, programmes, first_month_on, last_month_on),
    {FREE_MONTHS}
    SELECT count(*) FROM ended
    """  # noqa: S608 - constants of ours, no value
)


def request_release(session: Session, event: CommitmentCancelled) -> None:
    """Ask for the cover of a cancelled commitment to be ended.

    Effects:
        Enqueues ``release_cover``.
    """
    enqueue(
        session,
        RELEASE_JOB,
        tenant_id=event.tenant_id,
        key=str(event.commitment_id),
        payload={"commitment_id": str(event.commitment_id)},
        now=event.now,
    )


def release_cover(session: Session, *, tenant_id: int, commitment_id: UUID, now: datetime) -> int:
    """End the cover that a cancelled commitment holds; its months are free again.

    Args:
        session: role job.
        tenant_id: whose.
        commitment_id: which one; while it is not cancelled nothing changes.
        now: the present moment.

    Returns:
        people released.

    Raises:
        NotFound: no such commitment in this regency.

    Effects:
        Locks the regency's imports; changes ``cover`` and ``cover_year``, publishes
        ``FactsChanged``.
    """
    take_turn(session, tenant_id=tenant_id)
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    if not programme.is_cancelled:
        return 0
    released: int = session.execute(
        _RELEASE,
        {
            "tenant_id": tenant_id,
            "commitment_id": commitment_id,
            "now": now,
            "ended": CoverStatus.ENDED.value,
            "occupying": [status.value for status in OCCUPYING_STATUSES],
        },
    ).scalar_one()
    if released:
        publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="cover:release"))
    return released
