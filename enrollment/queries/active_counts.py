"""How many people of a regency have a month posted, by scope; from the kept counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from enrollment.kinds import StatementSegment
from enrollment.models.postings import ActiveCount

SHOWN_MONTHS = 6


@dataclass(frozen=True)
class ActivePeople:
    """Who is active by the lists kept here: by month, scope, and whether they are invented."""

    counts: Mapping[tuple[date, str, bool], int]

    def of(
        self,
        day: date,
        segment: StatementSegment,
        *,
        includes_jakon: bool,
        is_synthetic: bool,
    ) -> int:
        """People of a segment with the month of a day posted; 0 where none is known."""
        scope = scope_of(segment, includes_jakon=includes_jakon)
        return self.counts.get((day.replace(day=1), scope, is_synthetic), 0)


@dataclass(frozen=True)
class ActiveMonth:
    """The kept counts of one month by scope, of real or of invented people."""

    month_on: date
    is_synthetic: bool
    people: Mapping[str, int]


def scope_of(segment: StatementSegment, *, includes_jakon: bool) -> str:
    """Whom a statement of a segment counts."""
    if segment is StatementSegment.ALL and not includes_jakon:
        return "all_but_jakon"
    return segment.value


def read_active(session: Session, *, tenant_id: int) -> ActivePeople:
    """Every kept count of a regency: a handful of rows a month."""
    rows = session.scalars(select(ActiveCount).where(ActiveCount.tenant_id == tenant_id))
    return ActivePeople(
        {(row.month_on, row.scope, row.is_synthetic): row.people_count for row in rows}
    )


def latest_active(active: ActivePeople) -> Sequence[ActiveMonth]:
    """The latest months of kept counts, newest first; of one month real people first."""
    months = sorted({(day, is_synthetic) for day, _scope, is_synthetic in active.counts})
    newest = sorted({day for day, _is_synthetic in months})[-SHOWN_MONTHS:]
    return [
        ActiveMonth(
            day,
            is_synthetic,
            {
                scope: people
                for (month_on, scope, of_synthetic), people in active.counts.items()
                if (month_on, of_synthetic) == (day, is_synthetic)
            },
        )
        for day in reversed(newest)
        for is_synthetic in (False, True)
        if (day, is_synthetic) in months
    ]
