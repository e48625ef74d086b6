"""Months of cover as bits, twelve a year, so that no worker-month is ever held twice. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cooperation.kinds import Programme
from cooperation.months import Month, months_between

FULL_YEAR = 0b1111_1111_1111
PLACES = {programme.value: 12 * at for at, programme in enumerate(Programme)}
"""How far the twelve bits of each insurance programme stand to the left in a held year. A stored
year is read by it: new programmes are added behind, and none changes its place."""
EVERY_PLACE = sum(1 << place for place in PLACES.values())
"""January in every insurance programme; shifted by n, the month n later."""
_CASES = " ".join(f"WHEN '{programme}' THEN {place}" for programme, place in PLACES.items())
PLACE_SQL = f"(CASE p.programme {_CASES} END)"
"""SQL: the place of ``p.programme``."""
HOLDS_MONTHS_SQL = "(c.status = ANY(:occupying) OR c.keeps_months)"
"""SQL: whether cover ``c`` holds its months; one who left a programme keeps those before."""


@dataclass(frozen=True, order=True)
class YearMonths:
    """Some months of one year: bit 0 is January, bit 11 December."""

    year: int
    mask: int


@dataclass(frozen=True, order=True)
class HeldYear:
    """Months of one year, for each insurance programme twelve bits at its place."""

    year: int
    held: int

    @property
    def months(self) -> YearMonths:
        """The months held in any programme."""
        mask = 0
        for place in PLACES.values():
            mask |= self.held >> place & FULL_YEAR
        return YearMonths(self.year, mask)


def masks_of(first: Month, last: Month) -> tuple[YearMonths, ...]:
    """The months from first to last, both included, year by year; none when ``last`` is earlier.

    Source:
        A worker-month is paid at most once per segment and programme.
    """
    years: dict[int, int] = {}
    for month in months_between(first, last):
        years[month.year] = years.get(month.year, 0) | 1 << (month.number - 1)
    return tuple(YearMonths(year, mask) for year, mask in sorted(years.items()))


def held_years(masks: Iterable[YearMonths], insurances: Sequence[str]) -> tuple[HeldYear, ...]:
    """What cover of some months holds in each of its insurance programmes, year by year.

    Source:
        A worker-month is paid at most once per segment and programme.
    """
    places = sum(1 << PLACES[insurance] for insurance in set(insurances))
    return tuple(HeldYear(months.year, months.mask * places) for months in masks)


def held_values(held: Sequence[HeldYear]) -> dict[str, list[int]]:
    """What SQL is asked with: two arrays, which ``unnest`` pairs again.

    Source:
        A worker-month is paid at most once per segment and programme.
    """
    return {"years": [one.year for one in held], "held": [one.held for one in held]}


def months_of(years: Iterable[YearMonths]) -> tuple[Month, ...]:
    """The months behind some masks, ascending.

    Source:
        A worker-month is paid at most once per segment and programme.
    """
    return tuple(
        Month(held.year, number)
        for held in sorted(years)
        for number in range(1, 13)
        if held.mask & 1 << (number - 1)
    )
