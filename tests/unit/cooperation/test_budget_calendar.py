"""Which budget pays for a coming gap, and by when drafting must start."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.budget_calendar import (
    History,
    foreseen_january,
    lead_of,
    middle_of,
    plan_budget,
)
from cooperation.kinds import BudgetStep, FundingSource
from cooperation.months import Month, months_between, months_of_year
from cooperation.tariff_files import TariffFileError, current_tariffs, read_tariffs

TARIFFS = current_tariffs()
YEAR_2027 = months_of_year(2027)


def steps_on(today: date, months: tuple[Month, ...] = YEAR_2027, lead: int = 30) -> list[str]:
    plan = plan_budget(TARIFFS, months, FundingSource.APBD, lead, today)
    return [one.step.value for one in plan.deadlines]


@pytest.mark.parametrize(
    ("today", "steps"),
    [
        (date(2026, 5, 31), ["rkpd", "kua_ppas", "rapbd", "apbd_p"]),
        (date(2026, 6, 1), ["kua_ppas", "rapbd", "apbd_p"]),
        (date(2026, 8, 1), ["rapbd", "apbd_p"]),
        (date(2026, 11, 30), ["rapbd", "apbd_p"]),
        (date(2026, 12, 1), ["apbd_p"]),
        (date(2027, 9, 30), ["apbd_p"]),
        (date(2027, 10, 1), []),
    ],
)
def test_steps_when_days_pass_are_left_behind_one_by_one(today: date, steps: list[str]) -> None:
    assert steps_on(today) == steps


def test_year_when_planned_in_august_has_an_empty_january_and_a_day_to_begin() -> None:
    plan = plan_budget(TARIFFS, YEAR_2027, FundingSource.DBHCHT, 42, date(2026, 8, 20))

    nearest = plan.nearest
    assert nearest is not None
    assert (nearest.step, nearest.budget_year) == (BudgetStep.RAPBD, 2027)
    assert (nearest.starts_on, nearest.ends_on) == (date(2026, 9, 1), date(2026, 11, 30))
    assert plan.draft_by == nearest.draft_by == date(2026, 10, 19)
    assert nearest.months == months_between(Month(2027, 2), Month(2027, 12))
    assert plan.empty == (Month(2027, 1),)


def test_january_when_it_is_the_whole_gap_is_paid_by_no_budget() -> None:
    plan = plan_budget(TARIFFS, [Month(2027, 1)], FundingSource.APBD, 30, date(2026, 6, 1))

    assert plan.deadlines == ()
    assert plan.draft_by is None
    assert plan.empty == (Month(2027, 1),)


def test_step_when_drafting_began_too_late_leaves_the_changed_budget() -> None:
    today = date(2026, 11, 20)
    plan = plan_budget(TARIFFS, YEAR_2027, FundingSource.APBD, 60, today)

    assert plan.nearest is not None
    assert plan.nearest.is_late_on(today)
    remaining = plan.remaining_on(today)
    assert remaining is not None
    assert remaining.step is BudgetStep.APBD_P
    assert remaining.draft_by == date(2027, 8, 1)
    assert remaining.months == months_between(Month(2027, 10), Month(2027, 12))


def test_gap_when_it_ends_before_october_is_not_paid_by_the_changed_budget() -> None:
    months = months_between(Month(2027, 2), Month(2027, 9))

    assert steps_on(date(2026, 12, 1), months) == []
    assert steps_on(date(2026, 9, 1), months) == ["rapbd"]


@pytest.mark.parametrize(
    "source", [FundingSource.CSR, FundingSource.ZAKAT, FundingSource.DANA_DESA, FundingSource.ADD]
)
def test_money_when_it_is_booked_elsewhere_follows_its_own_months(source: FundingSource) -> None:
    plan = plan_budget(TARIFFS, [Month(2027, 3)], source, 30, date(2026, 11, 20))

    assert not plan.follows_budget
    assert plan.draft_by == date(2027, 1, 30)
    assert plan.empty == ()


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 7, 31), None),
        (date(2026, 8, 1), Month(2027, 1)),
        (date(2026, 12, 31), Month(2027, 1)),
        (date(2027, 1, 1), None),
    ],
)
def test_empty_january_when_august_comes_is_told(today: date, month: Month | None) -> None:
    assert foreseen_january(TARIFFS, today) == month


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([], None),
        ([0, -4], None),
        ([10], History(10, 1)),
        ([30, 10, 0, 20], History(20, 3)),
        ([10, 25], History(18, 2)),
    ],
)
def test_history_when_counted_is_the_middle_of_what_took_time(
    spans: list[int], found: History | None
) -> None:
    assert middle_of(spans) == found


def test_lead_when_nothing_was_signed_yet_is_assumed_and_says_so() -> None:
    lead = lead_of(TARIFFS, [], [200], date(2026, 11, 20))

    assert lead.agreement == History(90, 0)
    assert lead.assumption is not None
    assert not lead.assumption.grade.is_verified
    assert lead.regulation == History(200, 1)
    assert lead_of(TARIFFS, [40], [], date(2026, 11, 20)).assumption is None


@given(
    st.dates(date(2025, 1, 1), date(2028, 12, 31)),
    st.integers(0, 400),
    st.integers(1, 12),
    st.integers(0, 11),
)
def test_plan_when_made_loses_no_month_and_offers_no_step_that_has_passed(
    today: date, lead: int, first: int, more: int
) -> None:
    months = months_between(Month(2027, first), Month(2027, min(12, first + more)))

    plan = plan_budget(TARIFFS, months, FundingSource.APBD, lead, today)

    paid = {month for one in plan.deadlines for month in one.months}
    assert paid | set(plan.empty) == set(months)
    assert not paid & set(plan.empty)
    assert all(one.ends_on >= today and one.draft_by <= one.ends_on for one in plan.deadlines)
    assert [one.ends_on for one in plan.deadlines] == sorted(one.ends_on for one in plan.deadlines)


@pytest.mark.parametrize(
    "steps",
    ['[["rkpd", -1, 5, 4]]', '[["rkpd", 0, 5, 5], ["dpa", -1, 1, 1]]', "[]", '[["x", 0, 1, 1]]'],
)
def test_timetable_when_its_steps_are_out_of_order_is_refused(steps: str) -> None:
    row = (
        f'[[parameter]]\nkey = "x"\nsteps = {steps}\nsources = []\neffective_from = 2020-01-01\n'
        'grade = "B"\nfrom_grade = "B"\ncitation = "-"\n'
    )

    with pytest.raises(TariffFileError):
        read_tariffs([row])
