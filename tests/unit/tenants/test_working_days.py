"""Working days by the national calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.working_days import (
    is_working_day,
    is_year_decreed,
    working_day_on_or_before,
    working_days_after,
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 12, 23), True),
        (date(2026, 12, 24), False),  # joint leave
        (date(2026, 12, 25), False),
        (date(2026, 12, 26), False),  # Saturday
        (date(2026, 12, 28), True),
        (date(2026, 3, 20), False),  # joint leave before Idul Fitri
        (date(2026, 8, 17), False),
        (date(2027, 2, 5), False),  # joint leave of the year after
    ],
)
def test_days_off_are_weekends_holidays_and_joint_leave(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_day_off_is_moved_to_the_working_day_before_the_whole_leave() -> None:
    assert working_day_on_or_before(date(2026, 3, 24)) == date(2026, 3, 17)


def test_working_day_stays_where_it_is() -> None:
    assert working_day_on_or_before(date(2026, 12, 1)) == date(2026, 12, 1)


def test_years_of_which_no_joint_leave_is_decreed_are_told_apart() -> None:
    assert is_year_decreed(2026)
    assert not is_year_decreed(2040)


@given(st.dates(date(2010, 1, 1), date(2040, 12, 31)))
def test_working_day_found_is_one_and_none_lies_between(day: date) -> None:
    found = working_day_on_or_before(day)

    assert is_working_day(found)
    assert found <= day
    between = [found + timedelta(days=n) for n in range(1, (day - found).days + 1)]
    assert not any(is_working_day(one) for one in between)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 22), 0),  # Friday to Sunday
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 12, 23), date(2026, 12, 28), 1),  # over Christmas and its joint leave
        (date(2026, 11, 23), date(2026, 11, 20), 0),
    ],
)
def test_working_days_count_from_the_day_after_up_to_the_last(
    first: date, last: date, days: int
) -> None:
    assert working_days_after(first, last) == days
