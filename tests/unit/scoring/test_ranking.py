"""Places of a ranking: ties share the best one, bands hold the nominal one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.ranking import Rank, RankBand, band, excerpt, is_ranked, ranks

scores = st.lists(st.integers(0, 30).map(Decimal), max_size=30)


def test_equal_scores_share_the_best_place_and_the_next_one_is_further() -> None:
    found = ranks([Decimal("41.20"), Decimal("60.00"), Decimal("41.2"), Decimal("7.00")])

    assert found == (Rank(2, True), Rank(1, False), Rank(2, True), Rank(4, False))


@given(scores)
def test_place_is_one_more_than_those_with_a_higher_score(points: list[Decimal]) -> None:
    for score, rank in zip(points, ranks(points), strict=True):
        assert rank.place == 1 + sum(other > score for other in points)
        assert rank.is_tied == (points.count(score) > 1)


def test_band_reaches_from_the_best_to_the_worst_place() -> None:
    assert band([Rank(12, False), Rank(9, True), Rank(17, False)]) == RankBand(9, 17)


@pytest.mark.parametrize(
    ("total", "chosen", "shown"),
    [
        (0, None, []),
        (2, None, [0, 1]),
        (40, None, [0, 1, 2, 3, 4, 5]),
        (40, 20, [0, 1, 2, *range(15, 26)]),
        (40, 8, list(range(14))),
        (40, 9, [0, 1, 2, *range(4, 15)]),
        (40, 39, [0, 1, 2, *range(34, 40)]),
        (3, 2, [0, 1, 2]),
    ],
)
def test_excerpt_holds_the_top_and_five_on_each_side(
    total: int, chosen: int | None, shown: list[int]
) -> None:
    assert [index for part in excerpt(total, chosen) for index in part] == shown


@given(total=st.integers(1, 600), data=st.data())
def test_excerpt_is_ascending_without_doubles_and_holds_the_chosen(
    total: int, data: st.DataObject
) -> None:
    chosen = data.draw(st.integers(0, total - 1))

    rows = [index for part in excerpt(total, chosen) for index in part]

    assert rows == sorted(set(rows))
    assert {0, chosen} <= set(rows)
    assert max(rows) < total


def test_administrative_units_of_jakarta_are_not_ranked() -> None:
    assert not is_ranked("31")
    assert is_ranked("35")
