"""A list agrees with its programme or not; what is not stated is not zero."""

import pytest

from enrollment.problem_kinds import KIND_LABELS, kind_label
from enrollment.roster_arithmetic import Comparison, roster_arithmetic
from enrollment.roster_wording import ROW_TEXTS, UNKNOWN_PROBLEM


@pytest.mark.parametrize(
    ("stated", "listed", "people", "months", "agrees"),
    [
        (8125, 8125, 0, 0, True),
        (8125, 8120, -5, -50, False),
        (8125, 8127, 2, 20, False),
        (None, 8125, None, None, None),
    ],
)
def test_lists_of_ten_months_differ_from_their_programme_by_people_and_worker_months(
    stated: int | None, listed: int, people: int | None, months: int | None, agrees: bool | None
) -> None:
    found = roster_arithmetic(people_stated=stated, month_count=10, people_listed=listed)

    assert (found.people.difference, found.worker_months.difference) == (people, months)
    assert found.agrees is agrees


def test_worker_months_are_not_stated_while_the_months_are_not() -> None:
    found = roster_arithmetic(people_stated=8125, month_count=0, people_listed=8125)

    assert found.people == Comparison(8125, 8125)
    assert found.worker_months == Comparison(None, 0)
    assert found.agrees is None


def test_every_problem_of_a_row_has_words_that_name_no_cell() -> None:
    assert set(KIND_LABELS) == set(ROW_TEXTS)
    assert [label for label in KIND_LABELS.values() if "%" in label] == []


def test_kind_without_words_of_its_own_reads_as_a_row_to_be_checked() -> None:
    assert kind_label("row-of-tomorrow") == UNKNOWN_PROBLEM
