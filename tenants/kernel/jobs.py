"""Background work. PostgreSQL is the queue of record; Redis only rings the bell.

A run is a row written in the same transaction as the change that asked for it. The relay rings
Redis for every run that is due; a worker claims the run by a lease with a fencing token. Each step
of the work locks the run row under that token, so a worker that lost its lease writes nothing, and
a run whose worker died is claimed again from its last checkpoint. Wiping Redis loses nothing.

Runs under one key never overlap: the later one sees everything the earlier one did not, and cannot
be overwritten by it.
"""

import logging
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import Flask, current_app
from sqlalchemy import exists, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from tenants.kernel.clock import utcnow
from tenants.kernel.config import Settings
from tenants.kernel.db import Base, DatabaseRole, Principal, TenantScoped, transaction
from tenants.kernel.errors import AppError
from tenants.kernel.ids import uuid7

log = logging.getLogger(__name__)

QUEUE_NAME = "siap"
LEASE = timedelta(seconds=30)
RING_AGAIN = timedelta(seconds=15)
RETRY_AFTER = timedelta(seconds=5)


class RunState(StrEnum):
    """``running`` with an expired lease is due again; a run never goes back to ``queued``."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobRun(TenantScoped, Base):
    """One asked-for piece of work. ``payload`` holds ids only."""

    __tablename__ = "job_run"

    kind: Mapped[str]
    key: Mapped[str]
    state: Mapped[str]
    payload: Mapped[dict[str, str]] = mapped_column(JSONB)
    checkpoint: Mapped[dict[str, Any]] = mapped_column(JSONB)
    progress_done: Mapped[int]
    progress_total: Mapped[int | None]
    attempt: Mapped[int]
    lease_token: Mapped[int]
    lease_until: Mapped[datetime | None]
    ring_at: Mapped[datetime]
    error_code: Mapped[str | None]
    error_detail: Mapped[str | None]
    error_params: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class LeaseLost(Exception):
    """Another worker has claimed the run; this one must stop without writing."""


@dataclass(frozen=True)
class Job:
    """A kind of work: what does it, for how long at most, how often at most without progress."""

    kind: str
    perform: "Callable[[JobRunContext], None]"
    timeout_seconds: int
    max_attempts: int


JOBS: dict[str, Job] = {}


def job(
    kind: str, *, timeout_seconds: int, max_attempts: int
) -> "Callable[[Callable[[JobRunContext], None]], Callable[[JobRunContext], None]]":
    """Register a function as the one that performs runs of ``kind``."""

    def register(function: "Callable[[JobRunContext], None]") -> "Callable[[JobRunContext], None]":
        JOBS[kind] = Job(kind, function, timeout_seconds, max_attempts)
        return function

    return register


def enqueue(
    session: Session,
    kind: str,
    *,
    tenant_id: int,
    key: str,
    payload: Mapping[str, str],
    now: datetime,
) -> None:
    """Ask for a run in the caller's transaction.

    A run still queued under the same kind and key is reused; its row stays locked until the caller
    commits, so no worker can start it before this change is visible.

    Args:
        session: the transaction of the change that needs the work.
        kind: a registered job.
        tenant_id: whose work it is.
        key: coalesces equal requests.
        payload: ids as strings; nothing personal, nothing secret.
        now: the present moment.
    """
    values = {
        "tenant_id": tenant_id,
        "id": uuid7(),
        "kind": kind,
        "key": key,
        "state": RunState.QUEUED,
        "payload": dict(payload),
        "ring_at": now,
        "created_at": now,
    }
    waiting = insert(JobRun).values(**values)
    session.execute(
        waiting.on_conflict_do_update(
            index_elements=["tenant_id", "kind", "key"],
            index_where=text("state = 'queued'"),
            set_={"ring_at": waiting.excluded.ring_at},
        )
    )


def find_run(session: Session, *, tenant_id: int, kind: str, key: str) -> JobRun | None:
    """The newest run under this kind and key, if any."""
    return session.scalars(
        select(JobRun)
        .where(JobRun.tenant_id == tenant_id, JobRun.kind == kind, JobRun.key == key)
        .order_by(JobRun.created_at.desc(), JobRun.id.desc())
        .limit(1)
    ).first()


@dataclass
class JobRunContext:
    """A claimed run, as its job sees it."""

    id: UUID
    tenant_id: int
    payload: Mapping[str, str]
    checkpoint: Mapping[str, Any]
    lease_token: int
    attempt: int

    @contextmanager
    def step(self) -> Iterator[Session]:
        """One fenced transaction as role ``job`` for the run's tenant; it may outlast the lease.

        Raises:
            LeaseLost: the lease went to another worker; nothing is written.
        """
        before = self.checkpoint
        with transaction(Principal(DatabaseRole.JOB, self.tenant_id)) as session:
            self.update(session, lease_until=utcnow() + LEASE)
            yield session
            self.update(session, lease_until=utcnow() + LEASE)
        if self.checkpoint != before:
            self.attempt = 0

    def update(self, session: Session, **values: Any) -> None:
        """Change the run's row while the lease is ours.

        Raises:
            LeaseLost: it is not.
        """
        held = session.execute(
            update(JobRun)
            .where(
                JobRun.tenant_id == self.tenant_id,
                JobRun.id == self.id,
                JobRun.lease_token == self.lease_token,
                JobRun.state == RunState.RUNNING,
            )
            .values(**values)
        )
        if held.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result always counts
            raise LeaseLost

    def save(
        self,
        session: Session,
        *,
        checkpoint: Mapping[str, Any] | None = None,
        done: int | None = None,
        total: int | None = None,
    ) -> None:
        """Store the checkpoint and the numbers people see, inside the step that earned them.

        A checkpoint that moved is progress: attempts are counted from there anew.
        """
        values: dict[str, Any] = {}
        if checkpoint is not None:
            if dict(checkpoint) != self.checkpoint:
                values["attempt"] = 0
            self.checkpoint = dict(checkpoint)
            values["checkpoint"] = self.checkpoint
        if done is not None:
            values["progress_done"] = done
        if total is not None:
            values["progress_total"] = total
        if values:
            self.update(session, **values)


def perform(run_id: str) -> None:
    """Claim the run the bell rang for, do it, settle it. Safe to ring twice."""
    claimed = _claim(UUID(run_id), utcnow())
    if claimed is None:
        return
    run, work = claimed
    if run.attempt > work.max_attempts:
        log.error("run %s: given up, its workers died", run.id)
        _settle_failure(run, work, AppError(), retry=False)
        return
    try:
        work.perform(run)
    except LeaseLost:
        log.warning("run %s: lease lost, left to its new holder", run.id)
    except AppError as error:
        log.info("run %s: %s", run.id, error.code)
        _settle_failure(run, work, error, retry=error.retryable)
    except Exception as error:
        log.exception("run %s: %s", run.id, type(error).__name__)
        _settle_failure(run, work, AppError(), retry=True)
    else:
        _settle(run, state=RunState.DONE, finished_at=utcnow(), error_code=None)


def _claim(run_id: UUID, now: datetime) -> tuple[JobRunContext, Job] | None:
    earlier = aliased(JobRun)
    is_under_way = exists().where(
        earlier.tenant_id == JobRun.tenant_id,
        earlier.kind == JobRun.kind,
        earlier.key == JobRun.key,
        earlier.state == RunState.RUNNING,
    )
    waiting = (JobRun.state == RunState.QUEUED) & ~is_under_way
    abandoned = (JobRun.state == RunState.RUNNING) & (JobRun.lease_until < now)
    with transaction(Principal(DatabaseRole.JOB)) as session:
        row = session.execute(
            update(JobRun)
            .where(JobRun.id == run_id, waiting | abandoned)
            .values(
                state=RunState.RUNNING,
                attempt=JobRun.attempt + 1,
                lease_token=JobRun.lease_token + 1,
                lease_until=now + LEASE,
            )
            .returning(JobRun)
        ).scalar_one_or_none()
        if row is None:
            return None
        context = JobRunContext(
            row.id, row.tenant_id, row.payload, row.checkpoint, row.lease_token, row.attempt
        )
        return context, JOBS[row.kind]


def _settle_failure(run: JobRunContext, work: Job, error: AppError, *, retry: bool) -> None:
    now = utcnow()
    if retry and run.attempt < work.max_attempts:
        later = now + RETRY_AFTER * max(1, run.attempt)
        _settle(run, lease_until=now, ring_at=later, error_code=error.code)
        return
    _settle(
        run,
        state=RunState.FAILED,
        finished_at=now,
        error_code=error.code,
        error_detail=error.detail,
        error_params=dict(error.params),
    )


def _settle(run: JobRunContext, **values: Any) -> None:
    try:
        with transaction(Principal(DatabaseRole.JOB, run.tenant_id)) as session:
            run.update(session, **values)
    except LeaseLost:
        log.warning("run %s: settled by its new holder", run.id)


def due_runs(now: datetime, limit: int = 100) -> list[tuple[UUID, str]]:
    """Take the runs whose bell is due and put their next ring later. Several relays may run.

    Returns:
        ids and kinds, oldest first; at most ``limit``.
    """
    statement = text(
        "UPDATE job_run SET ring_at = :again WHERE (tenant_id, id) IN ("
        " SELECT tenant_id, id FROM job_run WHERE ring_at <= :now"
        " AND (state = 'running' AND lease_until < :now OR state = 'queued' AND NOT EXISTS ("
        "  SELECT FROM job_run earlier WHERE earlier.state = 'running'"
        "  AND (earlier.tenant_id, earlier.kind, earlier.key)"
        "   = (job_run.tenant_id, job_run.kind, job_run.key)))"
        " ORDER BY ring_at LIMIT :limit FOR UPDATE SKIP LOCKED) RETURNING id, kind, created_at"
    )
    with transaction(Principal(DatabaseRole.JOB)) as session:
        rows = session.execute(
            statement, {"now": now, "again": now + RING_AGAIN, "limit": limit}
        ).all()
    return [(row.id, row.kind) for row in sorted(rows, key=lambda row: (row.created_at, row.id))]


def init_jobs(app: Flask, settings: Settings) -> None:
    """Remember where Redis is and which failpoint is armed. Opens nothing."""
    app.extensions["siap-redis-url"] = settings.redis_url
    app.extensions["siap-failpoint"] = settings.failpoint


def failpoint(name: str) -> None:
    """Die here, as by ``kill -9``, when this point is armed (crash tests, by environment)."""
    if current_app.extensions["siap-failpoint"] == name:
        os.kill(os.getpid(), signal.SIGKILL)
