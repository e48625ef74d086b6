"""Twelve bits a year against plain lists of months."""

from hypothesis import given
from hypothesis import strategies as st

from cooperation.months import Month, months_between
from enrollment.cover_months import (
    EVERY_PLACE,
    FULL_YEAR,
    PLACES,
    YearMonths,
    held_years,
    masks_of,
    months_of,
)

months = st.builds(Month, st.integers(2020, 2030), st.integers(1, 12))


@given(months, months)
def test_masks_when_read_back_give_the_same_months(first: Month, last: Month) -> None:
    assert months_of(masks_of(first, last)) == months_between(first, last)


@given(months, months, months, months)
def test_masks_when_ranges_share_a_month_meet_in_a_bit(
    first: Month, last: Month, other_first: Month, other_last: Month
) -> None:
    one = {held.year: held.mask for held in masks_of(first, last)}
    two = {held.year: held.mask for held in masks_of(other_first, other_last)}

    shared = set(months_between(first, last)) & set(months_between(other_first, other_last))

    assert any(one[year] & two.get(year, 0) for year in one) == bool(shared)


def test_masks_when_a_programme_crosses_the_year_are_two() -> None:
    masks = masks_of(Month(2025, 11), Month(2026, 1))

    assert masks == (YearMonths(2025, 0b1100_0000_0000), YearMonths(2026, 1))


def test_mask_when_the_year_is_full_has_twelve_bits() -> None:
    assert masks_of(Month(2025, 1), Month(2025, 12)) == (YearMonths(2025, FULL_YEAR),)


insurances = st.lists(st.sampled_from(sorted(PLACES)), min_size=1, max_size=4, unique=True)


@given(months, months, insurances, insurances)
def test_held_years_when_packed_meet_only_in_a_shared_programme(
    first: Month, last: Month, one: list[str], other: list[str]
) -> None:
    masks = masks_of(first, last)
    mine, theirs = held_years(masks, one), held_years(masks, other)

    meets = any(a.held & b.held for a, b in zip(mine, theirs, strict=True))

    assert meets == bool(masks and set(one) & set(other))
    assert tuple(year.months for year in mine) == masks


def test_places_when_rows_are_stored_are_the_same_for_ever() -> None:
    assert PLACES == {"jkk": 0, "jkm": 12, "jht": 24, "jp": 36}
    assert EVERY_PLACE == 0o1_0001_0001_0001
