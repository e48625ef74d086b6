"""Reads of rosters: one, many, and what was wrong with their rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, cast, func, select, tuple_
from sqlalchemy.orm import Session

from cooperation.models.commitments import Commitment
from enrollment.kinds import CoverStatus, RosterState
from enrollment.models.rosters import Roster, RosterRowError, RosterSample
from tenants.kernel.errors import N_, NotFound
from tenants.kernel.paging import (
    PAGE_SIZE,
    Page,
    decode_cursor,
    moment,
    page_of,
    row_id,
    text,
    whole,
)


class RosterOrder(StrEnum):
    """In which order rosters are read; one whose people are not counted yet comes last."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LARGEST = "largest"


@dataclass(frozen=True)
class ListedRoster:
    """A roster with the title of its programme."""

    roster: Roster
    programme: str


def get_roster(session: Session, *, tenant_id: int, roster_id: UUID) -> Roster:
    """One roster.

    Raises:
        NotFound: no such roster in this regency.
    """
    roster = session.get(Roster, (tenant_id, roster_id))
    if roster is None:
        raise NotFound(N_("Daftar tidak ditemukan."))
    return roster


def find_same_file(
    session: Session,
    *,
    tenant_id: int,
    commitment_id: UUID,
    cover_status: CoverStatus,
    sha256: bytes,
) -> Roster | None:
    """The roster of the very same bytes, for the same commitment and meaning, if not discarded."""
    return session.scalars(
        select(Roster).where(
            Roster.tenant_id == tenant_id,
            Roster.commitment_id == commitment_id,
            Roster.cover_status == cover_status,
            Roster.sha256 == sha256,
            Roster.state != RosterState.DISCARDED,
        )
    ).one_or_none()


def list_rosters(
    session: Session,
    *,
    tenant_id: int,
    commitment_id: UUID | None = None,
    order: RosterOrder = RosterOrder.NEWEST,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[ListedRoster]:
    """Rosters with the titles of their programmes; perhaps of one commitment.

    Raises:
        MalformedRequest: the cursor was not made for this order.
    """
    first = _first_key(order)
    keys: list[ColumnElement[Any]] = [first, Roster.id.expression]
    rising = order is RosterOrder.OLDEST
    chosen = (
        select(Roster, Commitment.title)
        .join(
            Commitment,
            (Commitment.tenant_id == Roster.tenant_id) & (Commitment.id == Roster.commitment_id),
        )
        .where(Roster.tenant_id == tenant_id)
        .order_by(*(key.asc() if rising else key.desc() for key in keys))
        .limit(size + 1)
    )
    if commitment_id is not None:
        chosen = chosen.where(Roster.commitment_id == commitment_id)
    if cursor is not None:
        reader = whole() if order is RosterOrder.LARGEST else moment
        place, seen = tuple_(*keys), tuple_(*decode_cursor(cursor, reader, row_id))
        chosen = chosen.where(place > seen if rising else place < seen)
    rows = [ListedRoster(roster, title) for roster, title in session.execute(chosen)]
    return page_of(rows, lambda listed: _roster_key(order, listed.roster), size)


def list_row_errors(
    session: Session, *, tenant_id: int, roster_id: UUID, limit: int
) -> Sequence[RosterRowError]:
    """Problems of a roster's rows: errors before warnings, then by row and column."""
    return session.scalars(_problems(tenant_id, roster_id).limit(limit)).all()


def page_of_row_errors(
    session: Session,
    *,
    tenant_id: int,
    roster_id: UUID,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[RosterRowError]:
    """The same, a page at a time.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    query = _problems(tenant_id, roster_id)
    if cursor is not None:
        seen = decode_cursor(cursor, text, whole(), whole(1), text, row_id)
        query = query.where(tuple_(*_problem_keys()) > tuple_(*seen))
    return page_of(session.scalars(query.limit(size + 1)).all(), _problem_key, size)


def iterate_row_errors(
    session: Session, *, tenant_id: int, roster_id: UUID
) -> Iterator[RosterRowError]:
    """All kept problems in the same order, streamed."""
    return iter(session.scalars(_problems(tenant_id, roster_id).execution_options(yield_per=1000)))


def list_samples(
    session: Session, *, tenant_id: int, roster_id: UUID, row_numbers: Sequence[int]
) -> dict[int, dict[str, str]]:
    """The shown cells of some rows, of those that are kept."""
    rows = session.scalars(
        select(RosterSample).where(
            RosterSample.tenant_id == tenant_id,
            RosterSample.roster_id == roster_id,
            RosterSample.row_number.in_(row_numbers),
        )
    )
    return {row.row_number: row.cells for row in rows}


def _problems(tenant_id: int, roster_id: UUID) -> Select[RosterRowError]:
    return (
        select(RosterRowError)
        .where(RosterRowError.tenant_id == tenant_id, RosterRowError.roster_id == roster_id)
        .order_by(*_problem_keys())
    )


def _problem_keys() -> list[ColumnElement[Any]]:
    """Errors before warnings, then by row and column; what is wrong with a whole row comes last."""
    return [
        RosterRowError.severity.expression,
        RosterRowError.row_number.expression,
        cast(RosterRowError.column_name.is_(None), Integer),
        func.coalesce(RosterRowError.column_name, ""),
        RosterRowError.id.expression,
    ]


def _problem_key(problem: RosterRowError) -> tuple[str | int, ...]:
    return (
        problem.severity,
        problem.row_number,
        int(problem.column_name is None),
        problem.column_name or "",
        str(problem.id),
    )


def _first_key(order: RosterOrder) -> ColumnElement[Any]:
    if order is RosterOrder.LARGEST:
        return func.coalesce(Roster.valid_count, 0)
    return Roster.uploaded_at.expression


def _roster_key(order: RosterOrder, roster: Roster) -> tuple[str | int, str]:
    is_largest = order is RosterOrder.LARGEST
    return (roster.valid_count or 0) if is_largest else roster.uploaded_at.isoformat(), str(
        roster.id
    )
