"""Calendar months."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.months import Month, months_between, months_from, months_of_year, runs

MONTHS = st.builds(Month, st.integers(1950, 2100), st.integers(1, 12))


@given(MONTHS, st.integers(-600, 600))
def test_plus_when_taken_back_returns_to_the_month(month: Month, distance: int) -> None:
    assert month.plus(distance).plus(-distance) == month
    assert month.until(month.plus(distance)) == distance


@given(MONTHS)
def test_parse_when_given_its_own_text_returns_the_month(month: Month) -> None:
    assert Month.parse(str(month)) == month


@given(MONTHS)
def test_last_day_when_followed_by_a_day_opens_the_next_month(month: Month) -> None:
    assert Month.of(month.last_day) == month
    assert (month.plus(1).first_day - month.last_day).days == 1


@pytest.mark.parametrize("text", ["2025-13", "2025-00", "2025-1", "25-01", "2025-01-01", "", "x"])
def test_parse_when_text_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM"):
        Month.parse(text)


@pytest.mark.parametrize(("year", "number"), [(2025, 0), (2025, 13), (1899, 12), (10_000, 1)])
def test_month_when_it_does_not_exist_is_refused(year: int, number: int) -> None:
    with pytest.raises(ValueError, match="no such month"):
        Month(year, number)


def test_months_between_when_last_is_earlier_is_empty() -> None:
    assert months_between(Month(2025, 3), Month(2025, 2)) == ()


def test_months_from_when_it_crosses_the_year_continues() -> None:
    assert [str(month) for month in months_from(Month(2025, 11), 3)] == [
        "2025-11",
        "2025-12",
        "2026-01",
    ]


def test_runs_when_months_are_broken_gives_first_and_last_of_each() -> None:
    months = [*months_from(Month(2025, 1), 2), Month(2025, 12), Month(2026, 1)]

    assert runs(tuple(months)) == (
        (Month(2025, 1), Month(2025, 2)),
        (Month(2025, 12), Month(2026, 1)),
    )


def test_months_of_year_when_asked_begins_in_january_and_has_twelve() -> None:
    year = months_of_year(2025)

    assert (year[0].first_day, year[-1].last_day, len(year)) == (
        date(2025, 1, 1),
        date(2025, 12, 31),
        12,
    )
