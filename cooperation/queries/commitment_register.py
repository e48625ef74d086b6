"""Reads of the list of commitments: narrowed to what, in which order, page by page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, and_, cast, func, select, tuple_
from sqlalchemy.orm import Session

from cooperation.commitment_states import CommitmentPhase, CommitmentStatus
from cooperation.kinds import FundingSource
from cooperation.models.commitments import Commitment
from cooperation.queries.commitments import CommitmentRecord, list_commitment_records
from tenants.kernel.paging import PAGE_SIZE, Page, day, decode_cursor, page_of, row_id, text, whole


class CommitmentOrder(StrEnum):
    """In which order the list is read."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    PEOPLE = "people"


@dataclass(frozen=True)
class CommitmentFilter:
    """What the list is narrowed to. Every word of ``search`` must occur."""

    search: str | None = None
    phase: CommitmentPhase | None = None
    year: int | None = None
    funding_source: FundingSource | None = None
    department_id: UUID | None = None
    order: CommitmentOrder = CommitmentOrder.NEWEST


_START = func.coalesce(Commitment.first_month, func.make_date(Commitment.budget_year, 1, 1))
_AFTER_END = cast(Commitment.first_month + func.make_interval(0, Commitment.months_now), Date)
_HAS_ENDS = and_(Commitment.first_month.is_not(None), Commitment.months_now.is_not(None))


def list_commitment_page(
    session: Session,
    *,
    tenant_id: int,
    narrowed: CommitmentFilter,
    today: date,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[CommitmentRecord]:
    """One page of commitments in the order asked for, each with what was computed from it.

    Raises:
        MalformedRequest: the cursor was not made for this order.
    """
    order = _ORDERS[narrowed.order]
    query = _narrowed(tenant_id, narrowed, today).order_by(
        *(key.desc() if order.is_descending else key.asc() for key in order.keys)
    )
    if cursor:
        seen, place = tuple_(*decode_cursor(cursor, order.read, row_id)), tuple_(*order.keys)
        query = query.where(place < seen if order.is_descending else place > seen)
    rows = session.scalars(query.limit(size + 1)).all()
    page = page_of(rows, order.write, size)
    records = list_commitment_records(
        session, tenant_id=tenant_id, commitments=page.items, today=today
    )
    return Page(records, page.next_cursor)


def count_commitments(
    session: Session, *, tenant_id: int, narrowed: CommitmentFilter, today: date
) -> int:
    """How many commitments the filter leaves."""
    query = _narrowed(tenant_id, narrowed, today).with_only_columns(func.count())
    return session.scalar(query) or 0


def list_budget_years(session: Session, *, tenant_id: int) -> Sequence[int]:
    """The budget years that have commitments, latest first."""
    return session.scalars(
        select(Commitment.budget_year)
        .where(Commitment.tenant_id == tenant_id)
        .distinct()
        .order_by(Commitment.budget_year.desc())
    ).all()


def _narrowed(tenant_id: int, narrowed: CommitmentFilter, today: date) -> Select[Any]:
    query = select(Commitment).where(Commitment.tenant_id == tenant_id)
    exact = {
        Commitment.budget_year: narrowed.year,
        Commitment.funding_source: narrowed.funding_source,
        Commitment.department_id: narrowed.department_id,
    }
    query = query.where(*(column == value for column, value in exact.items() if value is not None))
    if narrowed.phase is not None:
        query = query.where(_is_in_phase(narrowed.phase, today.replace(day=1)))
    text = func.concat_ws(" ", Commitment.title, Commitment.budget_line, Commitment.criteria)
    words = (narrowed.search or "").split()
    return query.where(*(text.icontains(word, autoescape=True) for word in words))


def _is_in_phase(phase: CommitmentPhase, current: date) -> ColumnElement[bool]:
    """The same phases as ``states.commitment_phase``; ``current`` opens the running month."""
    if phase in {CommitmentPhase.PLANNED, CommitmentPhase.CANCELLED}:
        return Commitment.status == phase.value
    in_time = {
        CommitmentPhase.UNDATED: ~_HAS_ENDS,
        CommitmentPhase.UPCOMING: and_(_HAS_ENDS, Commitment.first_month > current),
        CommitmentPhase.RUNNING: and_(Commitment.first_month <= current, current < _AFTER_END),
        CommitmentPhase.ENDED: current >= _AFTER_END,
    }
    return and_(Commitment.status == CommitmentStatus.COMMITTED.value, in_time[phase])


@dataclass(frozen=True)
class _Order:
    """Sort keys, and how the first of them is written into a cursor and read from it."""

    keys: Sequence[ColumnElement[Any]]
    is_descending: bool
    write: Callable[[Commitment], Sequence[str | int]]
    read: Callable[[object], Any]


def _start_of(row: Commitment) -> str:
    return (row.first_month or date(row.budget_year, 1, 1)).isoformat()


_PEOPLE = func.coalesce(Commitment.people_now, 0)
_BY_START = _Order(
    keys=[_START, Commitment.id.expression],
    is_descending=False,
    write=lambda row: (_start_of(row), str(row.id)),
    read=day,
)
_ORDERS = {
    CommitmentOrder.NEWEST: replace(_BY_START, is_descending=True),
    CommitmentOrder.OLDEST: _BY_START,
    CommitmentOrder.TITLE: _Order(
        keys=[Commitment.title.expression, Commitment.id.expression],
        is_descending=False,
        write=lambda row: (row.title, str(row.id)),
        read=text,
    ),
    CommitmentOrder.PEOPLE: _Order(
        keys=[_PEOPLE, Commitment.id.expression],
        is_descending=True,
        write=lambda row: (row.people_now or 0, str(row.id)),
        read=whole(),
    ),
}
