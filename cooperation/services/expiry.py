"""Tell both sides that agreements end: before their last day, and once it has passed."""

from datetime import datetime

from sqlalchemy.orm import Session

from cooperation.agreement_notices import ending_tidings
from cooperation.queries.expiry import list_endings
from tenants.kernel.clock import local_day
from tenants.models.identity import Tenant
from tenants.services.notices import tell_once

WATCH_JOB = "watch_agreements"


def tell_endings(session: Session, *, tenant_id: int, now: datetime) -> int:
    """Tell what is due today of the ends of one regency's agreements; again tells nothing.

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
    return sum(
        tell_once(
            session,
            tenant_id=tenant_id,
            now=now,
            subject_id=ending.agreement.id,
            tidings=ending_tidings(
                agreement_id=ending.agreement.id,
                title=ending.agreement.title,
                ends_on=ending.ends_on,
                threshold=ending.threshold,
                days_left=ending.days_left,
                uncovered=ending.uncovered,
            ),
        )
        for ending in list_endings(session, tenant_id=tenant_id, today=today)
    )
