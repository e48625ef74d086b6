"""Asking for runs and looking at what became of them."""

import subprocess
import time
from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tenants.kernel import jobs
from tenants.kernel.clock import utcnow
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.jobs import JobRun, JobRunContext, RunState, enqueue
from tests.conftest import Regency
from tests.integration.tenants.queue.work import MARK, STEPS_JOB

PATIENCE_SECONDS = 60

Process: TypeAlias = "subprocess.Popen[bytes]"
Start: TypeAlias = Callable[..., Process]


def ask(regency: Regency, key: str = "satu", kind: str = STEPS_JOB, steps: int = 3) -> None:
    """Ask for a run as a request does."""
    with transaction(regency.principal()) as session:
        ask_in(session, regency, key, kind, steps)


def ask_in(
    session: Session, regency: Regency, key: str = "satu", kind: str = STEPS_JOB, steps: int = 3
) -> None:
    payload = {"steps": str(steps)}
    enqueue(session, kind, tenant_id=regency.id, key=key, payload=payload, now=utcnow())


def runs(regency: Regency) -> list[JobRun]:
    """Every run of a regency, oldest first."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        mine = select(JobRun).where(JobRun.tenant_id == regency.id).order_by(JobRun.id)
        return list(session.scalars(mine))


def the_run(regency: Regency) -> JobRun:
    (only,) = runs(regency)
    return only


def marks(regency: Regency) -> list[str]:
    """The step numbers left by all runs of a regency, in order."""
    with transaction(regency.principal()) as session:
        found = session.scalars(
            text("SELECT subject_id FROM audit_entry WHERE action = :mark ORDER BY seq"),
            {"mark": MARK},
        )
        return [subject.split("/")[1] for subject in found]


def expire_lease(regency: Regency) -> None:
    """Let the lease of a dead worker be over."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        session.execute(text("UPDATE job_run SET lease_until = now() - interval '1 second'"))


def claim(run_id: UUID) -> JobRunContext:
    """Claim a run without doing it."""
    claimed = jobs._claim(run_id, utcnow())
    assert claimed is not None
    return claimed[0]


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def all_done(regency: Regency) -> bool:
    return {run.state for run in runs(regency)} == {RunState.DONE}
