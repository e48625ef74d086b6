"""From when to when a signed agreement binds, and protects. Pure.

Calendar, bills, notices and scorecard all ask here, so that none of them differs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cooperation.months import Month

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class AgreementTerm:
    """The dates of one signed agreement.

    ``starts_on`` None: from the signature. ``ends_on`` is its last day with all addenda, None where
    it is not known. ``terminated_on`` is the first day it no longer binds, where it ended early.
    """

    signed_on: date
    starts_on: date | None
    ends_on: date | None
    terminated_on: date | None = None
    has_posting_proof: bool = False

    @property
    def last_day(self) -> date | None:
        """The last day on which it binds; None where it is not known."""
        return last_bound_day(self.ends_on, self.terminated_on)

    @property
    def begins_on(self) -> date:
        """Its first day, as agreed."""
        return self.starts_on or self.signed_on

    @property
    def never_bound(self) -> bool:
        """Whether it ended before its first day."""
        return is_never_bound(self.begins_on, self.last_day)

    @property
    def protects_from(self) -> date:
        """Its first day; days before the signature only with proof that BPJS posted them.

        Source:
            Rubric Seimbang 2025.1 indicator A4; practice of BPJS.
        """
        first = self.begins_on
        return first if self.has_posting_proof else max(first, self.signed_on)

    @property
    def free_from(self) -> Month | None:
        """The first whole month that it no longer binds where it ended early; None: it did not."""
        ended = self.terminated_on
        return None if ended is None else Month.of(ended).plus(0 if ended.day == 1 else 1)

    def binds_in(self, month: Month) -> bool:
        """Whether it binds on a day of a month or more, protected or not."""
        last = self.last_day
        first_here = max(self.begins_on, month.first_day)
        return first_here <= (month.last_day if last is None else min(last, month.last_day))

    def protects_on(self, day: date) -> bool:
        """Whether it protects on a day."""
        return (
            self.protects_from <= day
            and (self.ends_on is None or day <= self.ends_on)
            and (self.terminated_on is None or day < self.terminated_on)
        )

    def protects_in(self, month: Month) -> bool:
        """Whether it protects on a day of a month or more."""
        return self.protects_on(min(max(self.protects_from, month.first_day), month.last_day))


def last_bound_day(ends_on: date | None, terminated_on: date | None) -> date | None:
    """The last day on which an agreement binds; None where no end is known.

    Args:
        ends_on: the last day agreed.
        terminated_on: the first day it no longer binds, where it ended early.

    Source:
        An agreement that was ended binds nobody any longer.
    """
    ended = terminated_on - ONE_DAY if terminated_on else None
    return min((day for day in (ends_on, ended) if day is not None), default=None)


def is_never_bound(starts_on: date | None, last_day: date | None) -> bool:
    """Whether an agreement ended before it began; False where either day is not known.

    Args:
        starts_on: the first day agreed.
        last_day: the last on which it binds.

    Source:
        An agreement that was ended binds nobody any longer.
    """
    return starts_on is not None and last_day is not None and last_day < starts_on


def unbound_months(months: Iterable[Month], terms: Sequence[AgreementTerm]) -> frozenset[Month]:
    """Those of some months that lie after an agreement was ended early, until another protects.

    Args:
        months: of a commitment, with all addenda.
        terms: of the signed agreements about it; addenda are in ``ends_on`` of what they change.

    Source:
        An agreement that has ended protects nobody; what was agreed in it.
    """
    ends = [month for one in terms if (month := one.free_from) is not None]
    if not ends:
        return frozenset()
    return frozenset(
        month
        for month in months
        if min(ends) <= month and not any(one.protects_in(month) for one in terms)
    )


def left_months(months: Iterable[Month], others: Sequence[AgreementTerm]) -> tuple[Month, ...]:
    """Those of some months in which none of some other agreements binds.

    Args:
        months: of a commitment.
        others: the terms of the other signed agreements about it.

    Source:
        What one agreement is about, another need not name again.
    """
    return tuple(month for month in months if not any(one.binds_in(month) for one in others))


def carried_months(
    months: Iterable[Month],
    begins_on: date | None,
    last_day: date | None,
    others: Sequence[AgreementTerm],
) -> tuple[Month, ...]:
    """Those months of a commitment that one of several agreements about it carries.

    A month in which two of them bind belongs to the one that began first, so that each month is
    carried, and its contribution told, once.

    Args:
        months: of the commitment.
        begins_on: its first day; None where it states none yet, so that all others come first.
        last_day: the last day on which it binds; None where no end is known.
        others: the terms of the other signed agreements about the commitment, n >= 1.

    Source:
        A contribution is owed once for a month.
    """
    earlier = [one for one in others if begins_on is None or one.begins_on < begins_on]
    return tuple(
        month
        for month in left_months(months, earlier)
        if (begins_on is None or begins_on <= month.last_day)
        and (last_day is None or month.first_day <= last_day)
    )


def days_in_force(terms: Iterable[AgreementTerm], year: int) -> int:
    """Days of a calendar year on which at least one agreement is in force.

    Where the end of one is not known, none of its days counts.

    Args:
        terms: signed agreements; overlapping days count once.
        year: the assessed period, 1 January to 31 December.

    Returns:
        Days, 0..365 or 366.

    Source:
        Rubric Seimbang 2025.1 indicator A4.
    """
    january = date(year, 1, 1)
    calendar = [january + ONE_DAY * offset for offset in range(days_of_year(year))]
    counted = [one for one in terms if one.ends_on is not None]
    return sum(any(term.protects_on(day) for term in counted) for day in calendar)


def days_of_year(year: int) -> int:
    """365 or 366.

    Source:
        Gregorian calendar.
    """
    return (date(year, 12, 31) - date(year, 1, 1)).days + 1
