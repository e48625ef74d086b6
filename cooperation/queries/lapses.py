"""Protection that lapses soon in one regency, and what the months after it would cost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.checks.periods import planning_horizon
from cooperation.commitment_states import CommitmentStatus
from cooperation.cover_gaps import Gap
from cooperation.cover_lapses import Aftermath, AftermathKind, look_after
from cooperation.queries.cover_calendar import (
    CalendarChain,
    CalendarFilter,
    list_calendar_chains,
)
from cooperation.queries.review_counts import EndingAgreement, list_ending_agreements

_GRAVEST_FIRST = (
    AftermathKind.UNKNOWN,
    AftermathKind.NAKED,
    AftermathKind.CONTINUED,
    AftermathKind.CONSTRUCTION,
)


@dataclass(frozen=True)
class Lapse:
    """An agreement that ends soon, and what follows for each chain whose people it protects.

    An umbrella agreement protects nobody by itself, so nothing follows.
    """

    ending: EndingAgreement
    aftermaths: Sequence[Aftermath]

    @property
    def gaps(self) -> Sequence[Gap]:
        """The coming months that nothing covers yet after it."""
        return [gap for one in self.aftermaths for gap in one.gaps]

    @property
    def kind(self) -> AftermathKind | None:
        """What follows on the whole; unknown as soon as it is for one chain."""
        found = {one.kind for one in self.aftermaths}
        return next((kind for kind in _GRAVEST_FIRST if kind in found), None)


def list_lapses(session: Session, *, tenant_id: int, today: date) -> list[Lapse]:
    """What lapses within 90 days, the nearest first; three queries where nothing does, else six.

    Months to come are looked for up to December of next year. An umbrella agreement has none.

    Args:
        session: role branch or regency, bound to the regency.
        tenant_id: the regency.
        today: its day.
    """
    ending = list_ending_agreements(session, tenant_id=tenant_id, today=today)
    if not any(one.carried for one in ending):
        return [Lapse(one, ()) for one in ending]
    chains = list_calendar_chains(
        session, tenant_id=tenant_id, narrowed=CalendarFilter(), departments=()
    )
    return [Lapse(one, _aftermaths(one, chains, today)) for one in ending]


def _aftermaths(
    ending: EndingAgreement, chains: Sequence[CalendarChain], today: date
) -> list[Aftermath]:
    left = {one.id for one in ending.carried if one.status != CommitmentStatus.CANCELLED}
    found = []
    for chain in chains:
        carried = left & {one.id for one in chain.commitments}
        if carried:
            left -= carried
            found.append(
                look_after(
                    chain.links,
                    carried,
                    ending.ends_on,
                    planning_horizon(today),
                    is_whole=_is_whole(chain, carried),
                )
            )
    return [*found, *([Aftermath(AftermathKind.UNKNOWN)] if left else [])]


def _is_whole(chain: CalendarChain, carried: Collection[UUID]) -> bool:
    """Whether the months of what is carried, and of all committed after it, are stated."""
    stated = {entry.commitment.id for entry in chain.entries}
    ids = [one.id for one in chain.commitments]
    later = chain.commitments[max(ids.index(one) for one in carried) + 1 :]
    asked = {*carried, *(one.id for one in later if one.status == CommitmentStatus.COMMITTED)}
    return asked <= stated
