"""No count of under five people is published, nor any figure it could be worked out from."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.comparison_cells import (
    RECIPIENTS,
    SEGMENTS,
    WHOLE_COVERAGE,
    CountCell,
    CoverageCells,
    count_cell,
    coverage_cells,
    withheld_keys,
)

people = st.integers(0, 40)


def test_coverage_of_many_people_is_published_whole() -> None:
    assert coverage_cells(27_637, 181_567) == CoverageCells(27_637, 181_567, Decimal("0.152214"))


@pytest.mark.parametrize("covered", [0, 4, 96, 100])
def test_coverage_with_a_small_part_or_a_small_rest_is_left_out_whole(covered: int) -> None:
    assert coverage_cells(covered, 100) == CoverageCells(is_withheld=True)


@pytest.mark.parametrize("covered", [5, 95, 101, 126])
def test_coverage_on_the_edge_and_above_its_base_is_published(covered: int) -> None:
    found = coverage_cells(covered, 100)

    assert (found.covered, found.ratio) == (covered, Decimal(covered) / 100)


def test_figure_that_is_not_filled_is_not_one_that_is_withheld() -> None:
    assert coverage_cells(None, 100) == coverage_cells(100, None) == CoverageCells()
    assert count_cell(None) == CountCell()
    assert count_cell(0) == count_cell(4) == CountCell(is_withheld=True)
    assert count_cell(5) == CountCell(5)


@given(covered=people, eligible=people)
def test_nothing_published_gives_away_fewer_than_five_people(covered: int, eligible: int) -> None:
    found = coverage_cells(covered, eligible)

    if found.is_withheld:
        assert (found.covered, found.eligible, found.ratio) == (None, None, None)
    else:
        assert covered >= 5
        assert eligible >= 5
        assert covered > eligible or eligible - covered >= 5


@pytest.mark.parametrize(("covered", "eligible"), [(996, 1_000), (3, 12), (0, 1_000)])
@pytest.mark.parametrize("pair", WHOLE_COVERAGE)
def test_withheld_coverage_takes_its_points_and_those_of_the_segments_along(
    pair: tuple[str, str], covered: int, eligible: int
) -> None:
    found = withheld_keys(dict(zip(pair, (covered, eligible), strict=True)))

    assert found == {*pair, *(key for segment in SEGMENTS for key in segment)}


@pytest.mark.parametrize("people", [0, 4])
def test_few_recipients_take_months_and_money_along(people: int) -> None:
    assert withheld_keys({"recipient.determined_count": people}) == RECIPIENTS


def test_only_counts_of_one_to_four_people_of_a_group_are_withheld() -> None:
    counts = {
        "group.teachers_count": 300,
        "group.teachers_covered_count": 300,
        "group.health_count": 40,
        "group.health_covered_count": 0,
        "group.neighbourhood_count": 12,
        "group.neighbourhood_covered_count": 3,
        "recipient.determined_count": 1_500,
        "recipient.active_count": 0,
    }

    assert withheld_keys(counts) == {"group.neighbourhood_covered_count"}


def test_points_on_published_counts_are_published() -> None:
    pairs = (*WHOLE_COVERAGE, *SEGMENTS)

    assert not withheld_keys(
        {key: people for pair in pairs for key, people in zip(pair, (500, 1_000), strict=True)}
    )
