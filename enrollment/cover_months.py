"""Months of cover as twelve bits a year, so that no worker-month is ever held twice. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from cooperation.months import Month, months_between

FULL_YEAR = 0b1111_1111_1111


@dataclass(frozen=True, order=True)
class YearMonths:
    """Some months of one year: bit 0 is January, bit 11 December."""

    year: int
    mask: int


def masks_of(first: Month, last: Month) -> tuple[YearMonths, ...]:
    """The months from first to last, both included, year by year; none when ``last`` is earlier.

    Source:
        A worker-month is paid at most once per segment and programme.
    """
    years: dict[int, int] = {}
    for month in months_between(first, last):
        years[month.year] = years.get(month.year, 0) | 1 << (month.number - 1)
    return tuple(YearMonths(year, mask) for year, mask in sorted(years.items()))


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
