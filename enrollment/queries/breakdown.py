"""People of a regency in one month, counted by village or by what they work as."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from cooperation.months import Month
from enrollment.breakdown import Counted
from enrollment.cover_months import HOLDS_MONTHS_SQL
from enrollment.kinds import OCCUPYING_STATUSES
from enrollment.queries.posted_months import POSTED_BY_SEGMENT, POSTED_OF_PROGRAMME
from enrollment.summaries import NOBODY, Subject, SummaryKind

_COUNT = """
    WITH posted AS (
        SELECT DISTINCT p.worker_id FROM ({posted}) p WHERE p.months & :bit <> 0),
    listed AS (
        SELECT c.worker_id, bool_or({holds}) AS is_determined
        FROM cover c
        WHERE c.tenant_id = :tenant_id
            AND (CAST(:commitment_id AS uuid) IS NULL OR c.commitment_id = :commitment_id)
            AND (c.status = 'proposed' OR {holds})
            AND CAST(:month_on AS date) BETWEEN c.first_month_on AND c.last_month_on
        GROUP BY c.worker_id),
    people AS (
        SELECT coalesce(l.worker_id, p.worker_id) AS worker_id,
            coalesce(l.is_determined, false) AS is_determined, p.worker_id IS NOT NULL AS is_active
        FROM listed l FULL JOIN posted p ON p.worker_id = l.worker_id)
    SELECT w.{column} AS label, count(*) AS listed,
        count(*) FILTER (WHERE s.is_determined) AS determined,
        count(*) FILTER (WHERE s.is_active) AS active
    FROM people s
    JOIN worker w ON w.tenant_id = :tenant_id AND w.id = s.worker_id
    GROUP BY w.{column} ORDER BY w.{column}
"""


@dataclass(frozen=True)
class MonthAsked:
    """A month of a regency, perhaps of one programme alone."""

    tenant_id: int
    month: Month
    commitment_id: UUID | None = None

    def subject(self, kind: SummaryKind) -> Subject:
        """Under which its counts are kept."""
        return Subject(kind, (str(self.commitment_id or NOBODY), str(self.month)))


def count_by_village(session: Session, of: MonthAsked) -> Sequence[Counted]:
    """People of a month by village code, in its order."""
    return _count(session, of, "village_code")


def count_by_occupation(session: Session, of: MonthAsked) -> Sequence[Counted]:
    """People of a month by occupation as it is written, in the order of letters."""
    return _count(session, of, "occupation")


def keep_counted(counts: Sequence[Counted]) -> Sequence[Sequence[Any]]:
    """Counts by label as they are kept."""
    return [[one.label, one.listed, one.determined, one.active] for one in counts]


def counted_as_kept(content: Sequence[Sequence[Any]]) -> Sequence[Counted]:
    """What ``keep_counted`` kept."""
    return [Counted(*line) for line in content]


def _count(session: Session, of: MonthAsked, column: str) -> Sequence[Counted]:
    posted = POSTED_BY_SEGMENT if of.commitment_id is None else POSTED_OF_PROGRAMME
    rows: Sequence[Row[Any]] = session.execute(
        text(_COUNT.format(holds=HOLDS_MONTHS_SQL, posted=posted, column=column)),
        {
            "tenant_id": of.tenant_id,
            "commitment_id": of.commitment_id,
            "month_on": of.month.first_day,
            "year": of.month.year,
            "bit": 1 << (of.month.number - 1),
            "occupying": [status.value for status in OCCUPYING_STATUSES],
        },
    ).all()
    return [Counted(row.label, row.listed, row.determined, row.active) for row in rows]
