"""When the end of an agreement is told: 90, 30, 7 and 1 days before, and once it has come. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cooperation.cover_gaps import GapKind, PricedGap
from cooperation.months import Month, runs
from tenants.working_days import working_day_on_or_before

THRESHOLD_DAYS = (90, 30, 7, 1)
"""Days before the last day on which its end is told."""
STILL_NEWS_DAYS = 30
"""An end that lies further back is told to nobody any more."""


@dataclass(frozen=True)
class Uncovered:
    """Months after an end in which nobody is protected, up to the planning horizon; whole rupiah.

    ``need_idr`` is what those cost that a budget can still pay, ``budgeted_idr`` those that are in
    one and want an agreement, ``begun_idr`` those that are past or running, ``unpayable_idr`` all
    others. ``unpayable_months`` and ``begun_months`` are ascending.
    """

    first: Month
    last: Month
    month_count: int
    people_count: int
    need_idr: int
    unpayable_idr: int = 0
    budgeted_idr: int = 0
    unpayable_months: tuple[Month, ...] = ()
    begun_idr: int = 0
    begun_months: tuple[Month, ...] = ()
    is_at_least: bool = False
    """Whether there may be more people, because they are of several programmes."""

    @property
    def total_idr(self) -> int:
        """What all of them cost."""
        return self.need_idr + self.unpayable_idr + self.budgeted_idr + self.begun_idr

    @property
    def unpayable_run(self) -> tuple[Month, Month] | None:
        """First and last month that no budget can pay any more; None unless all between are."""
        return _only_run(self.unpayable_months)

    @property
    def begun_run(self) -> tuple[Month, Month] | None:
        """First and last month that is past or running; None unless all between are."""
        return _only_run(self.begun_months)


def uncovered_by(gaps: Sequence[PricedGap], *, is_at_least: bool) -> Uncovered | None:
    """Gaps after an end as one piece of news; None where none of them tells people and a price.

    A month counts once, people are the largest number. Months of a plan belong to the need, as on
    the cover calendar.

    Args:
        gaps: begun, or to come and parted as ``cover_outlook`` does.
        is_at_least: whether they are of several programmes.

    Source:
        People x months x tariff.
    """
    told = [one for one in gaps if one.amount_idr is not None]
    if not told:
        return None
    months = _months_of(told, set(GapKind))
    total, unpayable, budgeted, begun = (
        sum(one.amount_idr or 0 for one in told if one.gap.kind in kinds)
        for kinds in (set(GapKind), {GapKind.UNPAYABLE}, {GapKind.UNBOUND}, {GapKind.PAST})
    )
    return Uncovered(
        first=months[0],
        last=months[-1],
        month_count=len(months),
        people_count=max(one.gap.people_count or 0 for one in told),
        need_idr=total - unpayable - budgeted - begun,
        unpayable_idr=unpayable,
        budgeted_idr=budgeted,
        unpayable_months=_months_of(told, {GapKind.UNPAYABLE}),
        begun_idr=begun,
        begun_months=_months_of(told, {GapKind.PAST}),
        is_at_least=is_at_least or len(told) < len(gaps),
    )


def reached_threshold(ends_on: date, today: date) -> int | None:
    """The nearest threshold that has come; None before the first and after the last day.

    A threshold on a day off comes with the working day before it. Those that were missed meanwhile
    are not made up for: the nearest says all they would have.

    Args:
        ends_on: the last day.
        today: the day in the regency's time zone.

    Returns:
        one of ``THRESHOLD_DAYS``.

    Source:
        Practice of offices: reminders at 90, 30, 7 and 1 days; product brief.
    """
    if today > ends_on:
        return None
    return min(
        (
            days
            for days in THRESHOLD_DAYS
            if working_day_on_or_before(ends_on - timedelta(days=days)) <= today
        ),
        default=None,
    )


def has_just_ended(ends_on: date, today: date) -> bool:
    """Whether the last day has passed, and not so long ago that nobody needs telling.

    Source:
        The term agreed in the agreement itself.
    """
    return timedelta(0) < today - ends_on <= timedelta(days=STILL_NEWS_DAYS)


def _months_of(gaps: Iterable[PricedGap], kinds: Collection[GapKind]) -> tuple[Month, ...]:
    months = {month for one in gaps if one.gap.kind in kinds for month in one.gap.months}
    return tuple(sorted(months))


def _only_run(months: Sequence[Month]) -> tuple[Month, Month] | None:
    found = runs(months)
    return found[0] if len(found) == 1 else None
