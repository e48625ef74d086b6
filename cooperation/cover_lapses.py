"""What becomes of the people of a chain once an agreement about them ends. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from cooperation.checks.periods import Horizon
from cooperation.cover_gaps import Gap, GapKind, Link, find_gaps
from cooperation.months import Month, months_between


class AftermathKind(StrEnum):
    """What follows the end. ``UNKNOWN``: the months of a programme that matters are not stated.

    ``CONSTRUCTION``: a contract of construction, which has no months to protect further.
    """

    NAKED = "naked"
    CONTINUED = "continued"
    CONSTRUCTION = "construction"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Aftermath:
    """What follows for one chain; ``gaps`` are the months without protection, where naked.

    Those to come alone: ``begun`` are the past and running ones, which nothing can cover any more.
    """

    kind: AftermathKind
    gaps: Sequence[Gap] = ()
    begun: Sequence[Gap] = ()


def look_after(
    links: Sequence[Link],
    carried: Collection[UUID],
    ends_on: date,
    horizon: Horizon,
    *,
    is_whole: bool,
) -> Aftermath:
    """What follows for one chain once an agreement that carries some of it ends.

    Months still covered by what it carries itself come first; the months without protection end
    where the next commitment begins. A plan protects nobody: its months are still to be budgeted.

    Args:
        links: n >= 1, the commitments of the chain whose months are stated.
        carried: the commitments that the agreement carries.
        ends_on: its last day.
        horizon: how far months without protection are looked for.
        is_whole: whether the months of what it carries and of each commitment after it are stated.

    Source:
        A past month cannot be bought (PP 44/2015: membership runs from registration and payment).
    """
    own = [link for link in links if link.commitment_id in carried]
    if own and not any(link.has_months_to_price for link in own):
        return Aftermath(AftermathKind.CONSTRUCTION)
    first = Month.of(ends_on).plus(1)
    while any(link.term.protects(first) for link in own):
        first = first.plus(1)
    committed = [link.term for link in links if link.term.is_committed]
    if first > horizon.last or any(term.protects(first) for term in committed):
        return Aftermath(AftermathKind.CONTINUED)
    if not own or not is_whole:
        return Aftermath(AftermathKind.UNKNOWN)
    later = [
        term.first.plus(-1)
        for term in committed
        if term.first > first and term.protects(term.first)
    ]
    window = months_between(first, min([horizon.last, *later]))
    found = find_gaps(links, window, horizon)
    return Aftermath(
        AftermathKind.NAKED if found else AftermathKind.UNKNOWN,
        [gap for gap in found if gap.kind is not GapKind.PAST],
        [gap for gap in found if gap.kind is GapKind.PAST],
    )
