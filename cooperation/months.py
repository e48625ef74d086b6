"""Calendar months: contributions are owed by the month, so everything here counts in months."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple, Self

MONTHS_A_YEAR = 12

_ISO = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_EARLIEST_YEAR = 1900


class _YearAndNumber(NamedTuple):
    year: int
    number: int


class Month(_YearAndNumber):
    """One calendar month. ``year`` is 1900 or later, ``number`` 1..12.

    A tuple, since a page of calendar compares and looks up months many thousand times.

    Raises:
        ValueError: there is no such month.
    """

    __slots__ = ()

    def __new__(cls, year: int, number: int) -> Self:
        """Make one, if there is one."""
        if not (1 <= number <= MONTHS_A_YEAR and _EARLIEST_YEAR <= year <= date.max.year):
            msg = "no such month"
            raise ValueError(msg)
        return super().__new__(cls, year, number)

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month a day lies in.

        Raises:
            ValueError: the day lies before 1900; no day that is kept does.

        Source:
            Gregorian calendar.
        """
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read ``2025-03``.

        Raises:
            ValueError: the text is not a month in this form.

        Source:
            ISO 8601.
        """
        found = _ISO.fullmatch(text)
        if found is None:
            msg = "a month is written YYYY-MM"
            raise ValueError(msg)
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first_day(self) -> date:
        """The month's first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The month's last day."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def plus(self, months: int) -> "Month":
        """The month this many months later; earlier when negative.

        Raises:
            ValueError: there is no such month, before 1900 or after 9999.
        """
        serial = self.year * MONTHS_A_YEAR + self.number - 1 + months
        return Month(serial // MONTHS_A_YEAR, serial % MONTHS_A_YEAR + 1)

    def until(self, later: "Month") -> int:
        """Months from this one to a later one: 0 for the same month, negative for an earlier."""
        return (later.year - self.year) * MONTHS_A_YEAR + later.number - self.number


@lru_cache(maxsize=1024)
def months_from(first: Month, count: int) -> tuple[Month, ...]:
    """``count`` months in order, beginning with ``first``; none when ``count`` is 0 or less.

    Source:
        Gregorian calendar.
    """
    return tuple(first.plus(offset) for offset in range(count))


def months_between(first: Month, last: Month) -> tuple[Month, ...]:
    """All months from first to last, both included; none when ``last`` is earlier.

    Source:
        Gregorian calendar.
    """
    return months_from(first, first.until(last) + 1)


def months_of_year(year: int) -> tuple[Month, ...]:
    """January to December.

    Source:
        Gregorian calendar.
    """
    return months_from(Month(year, 1), MONTHS_A_YEAR)


def runs(months: Iterable[Month]) -> tuple[tuple[Month, Month], ...]:
    """Unbroken runs of ascending months, each as its first and last month.

    Source:
        Gregorian calendar.
    """
    found: list[tuple[Month, Month]] = []
    for month in months:
        if found and found[-1][1].plus(1) == month:
            found[-1] = (found[-1][0], month)
        else:
            found.append((month, month))
    return tuple(found)
