"""Background work of this package."""

from scoring.services.evidence import WATCH_EVIDENCE_JOB, tell_running_out
from scoring.services.scorecards import RECOMPUTE_JOB, recompute_scorecards
from tenants.kernel.clock import utcnow
from tenants.kernel.daily import every_day
from tenants.kernel.jobs import JobRunContext, job


@job(RECOMPUTE_JOB, timeout_seconds=60, max_attempts=5)
def recompute_scorecard(run: JobRunContext) -> None:
    """Recompute every period and profile of one regency in one step.

    Safe to run twice: the step is one transaction, and a result that stands is not written again.
    """
    with run.step() as session:
        result = recompute_scorecards(session, tenant_id=run.tenant_id, now=utcnow())
        total = result.written_count + result.unchanged_count
        run.save(done=total, total=total)


every_day(WATCH_EVIDENCE_JOB)


@job(WATCH_EVIDENCE_JOB, timeout_seconds=60, max_attempts=5)
def watch_evidence(run: JobRunContext) -> None:
    """Tell which evidence of a regency runs out. Safe to run twice."""
    with run.step() as session:
        tell_running_out(session, tenant_id=run.tenant_id, now=utcnow())
