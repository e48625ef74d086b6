"""Protection that lapses soon in one regency, and what the months after it would cost."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.checks.periods import planning_horizon
from cooperation.commitment_states import CommitmentStatus
from cooperation.cover_gaps import Gap
from cooperation.cover_lapses import Aftermath, AftermathKind, look_after
from cooperation.cover_outlook import part_gaps
from cooperation.models.commitments import Commitment
from cooperation.queries.cover_calendar import (
    CalendarChain,
    CalendarFilter,
    list_calendar_chains,
)
from cooperation.queries.review_counts import EndingAgreement, list_ending_agreements
from cooperation.tariff_files import current_tariffs

_GRAVEST_FIRST = (
    AftermathKind.UNKNOWN,
    AftermathKind.NAKED,
    AftermathKind.CONTINUED,
    AftermathKind.CONSTRUCTION,
)


@dataclass(frozen=True)
class Lapse:
    """An agreement that ends soon, and what follows for each chain whose people it protects.

    An umbrella agreement protects nobody by itself, so nothing follows. ``gaps`` are the coming
    months that nothing covers yet after it, those that no budget can pay any more apart;
    ``titles`` names the programmes they are of.
    """

    ending: EndingAgreement
    aftermaths: Sequence[Aftermath]
    gaps: Sequence[Gap] = ()
    titles: Mapping[UUID, str] = field(default_factory=dict)

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
    titles = {one.id: one.title for chain in chains for one in chain.commitments}
    return [_lapse(one, chains, titles, today) for one in ending]


def _lapse(
    ending: EndingAgreement,
    chains: Sequence[CalendarChain],
    titles: Mapping[UUID, str],
    today: date,
) -> Lapse:
    aftermaths = list_aftermaths(ending.carried, ending.ends_on, chains, today)
    empty = [gap for one in aftermaths for gap in one.gaps]
    gaps = part_gaps(current_tariffs(), empty, today)
    return Lapse(
        ending,
        aftermaths,
        gaps,
        {one.of.commitment_id: titles[one.of.commitment_id] for one in gaps},
    )


def list_aftermaths(
    programmes: Sequence[Commitment], ends_on: date, chains: Sequence[CalendarChain], today: date
) -> list[Aftermath]:
    """What follows for each chain of which an agreement carries programmes, once it ends.

    Those that were given up are left out; those whose months are not stated are unknown together.

    Args:
        programmes: what the agreement carries.
        ends_on: its last day.
        chains: all chains of the regency.
        today: its day.
    """
    left = {one.id for one in programmes if one.status != CommitmentStatus.CANCELLED}
    found = []
    for chain in chains:
        carried = left & {one.id for one in chain.commitments}
        if carried:
            left -= carried
            found.append(
                look_after(
                    chain.links,
                    carried,
                    ends_on,
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
