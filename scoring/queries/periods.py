"""What day it is for a regency."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from tenants.kernel.clock import local_day
from tenants.models.identity import Tenant


def today_of(session: Session, *, tenant_id: int, now: datetime) -> date:
    """Today on the regency's own clock: it decides which periods can be chosen."""
    return local_day(now, session.get_one(Tenant, tenant_id).timezone)
