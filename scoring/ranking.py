"""Places in a ranking: ties are ties, and nobody need read five hundred rows. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

NEIGHBOUR_COUNT = 5
TOP_COUNT = 3
UNRANKED_PROVINCES = frozenset({"31"})


@dataclass(frozen=True)
class Rank:
    """A place from 1; ``is_tied`` says that others hold the same one."""

    place: int
    is_tied: bool


@dataclass(frozen=True)
class RankBand:
    """The best and the worst place over several ways of weighing, from 1."""

    best: int
    worst: int


def ranks(scores: Sequence[Decimal]) -> tuple[Rank, ...]:
    """The place of each score, the highest first; equal scores share the best place among them.

    Args:
        scores: points, shape (n,), in any order.

    Returns:
        Shape (n,), in the order of the scores; after a tie of two the next place is two further.

    Source:
        Standard competition ranking ("1224").
    """
    ordered = sorted(scores)
    return tuple(
        Rank(
            place=len(ordered) - bisect_right(ordered, score) + 1,
            is_tied=bisect_right(ordered, score) - bisect_left(ordered, score) > 1,
        )
        for score in scores
    )


def band(places: Sequence[Rank]) -> RankBand:
    """The band over the places one regency takes under several profiles.

    Args:
        places: one per profile, n >= 1.

    Source:
        The weights of the award are not public; a place is shown with its range over the
        profiles of the rubric.
    """
    numbers = [rank.place for rank in places]
    return RankBand(min(numbers), max(numbers))


def excerpt(total: int, chosen: int | None) -> tuple[range, ...]:
    """Which rows of a ranking to show: the top, and five above and below the chosen one.

    Args:
        total: rows, >= 0.
        chosen: index of the chosen row from 0; None shows the top and its neighbours only.

    Returns:
        Ranges of indices, ascending and apart; rows between them are left out.

    Source:
        None; a rule of this page.
    """
    middle = 0 if chosen is None else chosen
    first = max(0, middle - NEIGHBOUR_COUNT)
    last = min(total, middle + NEIGHBOUR_COUNT + 1)
    top = min(total, TOP_COUNT)
    if first <= top:
        return (range(max(top, last)),) if total else ()
    return (range(top), range(first, last))


def is_ranked(province_code: str) -> bool:
    """Whether regencies of a province take part in rankings.

    The six administrative units of DKI Jakarta have no regulation, budget or elected head of
    their own.

    Args:
        province_code: of the Kemendagri list, such as ``35``.

    Source:
        UU 29/2007 articles 7 and 19 (administrative cities and regency under the governor).
    """
    return province_code not in UNRANKED_PROVINCES
