"""Work that every regency needs once a day: asked for by the relay, done as any other run.

Whether a day's run was asked for is read from the queue itself, so days on which nothing ran leave
nothing to make up for: the next day's run looks at everything that has become due.
"""

from datetime import datetime

from sqlalchemy import text

from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.jobs import enqueue

DAILY_KEY = "daily"
FIRST_HOUR = 6
"""Nobody is told anything before this hour on the regency's clock."""

_DAILY: set[str] = set()
_UNASKED = text(
    """
    SELECT t.id, asked.kind FROM tenant t CROSS JOIN unnest(CAST(:kinds AS text[])) AS asked (kind)
    WHERE t.id > 0 AND extract(hour FROM timezone(t.timezone, :now)) >= :first_hour
        AND NOT EXISTS (
            SELECT FROM job_run r
            WHERE r.tenant_id = t.id AND r.kind = asked.kind AND r.key = :key
                AND r.created_at >= timezone(
                    t.timezone, date_trunc('day', timezone(t.timezone, :now))))
    ORDER BY t.id, asked.kind
    """
)


def every_day(kind: str) -> None:
    """Let a kind of job run once a day for each regency; it takes no payload."""
    _DAILY.add(kind)


def ask_for_daily_runs(now: datetime) -> int:
    """Ask for today's runs that nobody asked for yet. Several relays may do so.

    Returns:
        how many were asked for.
    """
    with transaction(Principal(DatabaseRole.JOB)) as session:
        asked = session.execute(
            _UNASKED,
            {"kinds": sorted(_DAILY), "now": now, "first_hour": FIRST_HOUR, "key": DAILY_KEY},
        ).all()
        for tenant_id, kind in asked:
            enqueue(session, kind, tenant_id=tenant_id, key=DAILY_KEY, payload={}, now=now)
    return len(asked)
