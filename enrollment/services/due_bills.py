"""Tell a regency which of its billing lists fall due or were not paid."""

from datetime import datetime

from sqlalchemy.orm import Session

from enrollment.billing_notices import SOON, Due, due_tidings
from enrollment.queries.billing import list_unpaid
from tenants.kernel.clock import local_day
from tenants.models.identity import Tenant
from tenants.services.notices import tell_once
from tenants.working_days import is_working_day

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
    today = local_day(now, session.get_one(Tenant, tenant_id).timezone)
    if not is_working_day(today):
        return 0
    told = 0
    for one in list_unpaid(session, tenant_id=tenant_id, until=today + 2 * SOON):
        due = Due(one.billing.id, one.billing.number, one.programme, one.due_on, one.open_idr)
        tidings = due_tidings(due, today)
        if tidings is not None:
            told += tell_once(
                session, tenant_id=tenant_id, now=now, subject_id=one.billing.id, tidings=tidings
            )
    return told
