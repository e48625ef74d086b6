"""Addenda: who is protected in which month, what the whole is worth, what changes by one."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.amendment_effects import amendment_effect, amendment_errors
from cooperation.amendments import (
    Amendment,
    amended_month_count,
    amended_people,
    amended_total,
    in_order,
)
from cooperation.arithmetic import Terms, compute, price_months
from cooperation.examination import examine
from cooperation.findings import FindingCode
from cooperation.kinds import FundingSource, Segment
from cooperation.months import Month, months_from
from cooperation.sentences import render
from cooperation.tariff_files import current_tariffs
from cooperation.wording import describe
from tests.unit.cooperation.terms import terms

MARCH, AUGUST, DECEMBER = Month(2025, 3), Month(2025, 8), Month(2025, 12)
BLITAR = terms("2025-03", people_count=8_125, month_count=10, stated_total_idr=1_365_000_000)
FIVE_HUNDRED_MORE = Amendment(AUGUST, people_count=8_625)


def with_addenda(stated: Terms, *amendments: Amendment) -> Terms:
    return replace(stated, amendments=in_order(amendments))


def codes(stated: Terms) -> set[FindingCode]:
    return {one.code for one in examine(current_tariffs(), stated).findings}


def test_addendum_of_500_people_adds_their_months_and_rupiah() -> None:
    effect = amendment_effect(current_tariffs(), BLITAR, FIVE_HUNDRED_MORE)

    assert effect.people.change == 500
    assert effect.months.change == 0
    assert effect.worker_months.change == 500 * 5
    assert effect.total_idr.change == 500 * 5 * 16_800 == 42_000_000
    assert effect.total_idr.after == 1_407_000_000


def test_addendum_that_extends_adds_whole_months_at_their_own_tariff() -> None:
    effect = amendment_effect(
        current_tariffs(), BLITAR, Amendment(DECEMBER, last_month=Month(2026, 2))
    )

    assert (effect.people.change, effect.months.change) == (0, 2)
    assert effect.total_idr.change == 2 * 8_125 * 16_800


def test_addendum_that_ends_early_takes_months_away() -> None:
    effect = amendment_effect(
        current_tariffs(), BLITAR, Amendment(Month(2025, 11), last_month=Month(2025, 10))
    )

    assert (effect.months.change, effect.total_idr.change) == (-2, -2 * 8_125 * 16_800)


def test_runs_after_an_addendum_name_both_numbers_of_people() -> None:
    computation = compute(current_tariffs(), with_addenda(BLITAR, FIVE_HUNDRED_MORE))

    assert [(run.first, run.last, run.people_count) for run in computation.runs] == [
        (MARCH, Month(2025, 7), 8_125),
        (AUGUST, DECEMBER, 8_625),
    ]
    assert computation.worker_months == 8_125 * 5 + 8_625 * 5


def test_first_stated_total_is_compared_with_what_was_first_agreed() -> None:
    assert FindingCode.STATED_TOTAL_OFF not in codes(with_addenda(BLITAR, FIVE_HUNDRED_MORE))
    wrong = replace(BLITAR, stated_total_idr=1_300_000_000)
    assert FindingCode.STATED_TOTAL_OFF in codes(with_addenda(wrong, FIVE_HUNDRED_MORE))


@pytest.mark.parametrize(("total", "is_off"), [(1_407_000_000, False), (1_407_000_001, True)])
def test_total_an_addendum_states_is_compared_to_the_rupiah(total: int, is_off: bool) -> None:
    stated = with_addenda(BLITAR, replace(FIVE_HUNDRED_MORE, total_idr=total))

    assert (FindingCode.AMENDED_TOTAL_OFF in codes(stated)) is is_off


@pytest.mark.parametrize(
    ("source", "today", "said"),
    [
        (FundingSource.APBD, date(2025, 5, 20), "Usulkan tambahannya dalam perubahan APBD"),
        (FundingSource.APBD, date(2025, 12, 2), "Tidak ada lagi tahapan APBD 2025"),
        (FundingSource.APBD, date(2026, 2, 2), "Tidak ada lagi tahapan APBD 2025"),
        (FundingSource.ZAKAT, date(2025, 5, 20), "Dananya di luar APBD"),
    ],
)
def test_lacking_budget_is_raised_only_where_and_while_that_can_be_done(
    source: FundingSource, today: date, said: str
) -> None:
    terms = replace(
        with_addenda(BLITAR, FIVE_HUNDRED_MORE),
        insured=replace(BLITAR.insured, source=source),
        budget_idr=1_000_000_000,
        budget_year=2025,
    )

    found = examine(current_tariffs(), terms, today=today).findings

    (short,) = [one for one in found if one.code is FindingCode.AMENDED_OVER_BUDGET]
    assert said in render(describe(short))
    assert ("perubahan APBD" in render(describe(short))) == said.startswith("Usulkan")


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2025, 5, 20), "Usulkan tambahannya dalam perubahan APBD"),
        (date(2025, 10, 1), "Tidak ada lagi tahapan APBD 2025"),
    ],
)
def test_lacking_budget_of_a_contract_without_months_follows_the_steps_of_its_year(
    today: date, said: str
) -> None:
    contract = terms(
        insured=replace(BLITAR.insured, segment=Segment.JAKON),
        contract_value_idr=500_000_000,
        month_count=None,
        budget_idr=100,
        budget_year=2025,
        amendments=(replace(FIVE_HUNDRED_MORE, people_count=None, total_idr=1_000_000),),
    )

    found = examine(current_tariffs(), contract, today=today).findings

    (short,) = [one for one in found if one.code is FindingCode.AMENDED_OVER_BUDGET]
    assert said in render(describe(short))


def test_budget_that_no_longer_suffices_is_an_action() -> None:
    budgeted = replace(BLITAR, budget_idr=1_365_000_000)

    assert FindingCode.AMENDED_OVER_BUDGET not in codes(budgeted)
    assert FindingCode.AMENDED_OVER_BUDGET in codes(with_addenda(budgeted, FIVE_HUNDRED_MORE))


def test_gap_after_the_end_concerns_the_people_of_the_last_month() -> None:
    computation = compute(current_tariffs(), with_addenda(BLITAR, FIVE_HUNDRED_MORE))

    assert computation.terms.people_at_last == 8_625
    assert [run.people_count for run in computation.naked_runs] == [8_125]


def test_terminated_addendum_binds_until_its_end_only() -> None:
    ended = replace(FIVE_HUNDRED_MORE, until=Month(2025, 10))

    assert amended_people(8_125, Month(2025, 9), (ended,)) == 8_625
    assert amended_people(8_125, Month(2025, 10), (ended,)) == 8_125


def test_extension_that_is_terminated_leaves_the_months_it_had() -> None:
    extended = Amendment(DECEMBER, last_month=Month(2026, 6), until=Month(2026, 3))
    assert amended_month_count(MARCH, 10, (extended,)) == MARCH.until(Month(2026, 2)) + 1
    at_once = replace(extended, until=DECEMBER)
    assert amended_month_count(MARCH, 10, (at_once,)) == 10


def test_shortening_that_is_terminated_before_its_last_month_takes_none_away() -> None:
    shorter = Amendment(Month(2025, 7), last_month=Month(2025, 10), until=Month(2025, 10))

    assert amended_month_count(MARCH, 10, (shorter,)) == 10


@pytest.mark.parametrize(
    ("amendment", "pointer"),
    [
        (Amendment(Month(2025, 2), people_count=9_000), "/changes_from"),
        (Amendment(Month(2026, 1), people_count=9_000), "/changes_from"),
        (Amendment(AUGUST, people_count=8_125), "/new_people_count"),
        (Amendment(AUGUST, last_month=Month(2025, 6)), "/new_last_month"),
        (Amendment(MARCH, last_month=Month(2025, 2)), "/new_last_month"),
    ],
)
def test_addendum_that_cannot_be_meant_is_refused(amendment: Amendment, pointer: str) -> None:
    assert [one.pointer for one in amendment_errors(BLITAR, amendment)] == [pointer]


def test_extension_may_begin_with_the_month_after_the_last() -> None:
    extension = Amendment(Month(2026, 1), people_count=9_000, last_month=Month(2026, 3))

    assert amendment_errors(BLITAR, extension) == []


def test_two_addenda_may_not_set_the_people_of_one_month() -> None:
    taken = with_addenda(BLITAR, FIVE_HUNDRED_MORE)
    another = Amendment(AUGUST, people_count=9_000)

    assert [one.pointer for one in amendment_errors(taken, another)] == ["/changes_from"]
    assert amendment_errors(taken, replace(another, from_month=Month(2025, 9))) == []


def test_total_is_unknown_once_an_addendum_leaves_it_out() -> None:
    assert amended_total(1_000, ()) == 1_000
    assert amended_total(1_000, (FIVE_HUNDRED_MORE,)) is None


AMENDMENTS = st.builds(
    Amendment,
    from_month=st.integers(0, 9).map(MARCH.plus),
    people_count=st.none() | st.integers(1, 20_000),
    last_month=st.none() | st.integers(0, 15).map(MARCH.plus),
)


@given(st.lists(AMENDMENTS, max_size=4))
def test_total_is_always_the_sum_of_every_month_by_itself(amendments: list[Amendment]) -> None:
    stated = with_addenda(BLITAR, *amendments)
    count = stated.month_count_now or 0
    tariffs = current_tariffs()

    computation = compute(tariffs, stated)

    by_hand = sum(
        run.amount_idr
        for month in months_from(MARCH, count)
        for run in price_months(tariffs, stated.insured, stated.people_in(month) or 0, [month])
    )
    assert (computation.total_idr or 0) == by_hand
    assert computation.months == months_from(MARCH, count)
