"""Holding months for people and giving them back: set by set, and never a month twice."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from enrollment.cover_months import PLACE_SQL, HeldYear, held_values
from tenants.kernel.writes import write

HELD_MONTHS = f"""
    held AS (
        SELECT e.worker_id, e.segment, CAST(extract(year FROM m.first_day) AS smallint) AS year,
            bit_or(CAST(1 AS bigint)
                << {PLACE_SQL} + CAST(extract(month FROM m.first_day) AS int) - 1) AS held
        FROM ended e
        CROSS JOIN unnest(e.programmes) AS p(programme)
        CROSS JOIN generate_series(
            CAST(e.first_month_on AS timestamp), CAST(e.last_month_on AS timestamp),
            interval '1 month') AS m(first_day)
        GROUP BY e.worker_id, e.segment, year)
"""  # noqa: S608 - a constant of ours, no value
"""The months of the cover in ``ended``, an earlier part of the same statement, as bits of years."""
FREE_MONTHS = f"""
    {HELD_MONTHS},
    shortened AS (
        UPDATE cover_year y SET held = y.held & ~h.held FROM held h
        WHERE y.tenant_id = :tenant_id AND y.worker_id = h.worker_id AND y.segment = h.segment
            AND y.year = h.year AND y.held & ~h.held <> 0),
    emptied AS (
        DELETE FROM cover_year y USING held h
        WHERE y.tenant_id = :tenant_id AND y.worker_id = h.worker_id AND y.segment = h.segment
            AND y.year = h.year AND y.held & ~h.held = 0)
"""  # noqa: S608 - a constant of ours, no value
"""Give back the months of the cover in ``ended``, an earlier part of the same statement."""


def hold_months(
    session: Session, people: str, values: Mapping[str, Any], held: Sequence[HeldYear]
) -> int:
    """Hold the same months of one segment for each of some people.

    Args:
        session: role job.
        people: SQL that gives their ``worker_id``.
        values: ``tenant_id``, ``segment``, and what ``people`` is asked with.
        held: the months.

    Returns:
        years held; fewer than people times years where somebody's month was held already.

    Effects:
        Inserts and changes ``cover_year``.
    """
    asked = {**values, **held_values(held)}
    wanted = (
        f"(SELECT o.worker_id, h.year, h.held FROM ({people}) o CROSS JOIN"  # noqa: S608 - ours
        " unnest(CAST(:years AS smallint[]), CAST(:held AS bigint[])) AS h(year, held)) w"
    )
    same = (
        "y.tenant_id = :tenant_id AND y.worker_id = w.worker_id AND y.segment = :segment"
        " AND y.year = w.year"
    )
    widened = (
        f"UPDATE cover_year y SET held = y.held | w.held FROM {wanted}"  # noqa: S608 - ours
        f" WHERE {same} AND y.held & w.held = 0"
    )
    begun = (
        "INSERT INTO cover_year (tenant_id, worker_id, segment, year, held)"  # noqa: S608 - ours
        f" SELECT :tenant_id, w.worker_id, :segment, w.year, w.held FROM {wanted}"
        f" WHERE NOT EXISTS (SELECT FROM cover_year y WHERE {same})"
    )
    return sum(write(session, text(statement), asked) for statement in (widened, begun))
