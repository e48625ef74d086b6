"""How long an office takes to answer."""

from datetime import date
from decimal import Decimal

from cooperation.response_times import ResponseTimes, Turn, response_times

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


def test_median_is_of_decisions_alone_and_waiting_of_what_is_undecided() -> None:
    turns = [
        Turn(date(2026, 11, 2), date(2026, 11, 3)),
        Turn(date(2026, 11, 2), date(2026, 11, 6)),
        Turn(date(2026, 9, 1), date(2026, 11, 6)),
        Turn(date(2026, 11, 2), date(2026, 11, 5)),
        Turn(FRIDAY, None),
        Turn(date(2026, 11, 16), None),
    ]

    told = response_times(turns, MONDAY)

    assert (told.decided_count, told.median_days) == (4, Decimal("3.5"))
    assert (told.waiting_count, told.oldest_days) == (2, 5)
    assert told.longest_days == 48


def test_nothing_decided_and_nothing_waiting_has_no_days() -> None:
    assert response_times([], FRIDAY) == ResponseTimes(0, None, None, 0, None)


def test_what_came_in_on_friday_evening_was_answered_within_a_day_on_monday() -> None:
    assert response_times([Turn(FRIDAY, MONDAY)], MONDAY).median_days == 1
