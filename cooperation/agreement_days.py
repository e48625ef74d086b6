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
    days: set[date] = set()
    for term in terms:
        first, last = _counted(term)
        first, last = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        days.update(first + ONE_DAY * offset for offset in range((last - first).days + 1))
    return len(days)


def days_of_year(year: int) -> int:
    """365 or 366.

    Source:
        Gregorian calendar.
    """
    return (date(year, 12, 31) - date(year, 1, 1)).days + 1


def _counted(term: AgreementTerm) -> tuple[date, date]:
    first = term.starts_on or term.signed_on
    if not term.has_posting_proof:
        first = max(first, term.signed_on)
    if term.ends_on is None:
        return first, first - ONE_DAY
    last = term.ends_on
    if term.terminated_on is not None:
        last = min(last, term.terminated_on - ONE_DAY)
    return first, last
