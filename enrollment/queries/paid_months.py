"""People of programmes by the months that a paid list holds, and how many of them BPJS posted."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from cooperation.calendar import PaidMonth
from cooperation.months import Month
from enrollment.billing import BillingState
from enrollment.cover_months import YearMonths, months_of
from enrollment.models.billing import BillingList
from enrollment.queries.realisation import people_by_month

# A person counts once a month, whichever insurance was posted for it.
_POSTED = text(
    """
    SELECT p.commitment_id, p.year, p.months, count(*) AS people
    FROM (
        SELECT y.commitment_id, y.year, y.worker_id, bit_or(CAST(y.months AS int)) AS months
        FROM posted_year y
        WHERE y.tenant_id = :tenant_id AND y.year = ANY(:years)
            AND y.commitment_id = ANY(:commitment_ids)
        GROUP BY y.commitment_id, y.year, y.worker_id) p
    GROUP BY p.commitment_id, p.year, p.months
    """
)


def count_paid_months(
    session: Session, *, tenant_id: int, commitment_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[Month, PaidMonth]]:
    """Count the people of some programmes by the months paid for them; two queries at most."""
    people: defaultdict[UUID, Counter[Month]] = defaultdict(Counter)
    for one in session.scalars(
        select(BillingList).where(
            BillingList.tenant_id == tenant_id,
            BillingList.commitment_id.in_(commitment_ids),
            BillingList.state == BillingState.PAID,
        )
    ):
        people[one.commitment_id].update(people_by_month(one))
    if not people:
        return {}
    posted = _posted(session, tenant_id, people)
    return {
        commitment_id: {
            month: PaidMonth(number, min(number, posted[commitment_id][month]))
            for month, number in months.items()
        }
        for commitment_id, months in people.items()
    }


def _posted(
    session: Session, tenant_id: int, people: Mapping[UUID, Counter[Month]]
) -> Mapping[UUID, Counter[Month]]:
    found: defaultdict[UUID, Counter[Month]] = defaultdict(Counter)
    asked = {
        "tenant_id": tenant_id,
        "years": sorted({month.year for months in people.values() for month in months}),
        "commitment_ids": list(people),
    }
    for row in session.execute(_POSTED, asked):
        held = months_of([YearMonths(row.year, row.months)])
        found[row.commitment_id].update(dict.fromkeys(held, row.people))
    return found
