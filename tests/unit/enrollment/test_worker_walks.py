"""How many people are judged at first for a page follows from how many are wanted of how many."""

import pytest

from enrollment.queries.worker_walks import (
    FIRST_STRETCH,
    LONGEST_STRETCH,
    SHORTEST_STRETCH,
    WalkOf,
)


@pytest.mark.parametrize(
    ("one_in", "stretch"),
    [
        (None, FIRST_STRETCH),
        (1, SHORTEST_STRETCH),
        (6, 3 * 51 * 6 // 2),
        (40, 3 * 51 * 40 // 2),
        (1_000, LONGEST_STRETCH),
    ],
)
def test_first_stretch_mostly_fills_the_page(one_in: int | None, stretch: int) -> None:
    assert WalkOf(1, "", None, 50, one_in=one_in).first_stretch == stretch
