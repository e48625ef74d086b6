"""Background work of this package."""

from uuid import UUID

from tenants.kernel.clock import utcnow
from tenants.kernel.jobs import JobRunContext, job
from tenants.services.notices import DELIVER_JOB
from tenants.services.notices import deliver_news as deliver


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
