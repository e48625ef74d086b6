"""Gaps of chains: which months, whose people, and what they cost."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from cooperation.arithmetic import price_months
from cooperation.calendar import MonthStatus, PaidMonth, Term, chain_strip, combine
from cooperation.checks.periods import planning_horizon
from cooperation.cover_gaps import Gap, GapKind, Link, find_gaps, price_gaps
from cooperation.kinds import FundingSource, Programme, Segment
from cooperation.months import Month, months_between
from cooperation.pricing import Insured
from cooperation.quoting import Refusal
from cooperation.tariff_files import current_tariffs

TARIFFS = current_tariffs()
TODAY = date(2026, 11, 20)
HORIZON = planning_horizon(TODAY)
WINDOW = months_between(Month(2025, 1), HORIZON.last)
BOTH = frozenset({Programme.JKK, Programme.JKM})
BPU = Insured(Segment.BPU, BOTH, FundingSource.APBD)


def link(
    first: Month,
    last: Month,
    people: int | None = 8_125,
    *,
    is_committed: bool = True,
    insured: Insured = BPU,
    number: int = 1,
) -> Link:
    return Link(UUID(int=number), Term(first, last, people, is_committed), insured)


BLITAR = link(Month(2025, 3), Month(2025, 12))


def shape(gaps: tuple[Gap, ...]) -> list[tuple[str, str, str]]:
    return [(gap.kind.value, str(gap.first), str(gap.last)) for gap in gaps]


def test_gaps_when_nothing_continues_are_past_until_now_and_then_one_for_each_year() -> None:
    gaps = find_gaps([BLITAR], WINDOW, HORIZON)

    assert shape(gaps) == [
        ("past", "2025-01", "2025-02"),
        ("past", "2026-01", "2026-11"),
        ("coming", "2026-12", "2026-12"),
        ("coming", "2027-01", "2027-12"),
    ]
    assert [gap.worker_months for gap in gaps] == [16_250, 89_375, 8_125, 97_500]


def test_two_naked_months_when_priced_are_the_known_amount() -> None:
    gap = Gap(GapKind.PAST, Month(2026, 1), Month(2026, 2), 8_125, BLITAR)

    (priced,) = price_gaps(TARIFFS, [gap])

    assert priced.amount_idr == 273_000_000
    (run,) = priced.runs
    assert (run.rate_idr, run.month_count) == (16_800, 2)
    assert [row.key for row in run.rule.parameters] == ["bpu.bands", "bpu.jkk.rate", "bpu.jkm"]


def test_planned_months_when_they_come_are_planned_and_once_past_unprotected() -> None:
    plan = link(Month(2026, 6), Month(2027, 3), 900, is_committed=False, number=2)

    gaps = find_gaps([BLITAR, plan], WINDOW, HORIZON)

    assert shape(gaps)[1:] == [
        ("past", "2026-01", "2026-05"),
        ("past", "2026-06", "2026-11"),
        ("planned", "2026-12", "2026-12"),
        ("planned", "2027-01", "2027-03"),
        ("coming", "2027-04", "2027-12"),
    ]
    assert [gap.people_count for gap in gaps[1:]] == [8_125, 900, 900, 900, 900]
    assert gaps[-1].of is plan


def test_gap_when_an_addendum_changed_the_people_concerns_those_of_the_last_month() -> None:
    changed = Link(
        UUID(int=1),
        Term(
            Month(2025, 3),
            Month(2025, 12),
            8_125,
            is_committed=True,
            people_from=((Month(2025, 7), 9_000),),
        ),
        BPU,
    )

    gaps = find_gaps([changed], WINDOW, HORIZON)

    assert [gap.people_count for gap in gaps] == [8_125, 9_000, 9_000, 9_000]


def test_gap_when_a_relief_ends_inside_it_has_a_run_and_a_rule_for_each_price() -> None:
    own = Insured(Segment.BPU, BOTH, FundingSource.SELF)
    gap = Gap(
        GapKind.COMING,
        Month(2026, 11),
        Month(2027, 2),
        10,
        link(Month(2026, 1), Month(2026, 10), insured=own),
    )

    (priced,) = price_gaps(TARIFFS, [gap])

    assert [(run.rate_idr, run.month_count) for run in priced.runs] == [(8_400, 2), (16_800, 2)]
    assert priced.runs[0].rule is not priced.runs[1].rule
    assert priced.amount_idr == 10 * 2 * (8_400 + 16_800)


def test_gap_when_its_people_are_not_stated_has_a_price_of_one_and_no_amount() -> None:
    gap = Gap(
        GapKind.COMING,
        Month(2027, 1),
        Month(2027, 2),
        None,
        link(Month(2026, 1), Month(2026, 12), None),
    )

    (priced,) = price_gaps(TARIFFS, [gap])

    assert priced.amount_idr is None
    assert priced.gap.worker_months is None
    assert [run.rate_idr for run in priced.runs] == [16_800]


def test_gap_when_it_is_billed_by_contract_says_so_and_its_neighbours_keep_their_price() -> None:
    by_contract = Insured(Segment.JAKON, BOTH, FundingSource.APBD)
    gaps = [
        Gap(
            GapKind.COMING,
            Month(2027, 1),
            Month(2027, 1),
            5,
            link(Month(2026, 1), Month(2026, 1), insured=one),
        )
        for one in (by_contract, BPU)
    ]

    refused, priced = price_gaps(TARIFFS, gaps)

    assert (refused.refusal, refused.amount_idr) == (Refusal.BY_CONTRACT, None)
    assert priced.amount_idr == 84_000
    assert price_gaps(TARIFFS, []) == ()


def test_gaps_when_looked_for_in_a_window_are_the_part_that_lies_in_it() -> None:
    gaps = find_gaps([BLITAR], months_between(Month(2026, 5), Month(2026, 12)), HORIZON)

    assert shape(gaps) == [("past", "2026-05", "2026-11"), ("coming", "2026-12", "2026-12")]
    assert find_gaps([BLITAR], months_between(Month(2025, 4), Month(2025, 9)), HORIZON) == ()


terms = st.builds(
    lambda first, length, people, is_committed, number: link(
        Month(2024, 1).plus(first),
        Month(2024, 1).plus(first + length),
        people,
        is_committed=is_committed,
        number=number,
    ),
    st.integers(0, 40),
    st.integers(0, 14),
    st.integers(1, 10_000),
    st.booleans(),
    st.integers(1, 9),
)


@given(st.lists(terms, min_size=1, max_size=4))
def test_gaps_when_found_are_the_months_of_the_strip_without_protection(links: list[Link]) -> None:
    window = months_between(Month(2024, 1), HORIZON.last)
    gaps = find_gaps(links, window, HORIZON)

    unprotected = {MonthStatus.NAKED_PAST, MonthStatus.NAKED_COMING, MonthStatus.PLANNED}
    strip = chain_strip([one.term for one in links], window, HORIZON)
    shown = [(cell.month, cell.people_count) for cell in strip if cell.status in unprotected]
    assert [(month, gap.people_count) for gap in gaps for month in gap.months] == shown
    for priced in price_gaps(TARIFFS, gaps):
        gap = priced.gap
        assert gap.people_count is not None
        runs = price_months(TARIFFS, BPU, gap.people_count, gap.months)
        assert priced.amount_idr == sum(run.amount_idr for run in runs)
        if gap.kind is not GapKind.PAST:
            assert gap.first.year == gap.last.year


def test_contract_of_construction_has_no_months_to_price() -> None:
    jakon = Insured(Segment.JAKON, frozenset({Programme.JKK}), FundingSource.APBD)

    assert find_gaps([link(Month(2026, 3), Month(2026, 12), insured=jakon)], WINDOW, HORIZON) == ()


def test_months_that_were_paid_for_some_are_in_two_gaps_and_in_one_where_for_all() -> None:
    months = months_between(Month(2026, 8), Month(2026, 10))
    paid = dict(
        zip(months, (PaidMonth(600, 0), PaidMonth(600, 0), PaidMonth(1_200, 0)), strict=True)
    )
    term = Term(
        Month(2026, 1),
        Month(2026, 10),
        1_000,
        is_committed=True,
        unbound=frozenset(months),
        paid=paid,
    )

    gaps = find_gaps([Link(UUID(int=1), term, BPU)], months, HORIZON)

    assert [(*shape((gap,))[0], gap.people_count) for gap in gaps] == [
        ("past", "2026-08", "2026-09", 400),
        ("paid", "2026-08", "2026-09", 600),
        ("paid", "2026-10", "2026-10", 1_000),
    ]
    cells = combine([chain_strip([term], months, HORIZON)], months)
    assert [cell.people for cell in cells[1:]] == [
        {MonthStatus.NAKED_PAST: 400, MonthStatus.PAID: 600},
        {MonthStatus.PAID: 1_000},
    ]
