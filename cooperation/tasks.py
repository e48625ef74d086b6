"""Background work of this package."""

from cooperation.services.beginnings import tell_beginnings
from cooperation.services.expiry import WATCH_JOB, tell_endings
from tenants.kernel.clock import utcnow
from tenants.kernel.daily import every_day
from tenants.kernel.jobs import JobRunContext, job

every_day(WATCH_JOB)


@job(WATCH_JOB, timeout_seconds=60, max_attempts=5)
def watch_agreements(run: JobRunContext) -> None:
    """Tell which agreements of a regency begin or end. Safe to run twice: none is told twice."""
    now = utcnow()
    with run.step() as session:
        tell_beginnings(session, tenant_id=run.tenant_id, now=now)
        tell_endings(session, tenant_id=run.tenant_id, now=now)
