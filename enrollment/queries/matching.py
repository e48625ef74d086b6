"""What the matching role reads: of all regencies the index and the months, of one its people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from enrollment.cover_months import FULL_YEAR, PLACES
from enrollment.double_figures import Told
from enrollment.models.doubles import DoubleCase, DoubleFigure
from tenants.kernel.audit import PLATFORM_TENANT

Cell: TypeAlias = tuple[str, bool]
"""A segment, and whether its people are invented: what a number is told of."""

_OLDEST = text(
    """
    SELECT bool_or(s.compared_at IS NULL OR s.compared_at <= :before)
    FROM tenant t LEFT JOIN cross_standing s ON s.tenant_id = t.id
    WHERE t.id <> :platform
    """
)
_UNINDEXED = text(
    """
    SELECT w.id, w.nik_encrypted, w.is_synthetic FROM worker w
    WHERE w.tenant_id = :tenant_id AND w.id > :after AND NOT EXISTS (
        SELECT FROM cross_index i WHERE i.tenant_id = w.tenant_id AND i.worker_id = w.id)
    ORDER BY w.id LIMIT :limit
    """
)
_HELD_TWICE = text(
    """
    SELECT mine.worker_id, mine.cross_index, mine.is_synthetic, held.segment, held.year,
        bit_or((held.held & theirs.held) >> p.place & :full_year) AS months,
        array_agg(DISTINCT p.programme) AS programmes
    FROM cross_index mine
    JOIN cross_index other
        ON other.cross_index = mine.cross_index AND other.tenant_id <> mine.tenant_id
    JOIN cover_year held ON held.tenant_id = mine.tenant_id AND held.worker_id = mine.worker_id
        AND held.year >= :since
    JOIN cover_year theirs
        ON theirs.tenant_id = other.tenant_id AND theirs.worker_id = other.worker_id
        AND theirs.segment = held.segment AND theirs.year = held.year
        AND theirs.held & held.held <> 0
    JOIN unnest(CAST(:programmes AS text[]), CAST(:places AS int[])) AS p(programme, place)
        ON (held.held & theirs.held) >> p.place & :full_year <> 0
    WHERE mine.tenant_id = :tenant_id
    GROUP BY mine.worker_id, mine.cross_index, mine.is_synthetic, held.segment, held.year
    ORDER BY mine.worker_id, held.segment, held.year
    """
)
_PEOPLE = text(
    """
    SELECT c.segment, w.is_synthetic, count(DISTINCT c.worker_id) AS people
    FROM cover_year c JOIN worker w ON w.tenant_id = c.tenant_id AND w.id = c.worker_id
    WHERE c.tenant_id = :tenant_id AND c.year >= :since
    GROUP BY c.segment, w.is_synthetic
    """
)


@dataclass(frozen=True)
class KnownCase:
    """A case as it stands."""

    id: UUID
    is_open: bool
    span: Mapping[str, Any]


def is_any_compared_before(session: Session, moment: datetime) -> bool:
    """Whether some regency was last compared by then, or never."""
    asked = {"before": moment, "platform": PLATFORM_TENANT}
    return bool(session.scalar(_OLDEST, asked))


def unindexed_people(
    session: Session, *, tenant_id: int, after: UUID, limit: int
) -> Sequence[Row[Any]]:
    """People of a regency without an index: id, sealed NIK, whether they are invented."""
    asked = {"tenant_id": tenant_id, "after": after, "limit": limit}
    return session.execute(_UNINDEXED, asked).all()


def years_held_twice(session: Session, *, tenant_id: int, since: int) -> Sequence[Row[Any]]:
    """Months of each worker, segment and year that another regency holds for the same person."""
    asked = {
        "tenant_id": tenant_id,
        "since": since,
        "programmes": list(PLACES),
        "places": list(PLACES.values()),
        "full_year": FULL_YEAR,
    }
    return session.execute(_HELD_TWICE, asked).all()


def count_people(session: Session, *, tenant_id: int, since: int) -> Mapping[Cell, int]:
    """People of a regency for whom months are held from a year on."""
    rows = session.execute(_PEOPLE, {"tenant_id": tenant_id, "since": since})
    return {(row.segment, row.is_synthetic): row.people for row in rows}


def told_figures(session: Session, *, tenant_id: int) -> Mapping[Cell, Told]:
    """What a regency was last told."""
    rows = session.scalars(select(DoubleFigure).where(DoubleFigure.tenant_id == tenant_id))
    return {
        (row.segment, row.is_synthetic): Told(row.people_count, row.counted, row.told_at)
        for row in rows
    }


def known_cases(session: Session, *, tenant_id: int) -> Mapping[tuple[UUID, str], KnownCase]:
    """Every case of a regency by worker and segment, locked until the transaction ends."""
    cases = session.scalars(
        select(DoubleCase).where(DoubleCase.tenant_id == tenant_id).with_for_update()
    )
    return {
        (case.worker_id, case.segment): KnownCase(
            case.id,
            case.closed_at is None,
            {
                "programmes": case.programmes,
                "first_month_on": case.first_month_on,
                "last_month_on": case.last_month_on,
                "month_count": case.month_count,
            },
        )
        for case in cases
    }
