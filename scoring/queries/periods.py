"""What day it is for a regency."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from tenants.models.identity import Tenant


def today_of(session: Session, *, tenant_id: int, now: datetime) -> date:
    """Today on the regency's own clock: it decides which periods can be chosen."""
    return now.astimezone(ZoneInfo(session.get_one(Tenant, tenant_id).timezone)).date()
