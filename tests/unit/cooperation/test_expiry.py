"""When the end of an agreement is told."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.expiry import (
    STILL_NEWS_DAYS,
    THRESHOLD_DAYS,
    has_just_ended,
    reached_threshold,
)
from tenants.working_days import is_working_day, working_day_on_or_before

END = date(2026, 12, 31)  # Thursday


@pytest.mark.parametrize(
    ("today", "threshold"),
    [
        (date(2026, 10, 1), None),
        (date(2026, 10, 2), 90),
        (date(2026, 11, 30), 90),
        (date(2026, 12, 1), 30),
        (date(2026, 12, 22), 30),
        (date(2026, 12, 23), 7),  # the 24th is joint leave
        (date(2026, 12, 29), 7),
        (date(2026, 12, 30), 1),
        (date(2026, 12, 31), 1),
        (date(2027, 1, 1), None),
    ],
)
def test_nearest_threshold_that_has_come_is_told(today: date, threshold: int | None) -> None:
    assert reached_threshold(END, today) == threshold


def test_seven_days_and_one_that_fall_into_one_leave_are_told_once() -> None:
    within_lebaran = date(2026, 3, 25)  # joint leave and Idul Fitri from 18 to 24 March

    assert reached_threshold(within_lebaran, date(2026, 3, 16)) == 30
    assert reached_threshold(within_lebaran, date(2026, 3, 17)) == 1


def test_threshold_on_a_weekend_comes_on_the_friday_before() -> None:
    monday = date(2026, 11, 16)

    assert reached_threshold(monday, date(2026, 11, 12)) == 7
    assert reached_threshold(monday, date(2026, 11, 13)) == 1


@pytest.mark.parametrize(
    ("days_after", "is_news"),
    [(0, False), (1, True), (STILL_NEWS_DAYS, True), (STILL_NEWS_DAYS + 1, False)],
)
def test_end_is_news_for_a_while(days_after: int, is_news: bool) -> None:
    assert has_just_ended(END, END + timedelta(days=days_after)) is is_news


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_who_looks_every_working_day_is_told_each_threshold_of_a_day_of_its_own(
    ends_on: date,
) -> None:
    days_told = {n: working_day_on_or_before(ends_on - timedelta(days=n)) for n in THRESHOLD_DAYS}
    nearest = {day: n for n, day in days_told.items()}  # a long leave may swallow one
    days = [ends_on - timedelta(days=before) for before in range(200, -1, -1)]
    told = [
        threshold
        for day in days
        if is_working_day(day) and (threshold := reached_threshold(ends_on, day)) is not None
    ]

    assert list(dict.fromkeys(told)) == list(nearest.values())


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 90))
def test_no_threshold_is_told_later_than_its_day(ends_on: date, before: int) -> None:
    reached = reached_threshold(ends_on, ends_on - timedelta(days=before))

    assert reached is not None
    assert reached <= min(days for days in THRESHOLD_DAYS if days >= before)
