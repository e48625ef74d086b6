"""Reads about background work over every regency: what waits, what failed, never what it carries.

All run as role oversight, which is granted only the columns named here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tenants.kernel.jobs import JobRun, RunState
from tenants.models.identity import Tenant

FAILURES_SHOWN = 50


@dataclass(frozen=True)
class KindCounts:
    """Runs of one kind: those that wait or run, and those that ended since a moment."""

    kind: str
    queued: int
    running: int
    done: int
    failed: int
    waiting_since: datetime | None
    """When the oldest run that has not ended was asked for."""


@dataclass(frozen=True)
class FailedRun:
    """A run that gave up, with the code of its reason."""

    id: UUID
    kind: str
    regency: str
    error_code: str | None
    attempt: int
    created_at: datetime
    finished_at: datetime | None


def count_runs(session: Session, *, ended_since: datetime) -> Sequence[KindCounts]:
    """Counts by kind, ended ones only since the given moment; by kind."""
    open_states = (RunState.QUEUED, RunState.RUNNING)
    is_open = JobRun.state.in_(open_states)
    queued, running, done, failed = (
        func.count().filter(JobRun.state == state) for state in RunState
    )
    rows = session.execute(
        select(
            JobRun.kind, queued, running, done, failed, func.min(JobRun.created_at).filter(is_open)
        )
        .where(or_(is_open, JobRun.finished_at >= ended_since))
        .group_by(JobRun.kind)
        .order_by(JobRun.kind)
    )
    return [KindCounts(*row) for row in rows]


def list_failed_runs(
    session: Session, *, ended_since: datetime, limit: int = FAILURES_SHOWN
) -> Sequence[FailedRun]:
    """Runs that gave up since a moment, latest first."""
    rows = session.execute(
        select(
            JobRun.id,
            JobRun.kind,
            Tenant.name,
            JobRun.error_code,
            JobRun.attempt,
            JobRun.created_at,
            JobRun.finished_at,
        )
        .join(Tenant, Tenant.id == JobRun.tenant_id)
        .where(JobRun.state == RunState.FAILED, JobRun.finished_at >= ended_since)
        .order_by(JobRun.finished_at.desc(), JobRun.id)
        .limit(limit)
    )
    return [FailedRun(*row) for row in rows]
