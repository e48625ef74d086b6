"""What a round of review keeps of the names on lists, and which later numbers differ from it."""

from uuid import UUID

import pytest

from cooperation.listed_names import NO_NAMES, ListedNames, NamesChange, kept_names, names_changes

FIRST, OTHER = UUID(int=1), UUID(int=2)


def recipients(count: int, reserves: int = 0) -> ListedNames:
    return ListedNames(count, 0, reserves)


def test_names_as_kept_are_numbers_by_programme_and_nothing_else() -> None:
    assert kept_names({FIRST: ListedNames(8_125, 12, 3), OTHER: NO_NAMES}) == {
        str(FIRST): {"recipients": 8_125, "candidates": 12, "reserves": 3},
        str(OTHER): {"recipients": 0, "candidates": 0, "reserves": 0},
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (recipients(8_125), recipients(8_130)),
        (recipients(8_125), recipients(8_124)),
        (NO_NAMES, recipients(1)),
        (recipients(1), NO_NAMES),
        (ListedNames(0, 8_125, 0), recipients(8_125)),
    ],
)
def test_other_number_of_names_is_a_change(before: ListedNames, after: ListedNames) -> None:
    changes = names_changes(
        kept_names({FIRST: before, OTHER: NO_NAMES}), {OTHER: NO_NAMES, FIRST: after}
    )

    assert changes == [NamesChange(FIRST, before, after)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (recipients(8_125), recipients(8_125)),
        (recipients(8_125), recipients(8_125, reserves=40)),
        (recipients(8_125), ListedNames(8_125, 300, 0)),
        (NO_NAMES, NO_NAMES),
    ],
)
def test_same_number_of_the_same_kind_is_none(before: ListedNames, after: ListedNames) -> None:
    assert names_changes(kept_names({FIRST: before}), {FIRST: after}) == []


def test_programme_that_only_one_side_carries_is_not_compared() -> None:
    assert names_changes(kept_names({FIRST: recipients(7)}), {OTHER: recipients(8)}) == []
    assert names_changes({}, {FIRST: recipients(8)}) == []
