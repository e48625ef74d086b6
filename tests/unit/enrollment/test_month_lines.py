"""What each month of a programme comes to, from the commitment to the posting."""

from cooperation.months import Month
from cooperation.spending import MonthCost
from enrollment.list_shares import Share
from enrollment.month_lines import (
    ListedMoney,
    MonthCounts,
    Worth,
    line_of,
    month_lines,
    total_of,
)
from enrollment.reconciliation import Cause

MARCH, APRIL, MAY = Month(2026, 3), Month(2026, 4), Month(2026, 5)
COSTS = [MonthCost(MARCH, 10, 16_800), MonthCost(APRIL, 12, 8_400)]


def test_months_of_the_programme_stand_beside_those_that_people_came_so_far_in() -> None:
    counts = [MonthCounts(MARCH, 9, 8, 8, 8, 8, 7), MonthCounts(MAY, 1, 1, 0, 0, 0, 1)]
    money = {MARCH: ListedMoney(134_400, 134_400, 134_400)}

    march, april, may = month_lines(COSTS, counts, money)

    assert (march.planned, march.proposed) == (Worth(10, 168_000), 9)
    assert (march.determined, march.posted) == (Worth(8, 134_400), Worth(7, 117_600))
    assert march.billed == march.paid == Worth(8, 134_400)
    assert march.difference == Worth(3, 50_400)
    assert (april.planned, april.difference) == (Worth(12, 100_800), Worth(12, 100_800))
    assert (may.planned, may.posted, may.difference) == (
        Worth(0, 0),
        Worth(1, None),
        Worth(-1, None),
    )


def test_sum_counts_person_months_and_names_no_rupiah_it_does_not_know() -> None:
    counts = [MonthCounts(MARCH, 9, 8, 8, 8, 8, 7), MonthCounts(MAY, 1, 1, 0, 0, 0, 1)]
    lines = month_lines(COSTS, counts, {})

    total, known = total_of(lines), total_of(lines[:2])

    assert (total.month, total.planned) == (None, Worth(22, 268_800))
    assert (total.posted, total.difference) == (Worth(8, None), Worth(14, None))
    assert known.difference == Worth(15, 151_200)


def test_people_whom_nobody_explains_are_counted_with_those_beyond_the_programme() -> None:
    counts = [
        MonthCounts(MARCH, 12, 12, 8, 8, 8, 8, {Cause.LEFT_OUT: 3}),
        MonthCounts(MAY, 1, 1, 0, 0, 0, 1, {Cause.POSTED_UNLISTED: 1}),
    ]

    lines = month_lines(COSTS, counts, {})

    assert [one.unexplained for one in lines] == [5, 0, 1]
    assert total_of(lines).unexplained == 6


def test_programme_that_cannot_be_computed_has_no_difference() -> None:
    (line,) = month_lines([], [MonthCounts(MARCH, 2, 2, 0, 0, 0, 0)], {})

    assert (line.planned, line.difference, line.determined) == (None, None, Worth(2, None))
    assert total_of([line]).planned is None
    assert line_of(MAY, [line], is_computed=False).planned is None
    assert line_of(MAY, [line], is_computed=True).difference == Worth(0, 0)


def test_share_of_a_list_tells_each_month_at_its_own_price() -> None:
    share = Share("bpu", ("jkk", "jkm"), 0b1100, 3, (16_800, 8_400))

    assert share.by_month(2026) == {MARCH: 50_400, APRIL: 25_200}
    assert sum(share.by_month(2026).values()) == share.amount_idr
