"""Tell a regency which of its billing lists fall due or were not paid."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from enrollment.billing_notices import SOON, Due, due_tidings
from enrollment.queries.billing import list_unpaid
from tenants.notice_rules import Tidings
from tenants.services.notices import tell_each

WATCH_BILLS_JOB = "watch_bills"


def tell_due(session: Session, *, tenant_id: int, now: datetime) -> int:
    """Tell what is due of one regency's lists; on a day off nothing, and nothing twice.

    Args:
        session: role job, bound to the regency.
        tenant_id: the regency.
        now: the present moment.

    Returns:
        pieces of news.

    Effects:
        Adds news and notices.
    """
    return tell_each(session, tenant_id=tenant_id, now=now, brought=_due, rests_on_days_off=True)


def _due(session: Session, tenant_id: int, today: date) -> Iterator[tuple[UUID, Tidings | None]]:
    for one in list_unpaid(session, tenant_id=tenant_id, until=today + 2 * SOON):
        due = Due(one.billing.id, one.billing.number, one.programme, one.due_on, one.open_idr)
        yield one.billing.id, due_tidings(due, today)
