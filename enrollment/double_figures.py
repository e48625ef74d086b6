"""Which number of doubles across regencies a regency may be told, and when it may change. Pure.

A regency chooses whom it records, so each answer is an answer to a question it can put. Numbers
that speak of few people are therefore hidden, a number moves in large steps only, and it is told
anew seldom: adding or removing one person and looking again tells nothing about that person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tenants.kernel.errors import N_

SMALLEST_GROUP = 5
TOLD_AGAIN_AFTER = timedelta(days=28)


class DoubleDecision(StrEnum):
    """What the BPJS office decides about one side of a case."""

    PENDING = "pending"
    KEPT = "kept"
    STOPPED = "stopped"
    CLEARED = "cleared"


DECISION_LABELS: Mapping[DoubleDecision, str] = {
    DoubleDecision.PENDING: N_("menunggu keputusan"),
    DoubleDecision.KEPT: N_("tetap dibayar di sini"),
    DoubleDecision.STOPPED: N_("dihentikan di sini"),
    DoubleDecision.CLEARED: N_("bukan ganda"),
}


@dataclass(frozen=True)
class Told:
    """What a regency was last told.

    Attributes:
        people: The number; None where it is hidden.
        counted: How many there were when it was told; nobody is told this.
        at: When.
    """

    people: int | None
    counted: int
    at: datetime


def tell(
    before: Told | None,
    *,
    doubles: int,
    people: int,
    now: datetime,
    smallest: int = SMALLEST_GROUP,
) -> Told | None:
    """What a regency is told from now on; None where what it was told stays.

    Args:
        before: what it was told last, if anything.
        doubles: people who are recorded elsewhere as well.
        people: all people among whom they were looked for.
        now: the present moment.
        smallest: the smallest group that may be spoken of, and the smallest step.

    Source:
        Cells under five are hidden, and so is what would give them away by subtraction; queries
        have a budget.
    """
    if before is not None:
        is_early = now - before.at < TOLD_AGAIN_AFTER
        if is_early or abs(doubles - before.counted) < smallest:
            return None
    return Told(shown_count(doubles, people, smallest), doubles, now)


def shown_count(doubles: int, people: int, smallest: int = SMALLEST_GROUP) -> int | None:
    """The number, unless it or the number of all others is small enough to point at people.

    Source:
        Cells under five are hidden, and so is what would give them away by subtraction.
    """
    others = people - doubles
    return doubles if doubles >= smallest and others >= smallest else None
