"""Assessed periods."""

from datetime import date

import pytest

from scoring.cycle import Period, active_period, selectable_periods


def test_active_period_in_2026_is_the_year_2025_for_the_award_of_2026() -> None:
    period = active_period(date(2026, 11, 20))

    assert (period.first_on, period.last_on) == (date(2025, 1, 1), date(2025, 12, 31))
    assert period.award_year == 2026


def test_selectable_periods_are_the_assessed_and_the_running_year() -> None:
    assert selectable_periods(date(2026, 1, 1)) == (Period(2025), Period(2026))


@pytest.mark.parametrize(("year", "days"), [(2024, 366), (2025, 365)])
def test_day_count_knows_leap_years(year: int, days: int) -> None:
    assert Period(year).day_count == days


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 11, 20), 42),
        (date(2026, 12, 31), 1),
        (date(2027, 1, 1), 0),
        (date(2030, 5, 5), 0),
    ],
)
def test_days_left_counts_the_last_day_and_never_below_zero(today: date, left: int) -> None:
    assert Period(2026).days_left(today) == left
