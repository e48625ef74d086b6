"""Reads about background work over every regency: what waits, what failed, never what it carries.

All run as role oversight, which is granted only the columns named here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import Session

from tenants.kernel.jobs import JobRun, RunState
from tenants.kernel.paging import PAGE_SIZE, Page, decode_cursor, moment, page_of, row_id
from tenants.models.identity import Tenant

_OPEN = (RunState.QUEUED, RunState.RUNNING)


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
class RunFilter:
    """Which runs to list: of one kind where asked, and in one state."""

    kind: str | None = None
    state: RunState = RunState.FAILED


@dataclass(frozen=True)
class ListedRun:
    """A run with the code of its reason, if it gave up."""

    id: UUID
    kind: str
    state: str
    regency: str
    error_code: str | None
    attempt: int
    created_at: datetime
    finished_at: datetime | None

    @property
    def latest_at(self) -> datetime:
        """When it ended, or was asked for where it has not."""
        return self.finished_at or self.created_at


def count_runs(session: Session, *, ended_since: datetime) -> Sequence[KindCounts]:
    """Counts by kind, ended ones only since the given moment; by kind."""
    is_open = JobRun.state.in_(_OPEN)
    queued, running, done, failed = (
        func.count().filter(JobRun.state == state) for state in RunState
    )
    rows = session.execute(
        select(
            JobRun.kind, queued, running, done, failed, func.min(JobRun.created_at).filter(is_open)
        )
        .where(_is_current(ended_since))
        .group_by(JobRun.kind)
        .order_by(JobRun.kind)
    )
    return [KindCounts(*row) for row in rows]


def list_runs(
    session: Session,
    *,
    ended_since: datetime,
    narrowed: RunFilter,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[ListedRun]:
    """One page of the runs, latest first; ended ones only since the given moment.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    latest_at = func.coalesce(JobRun.finished_at, JobRun.created_at)
    query = (
        select(
            JobRun.id,
            JobRun.kind,
            JobRun.state,
            Tenant.name,
            JobRun.error_code,
            JobRun.attempt,
            JobRun.created_at,
            JobRun.finished_at,
        )
        .join(Tenant, Tenant.id == JobRun.tenant_id)
        .where(JobRun.state == narrowed.state, _is_current(ended_since))
        .order_by(latest_at.desc(), JobRun.id.desc())
    )
    if narrowed.kind is not None:
        query = query.where(JobRun.kind == narrowed.kind)
    if cursor:
        seen = tuple_(*decode_cursor(cursor, moment, row_id))
        query = query.where(tuple_(latest_at, JobRun.id) < seen)
    rows = [ListedRun(*row) for row in session.execute(query.limit(size + 1))]
    return page_of(rows, lambda run: (run.latest_at.isoformat(), str(run.id)), size)


def _is_current(ended_since: datetime) -> ColumnElement[bool]:
    """Open runs and newly ended ones; what is put off to a later day is not asked for yet."""
    is_asked_for = JobRun.created_at <= func.now()
    return or_(JobRun.state.in_(_OPEN) & is_asked_for, JobRun.finished_at >= ended_since)
