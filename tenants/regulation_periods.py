"""The dates of a regulation, since when it binds, and whether it is recent. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tenants.regulation_types import RegulationStatus

RECENT_YEARS = 5


@dataclass(frozen=True)
class RegulationDates:
    """The dates of one regulation as far as they are known.

    ``year`` is the year of its number. ``ended_on`` is the first day it no longer binds.
    """

    status: RegulationStatus
    year: int
    enacted_on: date | None = None
    promulgated_on: date | None = None
    effective_on: date | None = None
    ended_on: date | None = None


def binding_from(dates: RegulationDates) -> date | None:
    """First day the regulation binds, or None when no date is known.

    The stated day of effect wins, then promulgation, then enactment.

    Source:
        UU 12/2011 article 87: a regulation takes effect when promulgated unless it says otherwise.
    """
    return dates.effective_on or dates.promulgated_on or dates.enacted_on


def issued_on(dates: RegulationDates) -> date | None:
    """The day it was issued: enacted, or promulgated where only that is known."""
    return dates.enacted_on or dates.promulgated_on


def is_retroactive(dates: RegulationDates) -> bool:
    """Whether it is stated to bind from a day before it was promulgated, or enacted.

    Source:
        UU 12/2011 Lampiran II: retroactive effect is exceptional and has to stand in the text.
    """
    known = dates.promulgated_on or dates.enacted_on
    return known is not None and dates.effective_on is not None and dates.effective_on < known


def is_recent(
    dates: RegulationDates, amendments: Sequence[RegulationDates], year: int
) -> bool | None:
    """Whether it was issued or amended within five years before 31 December of a year.

    Args:
        dates: the regulation itself.
        amendments: the regulations that amend it; drafts among them do not count.
        year: the assessed year.

    Returns:
        None when the answer hangs on a date that is not known.

    Source:
        Rubric Seimbang 2025.1, indicator A3: issued or amended within five years.
    """
    entries = [one for one in (dates, *amendments) if one.status is not RegulationStatus.DRAFT]
    answers = {_issued_recently(entry, year) for entry in entries}
    if True in answers:
        return True
    return None if None in answers else False


def _issued_recently(dates: RegulationDates, year: int) -> bool | None:
    first_day, last_day = date(year - RECENT_YEARS, 12, 31), date(year, 12, 31)
    issued = issued_on(dates)
    if issued is not None:
        return first_day <= issued <= last_day
    if dates.year == first_day.year:
        return None
    return first_day.year < dates.year <= year
