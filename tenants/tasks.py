"""Background work of this package."""

from uuid import UUID

from tenants.kernel.clock import utcnow
from tenants.kernel.daily import every_day
from tenants.kernel.jobs import JobRunContext, job
from tenants.services.follow_ups import tell_overdue
from tenants.services.notices import DELIVER_JOB
from tenants.services.notices import deliver_news as deliver

WATCH_FOLLOW_UPS_JOB = "watch_follow_ups"

every_day(WATCH_FOLLOW_UPS_JOB)


@job(DELIVER_JOB, timeout_seconds=60, max_attempts=5)
def deliver_news(run: JobRunContext) -> None:
    """Write the notices of one piece of news. Safe to run twice: nobody is told twice."""
    with run.step() as session:
        deliver(
            session,
            tenant_id=run.tenant_id,
            news_id=UUID(run.payload["news_id"]),
            now=utcnow(),
        )


@job(WATCH_FOLLOW_UPS_JOB, timeout_seconds=60, max_attempts=5)
def watch_follow_ups(run: JobRunContext) -> None:
    """Tell which follow-ups of a regency are past their day. Safe to run twice."""
    with run.step() as session:
        tell_overdue(session, tenant_id=run.tenant_id, now=utcnow())
