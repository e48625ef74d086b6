"""Keeps how many people each month of a regency has posted, in the transaction that moves them."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from enrollment.queries.posted_months import POSTED_BY_SEGMENT

_FORGET = text(
    """
    DELETE FROM active_count WHERE tenant_id = :tenant_id
        AND month_on BETWEEN make_date(:year, 1, 1) AND make_date(:year, 12, 1)
    """
)
# Grouped by mask before it is spread over the twelve months: few rows, however many people.
_COUNT = text(
    f"""
    WITH posted AS (
        SELECT p.worker_id, p.segment, p.months, w.is_synthetic
        FROM ({POSTED_BY_SEGMENT}) p
        JOIN worker w ON w.tenant_id = :tenant_id AND w.id = p.worker_id),
    scoped AS (
        SELECT segment AS scope, is_synthetic, months FROM posted
        UNION ALL
        SELECT 'all', is_synthetic, bit_or(months) FROM posted GROUP BY worker_id, is_synthetic
        UNION ALL
        SELECT 'all_but_jakon', is_synthetic, bit_or(months) FROM posted
        WHERE segment <> 'jakon' GROUP BY worker_id, is_synthetic),
    counted AS (
        SELECT scope, is_synthetic, months, count(*) AS people FROM scoped GROUP BY 1, 2, 3)
    INSERT INTO active_count (tenant_id, month_on, scope, is_synthetic, people_count)
    SELECT :tenant_id, make_date(:year, m.number, 1), c.scope, c.is_synthetic, sum(c.people)
    FROM counted c
    JOIN generate_series(1, 12) AS m(number) ON c.months & (1 << (m.number - 1)) <> 0
    GROUP BY m.number, c.scope, c.is_synthetic
    """  # noqa: S608 - constants of ours, no value
)


def recount_active(session: Session, *, tenant_id: int, year: int) -> None:
    """Count anew who of a regency has which months of a year posted.

    Args:
        session: role job, in a transaction that holds the regency's import lock.
        tenant_id: whose.
        year: whose months moved.

    Effects:
        Replaces the year's rows of ``active_count``.
    """
    values = {"tenant_id": tenant_id, "year": year}
    session.execute(_FORGET, values)
    session.execute(_COUNT, values)
