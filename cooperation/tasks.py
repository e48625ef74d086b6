"""Background work of this package."""

from cooperation.services.bases import WATCH_BASES_JOB, tell_ended_bases
from cooperation.services.expiry import WATCH_JOB, tell_endings
from tenants.kernel.clock import utcnow
from tenants.kernel.daily import every_day
from tenants.kernel.jobs import JobRunContext, job

every_day(WATCH_JOB)
every_day(WATCH_BASES_JOB)


@job(WATCH_JOB, timeout_seconds=60, max_attempts=5)
def watch_agreements(run: JobRunContext) -> None:
    """Tell which agreements of a regency end. Safe to run twice: nothing is told twice."""
    with run.step() as session:
        tell_endings(session, tenant_id=run.tenant_id, now=utcnow())


@job(WATCH_BASES_JOB, timeout_seconds=60, max_attempts=5)
def watch_bases(run: JobRunContext) -> None:
    """Tell which regulations have ended under programmes. Safe to run twice: told once."""
    with run.step() as session:
        tell_ended_bases(session, tenant_id=run.tenant_id, now=utcnow())
