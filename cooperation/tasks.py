"""Background work of this package."""

from cooperation.services.bases import WATCH_BASES_JOB, tell_ended_bases
from cooperation.services.beginnings import tell_beginnings
from cooperation.services.expiry import WATCH_JOB, tell_endings
from tenants.kernel.clock import utcnow
from tenants.kernel.daily import every_day
from tenants.kernel.jobs import JobRunContext, job

every_day(WATCH_JOB)
every_day(WATCH_BASES_JOB)


@job(WATCH_JOB, timeout_seconds=60, max_attempts=5)
def watch_agreements(run: JobRunContext) -> None:
    """Tell which agreements of a regency begin or end. Safe to run twice: none is told twice."""
    now = utcnow()
    with run.step() as session:
        tell_beginnings(session, tenant_id=run.tenant_id, now=now)
        tell_endings(session, tenant_id=run.tenant_id, now=now)


@job(WATCH_BASES_JOB, timeout_seconds=60, max_attempts=5)
def watch_bases(run: JobRunContext) -> None:
    """Tell which regulations have ended under programmes. Safe to run twice: told once."""
    with run.step() as session:
        tell_ended_bases(session, tenant_id=run.tenant_id, now=utcnow())
