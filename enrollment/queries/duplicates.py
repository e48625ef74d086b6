"""Reads of people who may be recorded twice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from enrollment.models.duplicates import DuplicatePair, FormerNik
from enrollment.models.workers import Cover, Worker
from enrollment.pair_states import PairState
from enrollment.queries.worker_uses import frozen_ids
from enrollment.queries.workers import list_covers
from tenants.kernel.paging import Page, decode_cursor, moment, page_of, row_id

PAIRS_A_PAGE = 20
_PAIRS_AT_ONCE = 1_000


@dataclass(frozen=True)
class ListedPerson:
    """One of the two. ``is_frozen``: a decree, a frozen list or an answer rests on the record."""

    worker: Worker
    covers: Sequence[Cover]
    is_frozen: bool


@dataclass(frozen=True)
class ListedPair:
    """A pair with its two people."""

    pair: DuplicatePair
    people: Sequence[ListedPerson]


def list_pairs(
    session: Session,
    *,
    tenant_id: int,
    states: Sequence[PairState],
    cursor: str | None = None,
    size: int = PAIRS_A_PAGE,
) -> Page[ListedPair]:
    """Pairs in some states, latest found first.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    order = (DuplicatePair.found_at, DuplicatePair.id)
    query = (
        select(DuplicatePair)
        .where(DuplicatePair.tenant_id == tenant_id, DuplicatePair.state.in_(states))
        .order_by(*(column.desc() for column in order))
        .limit(size + 1)
    )
    if cursor is not None:
        seen = decode_cursor(cursor, moment, row_id)
        query = query.where(tuple_(*order) < tuple(seen))
    pairs = session.scalars(query).all()
    people = _people(session, tenant_id, {one for pair in pairs for one in _ids(pair)})
    rows = [ListedPair(pair, [people[one] for one in _ids(pair)]) for pair in pairs]
    return page_of(rows, _key, size)


def iterate_pairs(
    session: Session, *, tenant_id: int, states: Sequence[PairState]
) -> Iterator[ListedPair]:
    """All of them in the same order, read a page at a time."""
    cursor = None
    while True:
        page = list_pairs(
            session, tenant_id=tenant_id, states=states, cursor=cursor, size=_PAIRS_AT_ONCE
        )
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def count_pairs(session: Session, *, tenant_id: int) -> Mapping[PairState, int]:
    """How many pairs are in each state; states without any are left out."""
    rows = session.execute(
        select(DuplicatePair.state, func.count())
        .where(DuplicatePair.tenant_id == tenant_id)
        .group_by(DuplicatePair.state)
    )
    return {PairState(state): count for state, count in rows}


def list_former(session: Session, *, tenant_id: int, worker_id: UUID) -> Sequence[FormerNik]:
    """Merges into one record, latest first."""
    return session.scalars(
        select(FormerNik)
        .where(FormerNik.tenant_id == tenant_id, FormerNik.worker_id == worker_id)
        .order_by(FormerNik.merged_at.desc(), FormerNik.nik_index)
    ).all()


def _people(session: Session, tenant_id: int, ids: set[UUID]) -> Mapping[UUID, ListedPerson]:
    workers = session.scalars(
        select(Worker).where(Worker.tenant_id == tenant_id, Worker.id.in_(ids))
    ).all()
    covers = list_covers(session, tenant_id=tenant_id, worker_ids=list(ids))
    frozen = frozen_ids(session, tenant_id=tenant_id, worker_ids=ids)
    return {one.id: ListedPerson(one, covers.get(one.id, ()), one.id in frozen) for one in workers}


def _ids(pair: DuplicatePair) -> tuple[UUID, UUID]:
    return pair.first_id, pair.second_id


def _key(row: ListedPair) -> tuple[str, str]:
    found_at: datetime = row.pair.found_at
    return found_at.isoformat(), str(row.pair.id)
