from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.double_figures import (
    SMALLEST_GROUP,
    TOLD_AGAIN_AFTER,
    Told,
    shown_count,
    tell,
)

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LATER = NOW + TOLD_AGAIN_AFTER


@pytest.mark.parametrize(
    ("doubles", "people", "shown"),
    [
        (0, 100, None),
        (4, 100, None),
        (5, 100, 5),
        (95, 100, 95),
        (96, 100, None),
        (100, 100, None),
        (5, 10, 5),
        (5, 9, None),
        (0, 0, None),
    ],
)
def test_number_that_points_at_few_people_or_at_all_but_few_is_hidden(
    doubles: int, people: int, shown: int | None
) -> None:
    assert shown_count(doubles, people) == shown


def test_number_stays_for_four_weeks_whatever_happens() -> None:
    before = Told(7, 7, NOW)

    assert tell(before, doubles=70, people=100, now=LATER - timedelta(seconds=1)) is None
    assert tell(before, doubles=70, people=100, now=LATER) == Told(70, 70, LATER)


@pytest.mark.parametrize("doubles", [3, 4, 5, 6, 8, 9, 10, 11])
def test_number_moves_by_five_people_or_not_at_all(doubles: int) -> None:
    assert tell(Told(7, 7, NOW), doubles=doubles, people=100, now=LATER) is None


def test_number_does_not_vanish_because_one_person_left() -> None:
    assert tell(Told(5, 5, NOW), doubles=4, people=100, now=LATER) is None
    assert tell(Told(5, 5, NOW), doubles=0, people=100, now=LATER) == Told(None, 0, LATER)


def test_hidden_number_does_not_appear_because_one_person_came() -> None:
    assert tell(Told(None, 4, NOW), doubles=5, people=100, now=LATER) is None
    assert tell(Told(None, 4, NOW), doubles=9, people=100, now=LATER) == Told(9, 9, LATER)


def test_smallest_group_can_be_set() -> None:
    assert tell(None, doubles=3, people=10, now=NOW, smallest=3) == Told(3, 3, NOW)


@given(
    rest=st.lists(st.booleans(), min_size=0, max_size=40),
    counted=st.integers(0, 40),
    was_shown=st.booleans(),
)
def test_one_person_more_changes_nothing_that_is_seen_unless_five_changes_met(
    rest: list[bool], counted: int, was_shown: bool
) -> None:
    """Whoever adds one person and waits four weeks sees the same, double or not."""
    before = Told(counted if was_shown else None, counted, NOW)
    doubles, people = sum(rest), len(rest)

    if abs(doubles - counted) < SMALLEST_GROUP - 1:
        without = tell(before, doubles=doubles, people=people + 1, now=LATER)
        with_one = tell(before, doubles=doubles + 1, people=people + 1, now=LATER)
        assert without is with_one is None
