"""Background work of this package."""

from cooperation.services.expiry import WATCH_JOB, tell_endings
from tenants.kernel.clock import utcnow
from tenants.kernel.daily import every_day
from tenants.kernel.jobs import JobRunContext, job

every_day(WATCH_JOB)


@job(WATCH_JOB, timeout_seconds=60, max_attempts=5)
def watch_agreements(run: JobRunContext) -> None:
    """Tell which agreements of a regency end. Safe to run twice: nothing is told twice."""
    with run.step() as session:
        tell_endings(session, tenant_id=run.tenant_id, now=utcnow())
