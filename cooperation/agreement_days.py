"""On how many days of a year an agreement is in force. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class AgreementTerm:
    """The dates of one signed agreement.

    ``starts_on`` None: from the signature. ``ends_on`` None: the end is not known, and nothing is
    counted. ``terminated_on`` is the first day it no longer binds.
    """

    signed_on: date
    starts_on: date | None
    ends_on: date | None
    terminated_on: date | None = None
    has_posting_proof: bool = False


def last_day_of(agreed_until: date | None, terminated_on: date | None) -> date | None:
    """The last day on which an agreement binds, also where it was ended early.

    Args:
        agreed_until: last day of its term, with all signed addenda; None is not stated.
        terminated_on: the first day it no longer binds; None: it was not ended early.

    Returns:
        The day, which lies before its first where it never bound; None where nothing ends it.

    Source:
        The term agreed in the agreement itself, its addenda and the letter that ended it.
    """
    ended = terminated_on - ONE_DAY if terminated_on else None
    return min((day for day in (agreed_until, ended) if day is not None), default=None)


def days_in_force(terms: Iterable[AgreementTerm], year: int) -> int:
    """Days of a calendar year on which at least one agreement is in force.

    Days before a signature count only with proof that BPJS posted their contributions.

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
    counted = list(terms)
    return sum(any(_is_in_force(term, day) for term in counted) for day in calendar)


def days_of_year(year: int) -> int:
    """365 or 366.

    Source:
        Gregorian calendar.
    """
    return (date(year, 12, 31) - date(year, 1, 1)).days + 1


def _is_in_force(term: AgreementTerm, day: date) -> bool:
    if term.ends_on is None or day > term.ends_on:
        return False
    if term.terminated_on is not None and day >= term.terminated_on:
        return False
    if day < term.signed_on and not term.has_posting_proof:
        return False
    return day >= (term.starts_on or term.signed_on)
