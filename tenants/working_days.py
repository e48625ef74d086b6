"""Working days of public offices in Indonesia, by the national calendar. Pure.

Holidays come from the package ``holidays``, which follows the joint decree of three ministers of
each year (SKB 3 Menteri), joint leave (cuti bersama) included. Of a year whose decree it does not
hold yet, feasts by the moon are estimated and joint leave is missing: a day may be taken for a
working day then that will be none, and what is told is told a few days later at most.
"""

from datetime import date, timedelta
from functools import cache

from holidays import country_holidays
from holidays.constants import GOVERNMENT, PUBLIC

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Whether public offices work: Monday to Friday, no holiday and no joint leave.

    Source:
        SKB 3 Menteri of the year; five-day week (Perpres 21/2023).
    """
    return day.weekday() < _SATURDAY and day not in _days_off(day.year)


def working_day_on_or_before(day: date) -> date:
    """The day itself, or the last working day before it.

    Source:
        What is due on a day off must be known before it.
    """
    while not is_working_day(day):
        day -= _ONE_DAY
    return day


def working_day_on_or_after(day: date) -> date:
    """The day itself, or the first working day after it.

    Source:
        What falls due on a day off can be paid on the next day on which treasury and bank work.
    """
    while not is_working_day(day):
        day += _ONE_DAY
    return day


def working_days_after(first: date, last: date) -> int:
    """Working days after one day up to another, which counts; 0 where it does not come later.

    Source:
        What comes in on a day is answered from the next working day on.
    """
    return sum(
        is_working_day(first + _ONE_DAY * number) for number in range(1, (last - first).days + 1)
    )


def is_year_decreed(year: int) -> bool:
    """Whether the joint leave of a year is known, and with it the calendar as decreed.

    Source:
        Joint leave exists by decree alone.
    """
    return bool(_holidays(year, GOVERNMENT))


@cache
def _days_off(year: int) -> frozenset[date]:
    return _holidays(year, PUBLIC) | _holidays(year, GOVERNMENT)


@cache
def _holidays(year: int, category: str) -> frozenset[date]:
    return frozenset(country_holidays("ID", years=year, categories=(category,)))
