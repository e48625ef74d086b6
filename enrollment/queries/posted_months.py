"""The one reading of posted months that set-based questions share."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from cooperation.months import Month
from enrollment.cover_months import YearMonths, months_of

POSTED_OF_PROGRAMME = """
    SELECT y.worker_id, bit_or(CAST(y.months AS int)) AS months
    FROM posted_year y
    WHERE y.tenant_id = :tenant_id AND y.year = :year AND y.commitment_id = :commitment_id
    GROUP BY y.worker_id
"""
"""Who of a programme has which months of a year posted, for whatever insurance: twelve bits."""

POSTED_FOR_DEATH = """
    SELECT y.worker_id, CAST(y.year AS int) AS year, bit_or(CAST(y.months AS int)) AS months
    FROM posted_year y
    WHERE y.tenant_id = :tenant_id AND y.programme = 'jkm'
    GROUP BY y.worker_id, y.year
"""
"""Who of a regency has which months posted for JKM, whoever paid: twelve bits a year."""

POSTED_BY_SEGMENT = """
    SELECT y.worker_id, y.segment, bit_or(CAST(y.months AS int)) AS months
    FROM posted_year y
    WHERE y.tenant_id = :tenant_id AND y.year = :year
    GROUP BY y.worker_id, y.segment
"""
"""Who of a regency has which months of a year posted in which segment: twelve bits."""

_OF_WORKERS = text(
    f"""
    SELECT p.worker_id, p.year, p.months FROM ({POSTED_FOR_DEATH}) p
    WHERE p.worker_id = ANY(:worker_ids)
    """  # noqa: S608 - constants of ours, no value
)


def months_posted_for_death(
    session: Session, *, tenant_id: int, worker_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Month]]:
    """Months posted for JKM of some people, ascending; who has none is left out."""
    rows: Sequence[Row[Any]] = session.execute(
        _OF_WORKERS, {"tenant_id": tenant_id, "worker_ids": list(worker_ids)}
    ).all()
    years: dict[UUID, list[YearMonths]] = {}
    for row in rows:
        years.setdefault(row.worker_id, []).append(YearMonths(row.year, row.months))
    return {worker_id: months_of(held) for worker_id, held in years.items()}
