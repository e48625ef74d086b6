"""The 18-month strip of one commitment, of its continuations, and of a whole regency."""

from datetime import date

from cooperation.calendar import (
    Cell,
    MonthStatus,
    Term,
    chain_strip,
    combined_strip,
    rolling_window,
    term_strip,
    year_window,
)
from cooperation.checks.periods import planning_horizon
from cooperation.months import Month, months_between

TODAY = date(2026, 11, 20)
HORIZON = planning_horizon(TODAY)
BLITAR = Term(
    Month(2025, 3), Month(2025, 12), 8_125, is_committed=True, pending_until=Month(2025, 3)
)


def shape(cells: tuple[Cell, ...]) -> str:
    letters = {
        MonthStatus.OUTSIDE: ".",
        MonthStatus.PLANNED: "r",
        MonthStatus.BUDGETED: "a",
        MonthStatus.UNBOUND: "u",
        MonthStatus.PENDING: "m",
        MonthStatus.PROTECTED: "L",
        MonthStatus.DOUBLED: "G",
        MonthStatus.NAKED_PAST: "t",
        MonthStatus.NAKED_COMING: "T",
    }
    return "".join(letters[cell.status] for cell in cells)


def test_windows_when_made_hold_eighteen_months() -> None:
    assert [str(month) for month in rolling_window(TODAY)][::17] == ["2025-12", "2027-05"]
    assert [str(month) for month in year_window(Month(2025, 3))][::17] == ["2025-01", "2026-06"]
    assert len(rolling_window(TODAY)) == len(year_window(Month(2025, 3))) == 18


def test_blitar_when_shown_alone_has_its_months_and_nothing_else() -> None:
    assert shape(term_strip(BLITAR, year_window(BLITAR.first), TODAY)) == "..mLLLLLLLLL......"


def test_blitar_when_shown_with_its_gaps_is_naked_before_and_after() -> None:
    strip = chain_strip([BLITAR], year_window(BLITAR.first), HORIZON)

    assert shape(strip) == "ttmLLLLLLLLLtttttt"
    assert {cell.people_count for cell in strip} == {8_125}
    assert [cell.is_before_start for cell in strip] == [True] * 2 + [False] * 16


def test_chain_when_months_come_is_naked_until_the_horizon_and_outside_beyond() -> None:
    window = months_between(Month(2024, 11), Month(2025, 2)) + months_between(
        Month(2026, 10), Month(2028, 2)
    )

    assert shape(chain_strip([BLITAR], window, HORIZON)) == "..tt" + "tt" + "T" * 13 + ".."


def test_chain_when_a_continuation_overlaps_is_doubled_there() -> None:
    later = Term(Month(2025, 12), Month(2026, 12), 9_000, is_committed=True)

    strip = chain_strip([BLITAR, later], months_between(Month(2025, 11), Month(2027, 1)), HORIZON)

    assert shape(strip) == "LG" + "L" * 11 + "aT"
    assert [cell.people_count for cell in strip][::14] == [8_125, 9_000]


def test_plan_when_not_committed_is_planned_even_in_a_past_month() -> None:
    plan = Term(Month(2026, 10), Month(2026, 12), None, is_committed=False)

    assert shape(term_strip(plan, months_between(Month(2026, 10), Month(2026, 12)), TODAY)) == "rrr"


def test_months_after_an_early_end_are_money_without_protection_until_another_agreement() -> None:
    unbound = frozenset(months_between(Month(2026, 10), Month(2026, 12)))
    ended = Term(Month(2026, 1), Month(2026, 12), 100, is_committed=True, unbound=unbound)
    later = Term(Month(2026, 12), Month(2027, 2), 90, is_committed=True)
    window = months_between(Month(2026, 8), Month(2027, 3))

    assert shape(chain_strip([ended], window, HORIZON)) == "LLttuTTT"
    assert shape(chain_strip([ended, later], window, HORIZON)) == "LLttaaaT"
    assert [ended.protects(month) for month in window[1:3]] == [True, False]


def test_gap_when_it_precedes_every_term_counts_the_first_ones_people() -> None:
    early = Term(Month(2025, 4), Month(2025, 6), 10, is_committed=True)
    late = Term(Month(2025, 9), Month(2025, 12), 20, is_committed=True)

    strip = chain_strip([late, early], months_between(Month(2025, 3), Month(2025, 8)), HORIZON)

    assert [cell.people_count for cell in strip] == [10, 10, 10, 10, 10, 10]


def test_combined_when_programmes_differ_shows_the_greater_number_and_all_counts() -> None:
    tobacco = Term(Month(2025, 4), Month(2025, 12), 6_043, is_committed=True)

    months = months_between(Month(2025, 2), Month(2025, 5))
    strip = combined_strip([[BLITAR], [tobacco]], months, HORIZON)

    assert [(cell.status, cell.people) for cell in strip] == [
        (MonthStatus.NAKED_PAST, {MonthStatus.NAKED_PAST: 14_168}),
        (MonthStatus.PENDING, {MonthStatus.PENDING: 8_125, MonthStatus.NAKED_PAST: 6_043}),
        (MonthStatus.PROTECTED, {MonthStatus.PROTECTED: 14_168}),
        (MonthStatus.PROTECTED, {MonthStatus.PROTECTED: 14_168}),
    ]


def test_combined_when_a_programme_states_no_people_says_where_the_number_lacks_it() -> None:
    unknown = Term(Month(2025, 5), Month(2025, 5), None, is_committed=True)

    months = months_between(Month(2025, 4), Month(2025, 5))
    before, within = combined_strip([[BLITAR], [unknown]], months, HORIZON)

    assert before.uncounted == {MonthStatus.NAKED_PAST}
    assert within.people == {MonthStatus.PROTECTED: 8_125}
    assert within.uncounted == {MonthStatus.PROTECTED}


def test_combined_when_anything_is_doubled_shows_it_however_few() -> None:
    twin = Term(Month(2025, 5), Month(2025, 5), 1, is_committed=True)

    (cell,) = combined_strip([[BLITAR], [twin, twin]], (Month(2025, 5),), HORIZON)

    assert cell.status is MonthStatus.DOUBLED


def test_combined_when_a_month_concerns_nobody_is_outside() -> None:
    (cell,) = combined_strip([[BLITAR]], (Month(2024, 5),), HORIZON)

    assert (cell.status, cell.people) == (MonthStatus.OUTSIDE, {})
