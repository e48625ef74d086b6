"""Holding months for people and giving them back: set by set, and never a month twice."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from enrollment.cover_months import PLACE_SQL, HeldYear, held_values

FREE_MONTHS = f"""
    held AS (
        SELECT e.worker_id, e.segment, CAST(extract(year FROM m.first_day) AS smallint) AS year,
            bit_or(CAST(1 AS bigint)
                << {PLACE_SQL} + CAST(extract(month FROM m.first_day) AS int) - 1) AS held
        FROM ended e
        CROSS JOIN unnest(e.programmes) AS p(programme)
        CROSS JOIN generate_series(
            CAST(e.first_month_on AS timestamp), CAST(e.last_month_on AS timestamp),
            interval '1 month') AS m(first_day)
        GROUP BY e.worker_id, e.segment, year),
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
    result = session.execute(
        text(
            "INSERT INTO cover_year (tenant_id, worker_id, segment, year, held)"  # noqa: S608 - ours
            " SELECT :tenant_id, o.worker_id, :segment, h.year, h.held"
            f" FROM ({people}) o CROSS JOIN"
            " unnest(CAST(:years AS smallint[]), CAST(:held AS bigint[])) AS h(year, held)"
            " ON CONFLICT (tenant_id, worker_id, segment, year)"
            " DO UPDATE SET held = cover_year.held | excluded.held"
            " WHERE cover_year.held & excluded.held = 0"
        ),
        {**values, **held_values(held)},
    )
    touched: int = result.rowcount  # type: ignore[attr-defined]  # a write's result always counts
    return touched
