"""A page of people by name out of so many that they cannot all be judged at once.

People are taken by name, some at a time, and judged, until the page is full. Whoever asks for few
people names them, so that nobody walks past a million for five.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from enrollment.models.workers import WorkerTally
from enrollment.names import search_key
from enrollment.queries.worker_pages import AFTER_LAST_SEEN, place_after
from tenants.kernel.paging import Page, encode_cursor

SHORTEST_STRETCH = 100
FIRST_STRETCH = 250
"""Where it is not known how many of them are wanted."""
LONGEST_STRETCH = 4_000
WALK_LIMIT = 7_500
"""So many people are judged for one page at most; the next page goes on behind them.

Fewer than one in a hundred of a million are named by their ids, so a page of others is mostly full
by then.
"""
FILE_STRETCH = 20
"""For a file of so many rows so many times as many people are judged."""

Judge = Callable[[Sequence[UUID]], Sequence[Row[Any]]]
"""Out of some workers the rows of those wanted, each with its ``worker_id``."""

_STRETCH = f"""
    SELECT w.id, w.name_key FROM worker w
    WHERE w.tenant_id = :tenant_id AND w.name_key ^@ :prefix AND {AFTER_LAST_SEEN} {{more}}
    ORDER BY w.name_key, w.id LIMIT :stretch
"""  # noqa: S608 - constants of ours, no value


@dataclass(frozen=True)
class WalkOf:
    """Through whom: people of a regency, perhaps whose name begins so; where it goes on.

    ``more`` narrows the workers ``w`` further, in words of ours. ``one_in`` says of how many
    people about one is wanted, where it is known: then the first stretch mostly fills the page.
    """

    tenant_id: int
    name: str
    cursor: str | None
    size: int
    more: str = ""
    values: tuple[tuple[str, Any], ...] = ()
    one_in: int | None = None

    @property
    def first_stretch(self) -> int:
        """How many people are judged at first: half as many again as should do."""
        if self.one_in is None:
            return FIRST_STRETCH
        return min(max(3 * (self.size + 1) * self.one_in // 2, SHORTEST_STRETCH), LONGEST_STRETCH)


def one_in(session: Session, *, tenant_id: int, wanted: int | None) -> int | None:
    """Of how many recorded people about one is wanted; None where that is not known."""
    if not wanted:
        return None
    recorded = session.scalar(
        select(WorkerTally.people_count).where(WorkerTally.tenant_id == tenant_id)
    )
    return -(-(recorded or 0) // wanted) or None


def walk(
    session: Session, of: WalkOf, judge: Judge, *, few: Collection[UUID] | None = None
) -> Page[Row[Any]]:
    """One page of those wanted, by name.

    Args:
        session: the page's transaction.
        of: through whom.
        judge: who of some workers is wanted.
        few: everybody who can be wanted, where they are few.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    after = place_after(session, tenant_id=of.tenant_id, cursor=of.cursor)
    found: list[Row[Any]] = []
    walked, stretch = 0, of.first_stretch
    while True:
        people = _stretch(session, of, after, stretch, few)
        by_id = {row.worker_id: row for row in judge([one.id for one in people])}
        found += [by_id[one.id] for one in people if one.id in by_id]
        walked += len(people)
        if len(found) > of.size:
            last = found[of.size - 1].worker_id
            return Page(found[: of.size], encode_cursor([str(last)]))
        if len(people) < stretch:
            return Page(found, None)
        if walked >= max(WALK_LIMIT, FILE_STRETCH * of.size):
            return Page(found, encode_cursor([str(people[-1].id)]))
        after = {"after_id": people[-1].id, "after_key": people[-1].name_key}
        stretch = min(2 * stretch, LONGEST_STRETCH)


def _stretch(
    session: Session,
    of: WalkOf,
    after: dict[str, Any],
    stretch: int,
    few: Collection[UUID] | None,
) -> Sequence[Row[Any]]:
    more = of.more if few is None else f"{of.more} AND w.id = ANY(:few)"
    values = {
        "tenant_id": of.tenant_id,
        "prefix": search_key(of.name),
        "stretch": stretch,
        **dict(of.values),
        **after,
    }
    if few is not None:
        values["few"] = list(few)
    return session.execute(text(_STRETCH.format(more=more)), values).all()
