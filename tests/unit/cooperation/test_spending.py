"""Realisation by funding source, forecast to the end of the year, budget lines used twice."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.forecasts import forecast_year, foresee_all
from cooperation.kinds import FundingSource
from cooperation.months import Month, months_from, months_of_year
from cooperation.spending import (
    ListedMonths,
    Money,
    MonthCost,
    find_shared_lines,
    group_by_source,
)

RATE = 16_800
DBHCHT, APBD_P = FundingSource.DBHCHT, FundingSource.APBD_P
AMOUNTS = st.none() | st.integers(1, 10**13)


def money(number: int = 1, **changed: object) -> Money:
    """1,000 people for the twelve months of 2025."""
    stated: dict[str, object] = {
        "title": f"Program {number}",
        "source": DBHCHT,
        "budget_year": 2025,
        "budget_line": "5.1.02.02",
        "budget_idr": 12 * 1_000 * RATE,
        "committed_idr": 12 * 1_000 * RATE,
        "costs": [MonthCost(month, 1_000, RATE) for month in months_of_year(2025)],
    }
    return Money(commitment_id=UUID(int=number), **(stated | changed))  # type: ignore[arg-type]


def listed(
    *numbers: int, people: int = 1_000, amount_idr: int = 0, is_billed: bool = True
) -> ListedMonths:
    held = {Month(2025, number): people for number in numbers}
    return ListedMonths(held, amount_idr or len(numbers) * people * RATE, is_billed)


many = st.lists(
    st.builds(
        money,
        number=st.integers(1, 99),
        source=st.sampled_from(FundingSource),
        budget_idr=AMOUNTS,
        committed_idr=AMOUNTS,
        paid_idr=st.dictionaries(
            st.sampled_from(FundingSource), st.integers(1, 10**12), max_size=3
        ),
        lists=st.lists(st.builds(listed, st.integers(1, 12), amount_idr=st.integers(1, 10**12))),
    ),
    max_size=6,
)


@given(many)
def test_sums_of_sources_are_the_sum_of_all_and_nothing_paid_is_left_out(all_: list[Money]) -> None:
    groups, total = group_by_source(all_)

    assert total.paid_idr == sum(sum(one.paid_idr.values()) for one in all_)
    assert total.billed_idr == sum(one.billed_idr for one in all_)
    for name in ("paid_idr", "billed_idr"):
        assert sum(getattr(group.total, name) for group in groups) == getattr(total, name)
    for name in ("budget_idr", "committed_idr", "posted_idr"):
        parts = [getattr(group.total, name) for group in groups]
        stated = [one for one in parts if one is not None]
        assert getattr(total, name) == (sum(stated) if stated else None)
    assert [group.source for group in groups] == [
        one for one in FundingSource if any(group.source is one for group in groups)
    ]


def test_lines_keep_the_order_of_their_programmes() -> None:
    lines = [money(1), money(2, budget_line=None), money(3), money(4, budget_idr=None)]

    ((group,), _) = group_by_source(lines)

    assert [line.title for line in group.lines] == [one.title for one in lines]


def test_money_of_another_source_stands_under_its_source_without_a_budget() -> None:
    groups, total = group_by_source([money(paid_idr={DBHCHT: 100, APBD_P: 40})])

    by_source = {group.source: group for group in groups}
    (foreign,) = by_source[APBD_P].lines
    assert (foreign.paid_idr, foreign.budget_idr, foreign.is_own_source) == (40, None, False)
    assert by_source[DBHCHT].total.paid_idr == 100
    assert total.paid_idr == 140


def test_share_and_rest_of_a_budget_are_exact_and_unknown_without_one() -> None:
    ((group,), _) = group_by_source([money(budget_idr=400, paid_idr={DBHCHT: 100})])
    ((unknown,), _) = group_by_source([money(budget_idr=None, paid_idr={DBHCHT: 100})])

    assert (group.total.rest_idr, group.total.paid_ratio) == (300, Decimal("0.25"))
    assert (unknown.total.rest_idr, unknown.total.paid_ratio) == (None, None)


def test_posted_months_are_worth_the_price_of_their_month() -> None:
    posted = {Month(2025, 1): 990, Month(2025, 2): 1_000}

    assert money(posted=posted).posted_idr == 1_990 * RATE
    assert money(posted={Month(2026, 1): 1}).posted_idr is None


def test_year_ends_with_what_is_paid_open_waiting_and_to_come() -> None:
    found = forecast_year(
        money(
            lists=[listed(3, 4), listed(5, is_billed=False)],
            paid_idr={DBHCHT: 1_000 * RATE},
            open_idr=1_000 * RATE,
        ),
        Month(2025, 6),
    )

    assert [one.month.number for one in found.lost] == [1, 2]
    assert [one.month.number for one in found.coming] == [6, 7, 8, 9, 10, 11, 12]
    assert found.expected_idr == 10 * 1_000 * RATE
    assert (found.balance_idr, found.person_months) == (2 * 1_000 * RATE, 2_000)
    assert found.lost_idr == 2 * 1_000 * RATE


def two_years() -> list[MonthCost]:
    """1,000 people from July 2025 to December 2026."""
    return [MonthCost(month, 1_000, RATE) for month in months_from(Month(2025, 7), 18)]


def test_months_after_the_budget_year_are_told_and_in_no_sum_of_the_year() -> None:
    january = ListedMonths({Month(2026, 1): 1_000}, 1_000 * RATE, is_billed=False)
    found = forecast_year(
        money(
            costs=two_years(),
            budget_idr=18 * 1_000 * RATE,
            lists=[listed(7, 8, 9, 10), january],
            paid_idr={DBHCHT: 4 * 1_000 * RATE},
        ),
        Month(2025, 11),
    )

    assert [str(one.month) for one in found.coming] == ["2025-11", "2025-12"]
    assert found.expected_idr == 6 * 1_000 * RATE
    assert (found.balance_idr, found.waiting_idr) == (12 * 1_000 * RATE, 0)
    assert [str(one.month) for one in found.beyond] == [
        str(month) for month in months_of_year(2026)
    ]
    assert found.beyond_idr == 12 * 1_000 * RATE


def test_money_outside_budgets_pays_for_months_of_any_year() -> None:
    found = forecast_year(money(costs=two_years(), source=FundingSource.CSR), Month(2025, 7))

    assert (len(found.coming), list(found.beyond)) == (18, [])


def test_people_who_stand_on_no_list_are_to_come_or_named_where_their_month_is_past() -> None:
    found = forecast_year(
        money(
            lists=[listed(3, people=400), listed(3, 6, people=500), listed(9, people=1_200)],
            paid_idr={DBHCHT: 2_600 * RATE},
        ),
        Month(2025, 4),
    )

    assert [(one.month.number, one.people_count) for one in found.lost] == [
        (1, 1_000),
        (2, 1_000),
        (3, 100),
    ]
    coming = {one.month.number: one.people_count for one in found.coming}
    assert coming == {
        4: 1_000,
        5: 1_000,
        6: 500,
        7: 1_000,
        8: 1_000,
        10: 1_000,
        11: 1_000,
        12: 1_000,
    }
    assert found.expected_idr == (2_600 + 7_500) * RATE


def test_credit_pays_what_is_to_come_and_is_not_spent_twice() -> None:
    paid = {DBHCHT: 3 * 1_000 * RATE}
    with_credit = forecast_year(
        money(lists=[listed(1)], paid_idr=paid, credit_idr=2 * 1_000 * RATE), Month(2025, 12)
    )

    assert with_credit.coming_idr == 1_000 * RATE
    assert with_credit.expected_idr == 3 * 1_000 * RATE


@pytest.mark.parametrize(
    ("budget", "people_months"), [(RATE - 1, -12_000), (-1 + 12_000 * RATE, -1)]
)
def test_lack_counts_every_person_month_it_takes_away(budget: int, people_months: int) -> None:
    found = forecast_year(money(budget_idr=budget), Month(2025, 1))

    assert found.balance_idr is not None
    assert found.balance_idr < 0
    assert found.person_months == people_months


@given(
    held=st.lists(st.tuples(st.sets(st.integers(1, 12), min_size=1), st.booleans()), max_size=4),
    now=st.integers(1, 12),
)
def test_every_month_is_listed_lost_or_to_come(held: list[tuple[set[int], bool]], now: int) -> None:
    lists = [listed(*numbers, is_billed=billed) for numbers, billed in held]

    found = forecast_year(money(lists=lists), Month(2025, now))

    taken = set().union(*(one.people.keys() for one in lists))
    coming, lost = ({one.month for one in part} for part in (found.coming, found.lost))
    assert taken | coming | lost == set(months_of_year(2025))
    assert not taken & coming
    assert not taken & lost
    assert not coming & lost
    assert all(month >= Month(2025, now) for month in coming)


def test_line_stated_once_and_used_twice_beyond_it_is_found() -> None:
    full = 12 * 1_000 * RATE
    (found,) = find_shared_lines([money(1), money(2, budget_line=" 5.1.02.02 ")])

    assert (found.budget_idr, found.committed_idr, found.excess_idr) == (full, 2 * full, full)
    assert found.titles == ["Program 1", "Program 2"]


@pytest.mark.parametrize(
    "second",
    [
        {"budget_line": "5.1.05"},
        {"budget_line": None},
        {"budget_idr": 24_000 * RATE},
        {"committed_idr": 0},
    ],
)
def test_line_within_its_budget_or_used_once_is_no_finding(second: dict[str, object]) -> None:
    assert find_shared_lines([money(1), money(2, **second)]) == []


def test_budget_that_two_programmes_state_of_one_line_is_counted_once() -> None:
    full = 12 * 1_000 * RATE
    same = [
        money(1, paid_idr={DBHCHT: 100}),
        money(2, budget_line="5.1.02.02 ", paid_idr={DBHCHT: 50}),
    ]

    ((group,), total) = group_by_source(same)

    assert group.total.budget_idr == total.budget_idr == full
    assert total.rest_idr == full - 150
    assert [line.shares_budget for line in group.lines] == [True, True]


@pytest.mark.parametrize(
    ("second", "budget"),
    [
        ({"budget_idr": 400}, 12 * 1_000 * RATE + 400),
        ({"budget_line": "5.1.05"}, 24 * 1_000 * RATE),
        ({"budget_line": None}, 24 * 1_000 * RATE),
        ({"source": APBD_P}, 24 * 1_000 * RATE),
        ({"budget_idr": None}, 12 * 1_000 * RATE),
    ],
)
def test_parts_of_a_line_other_lines_and_other_sources_are_added(
    second: dict[str, object], budget: int
) -> None:
    groups, total = group_by_source([money(1), money(2, **second)])

    assert total.budget_idr == budget
    assert sum(group.total.budget_idr or 0 for group in groups) == budget
    assert not any(line.shares_budget for group in groups for line in group.lines)


def test_programmes_of_one_budget_leave_and_lack_it_together() -> None:
    half = [MonthCost(month, 500, RATE) for month in months_of_year(2025)]
    together = [money(1, costs=half), money(2, costs=half), money(3, budget_line="other")]

    found = foresee_all(together, Month(2025, 1))

    assert [one.balance_idr for one in found.forecasts] == [6_000 * RATE, 6_000 * RATE, 0]
    assert found.expected_idr == 24_000 * RATE
    assert (found.balance_idr, found.person_months) == (0, 0)


def test_person_months_of_one_budget_at_two_prices_are_not_told() -> None:
    dear = [MonthCost(month, 500, 2 * RATE) for month in months_of_year(2025)]

    found = foresee_all([money(1), money(2, costs=dear)], Month(2025, 1))

    assert found.balance_idr == -12_000 * RATE
    assert found.person_months is None


def test_year_without_a_budget_leaves_nothing_that_is_known() -> None:
    found = foresee_all([money(budget_idr=None)], Month(2025, 1))

    assert (found.balance_idr, found.person_months) == (None, None)
