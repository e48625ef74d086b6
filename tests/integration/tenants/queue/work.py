"""Jobs that leave a mark for each step, and the product's own relay and worker with them.

As a program it is ``flask relay`` or ``flask worker`` with these jobs and short leases, or it
performs single runs: ``work.py perform RUN_ID``.
"""

import os
import signal
import sys
from datetime import timedelta
from threading import Event

from tenants.kernel import audit, bell, jobs
from tenants.kernel.actor import SYSTEM
from tenants.kernel.clock import utcnow
from tenants.kernel.jobs import JobRunContext, failpoint, job
from tenants.kernel.parent import die_with_parent

STEPS_JOB, FAILING_JOB = "uji-steps", "uji-fails"
MARK = "uji:step"
SECRET = "3505015501900001"
FAILPOINTS = ("uji-before-commit", "uji-after-commit", "uji-before-done")


@job(STEPS_JOB, timeout_seconds=60, max_attempts=3)
def leave_marks(run: JobRunContext) -> None:
    """One audit entry per step, together with its checkpoint."""
    total = int(run.payload["steps"])
    for step in range(int(run.checkpoint.get("next", 0)), total):
        with run.step() as session:
            audit.record(
                session,
                tenant_id=run.tenant_id,
                actor=SYSTEM,
                now=utcnow(),
                action=MARK,
                subject="uji",
                subject_id=f"{run.id}/{step}",
            )
            run.save(checkpoint={"next": step + 1}, done=step + 1, total=total)
            if step == 1:
                failpoint("uji-before-commit")
        if step == 1:
            failpoint("uji-after-commit")
    failpoint("uji-before-done")


@job(FAILING_JOB, timeout_seconds=60, max_attempts=1)
def fail(run: JobRunContext) -> None:
    """Fail with something in the text that must not travel."""
    raise ValueError(f"{run.id}: {SECRET}")


def main(arguments: list[str]) -> None:
    """Play one part until told to stop."""
    from wsgi import create_app

    die_with_parent(signal.SIGTERM, os.getppid())
    jobs.LEASE = jobs.RING_AGAIN = jobs.RETRY_AFTER = timedelta(seconds=1)
    with create_app().app_context():
        part, *run_ids = arguments
        if part == "relay":
            stop = Event()
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
            bell.run_relay(stop)
        elif part == "worker":
            bell.run_worker()
        for run_id in run_ids:
            jobs.perform(run_id)


if __name__ == "__main__":
    # Jobs are found by the module's own name, so the parts share one copy of it.
    from tests.integration.tenants.queue import work

    work.main(sys.argv[1:])
