"""Why BPJS has posted other people of a month than the programme has: place by place. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enrollment.reconciliation import (
    Cause,
    CauseKind,
    Place,
    Standing,
    by_urgency,
    cause_of,
    kind_of,
)


@dataclass(frozen=True)
class Explanation:
    """The difference between programme and postings of one month, cause by cause.

    ``lines`` sum to ``planned`` less ``posted``; a cause of more postings than places is negative
    there. ``others`` are people whose month differs without moving this difference, as one who has
    a place and is posted but not paid, or who left and is still on a list. Nobody stands in both:
    whoever is posted without a place is in the lines, paid or not.
    """

    planned: int
    posted: int
    lines: Sequence[tuple[Cause, int]]
    others: Sequence[tuple[Cause, int]]

    @property
    def difference(self) -> int:
        """Places of the programme that BPJS has not posted; negative where it posted more."""
        return self.planned - self.posted

    @property
    def unexplained(self) -> Sequence[tuple[Cause, int]]:
        """What of both nobody has explained."""
        return [
            (cause, people)
            for cause, people in (*self.lines, *self.others)
            if kind_of(cause) is CauseKind.UNEXPLAINED
        ]


def explain(planned: int, counts: Mapping[Standing, int], vacated: int) -> Explanation:
    """Every place of a month that is not posted, by the cause that keeps it back.

    A place that nobody is determined for waits for a replacement where somebody left it; the others
    belong to whoever is proposed, and what is left of the quota was never determined.

    Args:
        planned: people that the programme has in the month, with all addenda.
        counts: who of it stands where.
        vacated: places of people who left the programme that nobody has taken over.

    Source:
        Names in the list = commitment = active; every difference carries a cause, among them a
        place that waits for a replacement: practice of rekonsiliasi.
    """
    lines: Counter[Cause] = Counter()
    others: Counter[Cause] = Counter()
    determined = sum(people for one, people in counts.items() if one.place is Place.DETERMINED)
    outside = 0
    for standing, people in counts.items():
        is_placed = standing.place is Place.DETERMINED
        if standing.is_posted and not is_placed:
            outside += people
            continue
        cause = cause_of(standing)
        if cause is not None:
            (lines if is_placed and not standing.is_posted else others)[cause] += people
    free = max(planned - determined, 0)
    waiting = min(free, vacated)
    proposed = min(free - waiting, others[Cause.NOT_DETERMINED])
    others[Cause.NOT_DETERMINED] -= proposed
    lines[Cause.NOT_DETERMINED] += proposed
    lines[Cause.AWAITING_REPLACEMENT] += waiting
    lines[Cause.QUOTA_OPEN] += free - proposed - waiting
    lines[Cause.OVER_QUOTA] += min(planned - determined, 0)
    lines[Cause.POSTED_OUTSIDE] -= outside
    posted = sum(people for one, people in counts.items() if one.is_posted)
    return Explanation(planned, posted, by_urgency(lines), by_urgency(others))
