"""The one place where time is read; everything below the edges is given it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

OFFICE_ZONE = "Asia/Jakarta"
"""The clock of organisations that are no regency, and of the operator: WIB, wherever they sit."""

_EASTERNMOST = ZoneInfo("Asia/Jayapura")


def utcnow() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def local_day(moment: datetime, timezone: str | None) -> date:
    """The day a moment falls on in a time zone (IANA name); in WIB where there is none."""
    return moment.astimezone(ZoneInfo(timezone or OFFICE_ZONE)).date()


def latest_today(now: datetime) -> date:
    """The latest day it is anywhere in the country: no regency is refused its own today."""
    return now.astimezone(_EASTERNMOST).date()
