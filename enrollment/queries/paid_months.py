"""People of programmes by the months that a paid list holds, and how many of them BPJS posted."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.calendar import PaidMonth
from cooperation.months import Month
from enrollment.billing import BillingState
from enrollment.models.billing import BillingList
from enrollment.queries.realisation import people_by_month, posted_by_month


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
    posted = posted_by_month(session, tenant_id=tenant_id, commitment_ids=list(people))
    return {
        commitment_id: {
            month: PaidMonth(number, min(number, posted[commitment_id].get(month, 0)))
            for month, number in months.items()
        }
        for commitment_id, months in people.items()
    }
