"""How many people of a programme have come how far in each month."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from cooperation.months import Month
from enrollment.cover_months import HOLDS_MONTHS_SQL
from enrollment.kinds import OCCUPYING_STATUSES
from enrollment.month_lines import MonthCounts
from enrollment.reconciliation import Cause
from enrollment.summaries import Subject, SummaryKind

# Each kind of months is grouped by its mask before it is spread over the twelve months, so a
# programme of a million people is a handful of rows here.
_BY_MONTH = text(
    f"""
    WITH stages AS (
        SELECT 'proposed' AS stage, y.year, CAST(
                (1 << CAST(least(extract(month FROM c.last_month_on)
                    + 12 * (extract(year FROM c.last_month_on) - y.year), 12) AS int))
                - (1 << (CAST(greatest(extract(month FROM c.first_month_on)
                    + 12 * (extract(year FROM c.first_month_on) - y.year), 1) AS int) - 1))
                AS int) AS months, {HOLDS_MONTHS_SQL} AS is_holder
        FROM cover c
        CROSS JOIN LATERAL generate_series(
            CAST(extract(year FROM c.first_month_on) AS int),
            CAST(extract(year FROM c.last_month_on) AS int)) AS y(year)
        WHERE c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id
            AND (c.status = 'proposed' OR {HOLDS_MONTHS_SQL})),
    counted AS (
        SELECT 'proposed' AS stage, year, months, count(*) AS people FROM stages GROUP BY 2, 3
        UNION ALL
        SELECT 'determined', year, months, count(*) FROM stages WHERE is_holder GROUP BY 2, 3
        UNION ALL
        SELECT x.stage, CAST(extract(year FROM b.first_month_on) AS int), CAST(l.months AS int),
            count(*)
        FROM billing_list b
        JOIN billing_line l ON l.tenant_id = b.tenant_id AND l.billing_list_id = b.id
        CROSS JOIN LATERAL (
            SELECT 'listed' AS stage
            UNION ALL SELECT 'billed' WHERE b.state IN ('billed', 'paid')
            UNION ALL SELECT 'paid' WHERE b.state = 'paid') x
        WHERE b.tenant_id = :tenant_id AND b.commitment_id = :commitment_id
        GROUP BY 1, 2, 3
        UNION ALL
        SELECT 'active', p.year, p.months, count(*)
        FROM (
            SELECT y.worker_id, y.year, bit_or(CAST(y.months AS int)) AS months
            FROM posted_year y
            WHERE y.tenant_id = :tenant_id AND y.commitment_id = :commitment_id
            GROUP BY y.worker_id, y.year) p
        GROUP BY 2, 3)
    SELECT c.year, m.number,
        coalesce(sum(c.people) FILTER (WHERE c.stage = 'proposed'), 0) AS proposed,
        coalesce(sum(c.people) FILTER (WHERE c.stage = 'determined'), 0) AS determined,
        coalesce(sum(c.people) FILTER (WHERE c.stage = 'listed'), 0) AS listed,
        coalesce(sum(c.people) FILTER (WHERE c.stage = 'billed'), 0) AS billed,
        coalesce(sum(c.people) FILTER (WHERE c.stage = 'paid'), 0) AS paid,
        coalesce(sum(c.people) FILTER (WHERE c.stage = 'active'), 0) AS active
    FROM counted c
    JOIN generate_series(1, 12) AS m(number) ON c.months & (1 << (m.number - 1)) <> 0
    GROUP BY c.year, m.number ORDER BY c.year, m.number
    """  # noqa: S608 - a constant of ours, no value
)


def count_by_month(
    session: Session, *, tenant_id: int, commitment_id: UUID
) -> Sequence[MonthCounts]:
    """What became of each month of a programme, in order; months with nobody are left out."""
    rows: Sequence[Row[Any]] = session.execute(
        _BY_MONTH,
        {
            "tenant_id": tenant_id,
            "commitment_id": commitment_id,
            "occupying": [status.value for status in OCCUPYING_STATUSES],
        },
    ).all()
    return [
        MonthCounts(
            month=Month(row.year, row.number),
            proposed=int(row.proposed),
            determined=int(row.determined),
            listed=int(row.listed),
            billed=int(row.billed),
            paid=int(row.paid),
            active=int(row.active),
        )
        for row in rows
    ]


def months_subject(commitment_id: UUID) -> Subject:
    """Under which the months of a programme are kept."""
    return Subject(SummaryKind.MONTHS, (str(commitment_id),))


def keep_months(counts: Sequence[MonthCounts]) -> Sequence[Mapping[str, Any]]:
    """Months as they are kept."""
    return [{**asdict(one), "month": str(one.month)} for one in counts]


def months_as_kept(content: Sequence[Mapping[str, Any]]) -> Sequence[MonthCounts] | None:
    """What ``keep_months`` kept; None where that was before unexplained people were counted."""
    if any("unexplained" not in one for one in content):
        return None
    return [
        MonthCounts(
            **{
                **one,
                "month": Month.parse(one["month"]),
                "unexplained": {Cause(cause): held for cause, held in one["unexplained"].items()},
            }
        )
        for one in content
    ]
