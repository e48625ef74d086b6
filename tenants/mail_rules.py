"""When people are written to, and when a mail that did not leave is tried again. Pure."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tenants.kernel.errors import N_

DIGEST_HOUR = 7
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)


class MailMode(StrEnum):
    """How a person wants to be written to."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    NONE = "none"


MAIL_MODE_LABELS = {
    MailMode.AT_ONCE: N_("segera, satu surel untuk setiap pemberitahuan"),
    MailMode.DAILY: N_("sekali sehari, satu ringkasan untuk setiap kabupaten/kota"),
    MailMode.NONE: N_("tidak pernah"),
}


class MailKind(StrEnum):
    """What a mail holds: one notice, those of a day, or the code that confirms its address."""

    NOTICE = "notice"
    DIGEST = "digest"
    CONFIRMATION = "confirmation"


class MailState(StrEnum):
    """Where a mail stands. ``dropped``: its person no longer wants it."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    REFUSED = "refused"


def next_digest(now: datetime, timezone: str) -> datetime:
    """The next seven in the morning on a regency's clock, always after ``now``.

    Source:
        Convention of this product: what happened yesterday is read before work begins.
    """
    zone = ZoneInfo(timezone)
    local = now.astimezone(zone)
    due = datetime.combine(local.date(), time(DIGEST_HOUR), zone)
    return (
        due
        if due > now
        else datetime.combine(local.date() + timedelta(days=1), time(DIGEST_HOUR), zone)
    )


def pause_after(attempts: int) -> timedelta:
    """How long a mail waits after so many attempts: a minute, doubling, six hours at most.

    Nothing is given up: a server that is away for days delays mail and loses none.

    Args:
        attempts: made so far, 1 or more.

    Source:
        Practice of mail servers (RFC 5321 section 4.5.4.1 asks for growing pauses).
    """
    pause = _FIRST_PAUSE
    for _attempt in range(1, attempts):
        pause = min(pause * 2, _LONGEST_PAUSE)
    return pause
