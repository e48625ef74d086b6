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
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from flask import Flask, current_app
from sqlalchemy import Table, bindparam, exists, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, distinct_on, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from tenants.kernel.clock import utcnow
from tenants.kernel.config import Settings
from tenants.kernel.db import Base, DatabaseRole, Principal, TenantScoped, transaction
from tenants.kernel.errors import AppError
from tenants.kernel.ids import uuid7
from tenants.kernel.writes import write

log = logging.getLogger(__name__)

QUEUE_NAME = "siap"
LEASE = timedelta(seconds=30)
RING_AGAIN = timedelta(seconds=15)
RETRY_AFTER = timedelta(seconds=5)
NO_RUN = UUID(int=0)


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


# Built once: each job is done by a process of its own, which inherits what is compiled already.
_RUNS = cast("Table", JobRun.__table__)
_HELD = update(_RUNS).where(
    _RUNS.c.tenant_id == bindparam("of_tenant"),
    _RUNS.c.id == bindparam("of_run"),
    _RUNS.c.lease_token == bindparam("under_token"),
    _RUNS.c.state == RunState.RUNNING,
)
_EARLIER = _RUNS.alias("earlier")
_IS_UNDER_WAY = exists().where(
    _EARLIER.c.tenant_id == _RUNS.c.tenant_id,
    _EARLIER.c.kind == _RUNS.c.kind,
    _EARLIER.c.key == _RUNS.c.key,
    _EARLIER.c.state == RunState.RUNNING,
)
_WAITING = (_RUNS.c.state == RunState.QUEUED) & ~_IS_UNDER_WAY
_ABANDONED = (_RUNS.c.state == RunState.RUNNING) & (_RUNS.c.lease_until < bindparam("moment"))
_CLAIM = (
    update(_RUNS)
    .where(_RUNS.c.id == bindparam("of_run"), _WAITING | _ABANDONED)
    .values(
        state=RunState.RUNNING,
        attempt=_RUNS.c.attempt + 1,
        lease_token=_RUNS.c.lease_token + 1,
        lease_until=bindparam("until"),
    )
    .returning(_RUNS)
)


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
        now: the present moment, or a later one before which the run is not begun.
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


def list_given_up(
    session: Session, *, tenant_id: int, kind: str, keys: Collection[str]
) -> frozenset[str]:
    """Of some keys those whose newest run under a kind was given up."""
    newest = (
        select(JobRun.key, JobRun.state)
        .where(JobRun.tenant_id == tenant_id, JobRun.kind == kind, JobRun.key.in_(keys))
        .ext(distinct_on(JobRun.key))
        .order_by(JobRun.key, JobRun.created_at.desc(), JobRun.id.desc())
    )
    return frozenset(row.key for row in session.execute(newest) if row.state == RunState.FAILED)


@dataclass
class JobRunContext:
    """A claimed run, as its job sees it."""

    id: UUID
    tenant_id: int
    payload: Mapping[str, str]
    checkpoint: Mapping[str, Any]
    lease_token: int
    attempt: int
    _saved: dict[str, Any] | None = field(default=None, init=False)

    @contextmanager
    def step(self) -> Iterator[Session]:
        """One fenced transaction as role ``job`` for the run's tenant; it may outlast the lease.

        What is saved within is written at its end, with a fresh lease.

        Raises:
            LeaseLost: the lease went to another worker; nothing is written.
        """
        before, self._saved = self.checkpoint, {}
        try:
            with transaction(Principal(DatabaseRole.JOB, self.tenant_id)) as session:
                self.update(session, lease_until=utcnow() + LEASE)
                yield session
                self.update(session, lease_until=utcnow() + LEASE, **self._saved)
        finally:
            self._saved = None
        if self.checkpoint != before:
            self.attempt = 0

    def update(self, session: Session, **values: Any) -> None:
        """Change the run's row while the lease is ours.

        Raises:
            LeaseLost: it is not.
        """
        session.flush()
        held = write(
            session,
            _HELD,
            {
                **values,
                "of_tenant": self.tenant_id,
                "of_run": self.id,
                "under_token": self.lease_token,
            },
        )
        if held != 1:
            raise LeaseLost

    def save(
        self,
        *,
        checkpoint: Mapping[str, Any] | None = None,
        done: int | None = None,
        total: int | None = None,
    ) -> None:
        """Let the step under way store the checkpoint and the numbers people see.

        A checkpoint that moved is progress: attempts are counted from there anew.

        Raises:
            RuntimeError: no step is under way that could store it.
        """
        if self._saved is None:
            raise RuntimeError("saved outside of a step")
        if checkpoint is not None:
            if dict(checkpoint) != self.checkpoint:
                self._saved["attempt"] = 0
            self.checkpoint = dict(checkpoint)
            self._saved["checkpoint"] = self.checkpoint
        if done is not None:
            self._saved["progress_done"] = done
        if total is not None:
            self._saved["progress_total"] = total


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


def rehearse() -> None:
    """Do on a run that nobody asked for what every run does: its statements are compiled then."""
    nothing = JobRunContext(NO_RUN, 0, {}, {}, 0, 0)
    perform(str(NO_RUN))
    lease = {"lease_until": utcnow()}
    counted = {**lease, "progress_done": 0, "progress_total": 0}
    for values in (
        lease,
        counted,
        {**counted, "checkpoint": {}, "attempt": 0},
        {"state": RunState.DONE, "finished_at": utcnow(), "error_code": None},
    ):
        with suppress(LeaseLost), transaction(Principal(DatabaseRole.JOB)) as session:
            nothing.update(session, **values)


def _claim(run_id: UUID, now: datetime) -> tuple[JobRunContext, Job] | None:
    asked = {"of_run": run_id, "moment": now, "until": now + LEASE}
    with transaction(Principal(DatabaseRole.JOB)) as session:
        row = session.execute(_CLAIM, asked).one_or_none()
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
