"""Protection that lapses soon in one regency, and what the months after it would cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.checks.periods import planning_horizon
from cooperation.cover_gaps import Gap, GapKind, find_gaps
from cooperation.months import Month, months_between
from cooperation.queries.cover_calendar import CalendarFilter, list_calendar_chains
from cooperation.queries.review_counts import EndingAgreement, list_ending_agreements


@dataclass(frozen=True)
class Lapse:
    """An agreement that ends soon, and the coming months that nothing covers yet after it."""

    ending: EndingAgreement
    gaps: Sequence[Gap]


def list_lapses(session: Session, *, tenant_id: int, today: date) -> list[Lapse]:
    """What lapses within 90 days, the nearest first; three queries where nothing does, else six.

    Months to come are looked for up to December of next year. An umbrella agreement has none.

    Args:
        session: role branch or regency, bound to the regency.
        tenant_id: the regency.
        today: its day.
    """
    ending = list_ending_agreements(session, tenant_id=tenant_id, today=today)
    has_programmes = any(one.carried for one in ending)
    gaps = _coming_gaps(session, tenant_id, today) if has_programmes else {}
    return [
        Lapse(one, [gap for of in one.carried for gap in gaps.get(of.id, ())]) for one in ending
    ]


def _coming_gaps(session: Session, tenant_id: int, today: date) -> dict[UUID, list[Gap]]:
    """Coming months that nothing covers, by the commitment whose people they are of."""
    horizon = planning_horizon(today)
    window = months_between(Month.of(today), horizon.last)
    chains = list_calendar_chains(
        session, tenant_id=tenant_id, narrowed=CalendarFilter(), departments=()
    )
    found: dict[UUID, list[Gap]] = {}
    for chain in chains:
        for gap in find_gaps(chain.links, window, horizon):
            if gap.kind is not GapKind.PAST:
                found.setdefault(gap.of.commitment_id, []).append(gap)
    return found
