"""Stated figures that look mistyped: which are, by how much, and how it is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.amendment_effects import amendment_effect
from cooperation.amendments import Amendment
from cooperation.arithmetic import Terms, compute
from cooperation.examination import examine
from cooperation.findings import FindingCode
from cooperation.months import Month
from cooperation.sentences import render
from cooperation.slip_words import slip_sentences
from cooperation.slips import (
    Against,
    Figure,
    find_amendment_slips,
    find_people_slip,
    find_slips,
)
from cooperation.tariff_files import current_tariffs
from cooperation.wording import describe
from tests.unit.cooperation.terms import terms

TARIFFS = current_tariffs()
VALUE = 8_125 * 10 * 16_800


def blitar(**stated: object) -> Terms:
    return terms(**{"people_count": 8_125, "month_count": 10, **stated})  # type: ignore[arg-type]  # fields of terms


def told(found: Terms) -> list[tuple[Figure, Against, int, bool]]:
    slips = find_slips(compute(TARIFFS, found))
    return [(one.figure, one.against, one.times, one.is_over) for one in slips]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (
            {"budget_idr": VALUE * 1000, "stated_total_idr": VALUE},
            [(Figure.BUDGET, Against.COMPUTED, 1000, True)],
        ),
        (
            {"budget_idr": VALUE, "stated_total_idr": VALUE // 1000},
            [(Figure.TOTAL, Against.COMPUTED, 1000, False)],
        ),
        (
            {"budget_idr": VALUE * 10, "stated_total_idr": VALUE * 10},
            [(Figure.BUDGET, Against.COMPUTED, 10, True)],
        ),
        ({"stated_rate_idr": 1_680_000}, [(Figure.RATE, Against.TARIFF, 100, True)]),
        ({"stated_rate_idr": 168}, [(Figure.RATE, Against.TARIFF, 100, False)]),
        (
            {
                "people_count": None,
                "month_count": None,
                "budget_idr": 5_000_000,
                "stated_total_idr": 5_000_000_000,
            },
            [(Figure.BUDGET, Against.STATED_TOTAL, 1000, False)],
        ),
        ({"budget_idr": VALUE, "stated_total_idr": VALUE, "stated_rate_idr": 16_800}, []),
        ({"budget_idr": VALUE * 9, "stated_total_idr": VALUE}, []),
        ({"budget_idr": VALUE * 400, "stated_total_idr": VALUE}, []),
        ({"stated_rate_idr": 16_500}, []),
    ],
)
def test_slip_when_noughts_are_too_many_or_too_few(
    stated: dict[str, object], expected: list[tuple[Figure, Against, int, bool]]
) -> None:
    assert told(blitar(**stated)) == expected


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_slip_of_people_is_the_same_both_ways(people: int, before: int) -> None:
    over, under = find_people_slip(people, before), find_people_slip(before, people)

    assert (over is None) is (under is None)
    larger, smaller = max(people, before), min(people, before)
    assert (over is not None) is (500 <= larger / smaller <= 1500)
    if over and under:
        assert over.is_over is not under.is_over


@pytest.mark.parametrize(
    ("budget", "codes"),
    [
        (VALUE, {FindingCode.AMENDED_OVER_BUDGET}),
        (VALUE * 10, set()),
        (VALUE * 10_000, {FindingCode.FIGURE_SLIP}),
        (VALUE // 10, {FindingCode.FIGURE_SLIP, FindingCode.AMENDED_OVER_BUDGET}),
    ],
)
@pytest.mark.parametrize("has_value", [True, False])
def test_budget_is_compared_with_what_addenda_made_of_the_programme(
    budget: int, codes: set[FindingCode], *, has_value: bool
) -> None:
    tenfold = Amendment(Month(2025, 1), people_count=81_250, total_idr=VALUE * 10)
    found = blitar(
        budget_idr=budget,
        stated_total_idr=VALUE if has_value else budget,
        amendments=(tenfold,),
    )

    told = {one.code for one in examine(TARIFFS, found).pressing}

    assert told == codes


def test_finding_of_a_slip_needs_doing_says_both_amounts_in_words_and_stands_alone() -> None:
    found = examine(TARIFFS, blitar(budget_idr=VALUE * 1000, stated_total_idr=VALUE))

    (finding,) = found.pressing
    assert finding.code is FindingCode.FIGURE_SLIP
    assert FindingCode.BUDGET_DIFFERS not in {one.code for one in found.findings}
    assert render(describe(finding)) == (
        "Anggaran sekitar seribu kali lipat: tertulis Rp1.365.000.000.000 (satu triliun tiga ratus"
        " enam puluh lima miliar rupiah), sedangkan hitungan Rp1.365.000.000 (satu miliar tiga"
        " ratus enam puluh lima juta rupiah). Periksa banyaknya nol pada sumbernya."
    )


def test_slip_of_people_is_said_in_persons() -> None:
    slip = find_people_slip(8_125_000, 8_125)

    assert slip is not None
    assert find_people_slip(81_250, 8_125) is None
    assert render(slip_sentences(slip)).startswith(
        "Jumlah pekerja sekitar seribu kali lipat: tertulis 8.125.000 orang (delapan juta seratus"
        " dua puluh lima ribu), sedangkan program yang dilanjutkan 8.125 orang"
    )


ADDED_VALUE = (8_125 * 7 + 8_625 * 3) * 16_800


@pytest.mark.parametrize(
    ("people", "total", "expected"),
    [
        (8_625, ADDED_VALUE, []),
        (None, VALUE // 1000, [(Figure.NEW_TOTAL, Against.COMPUTED, 1000, False)]),
        (8_625, ADDED_VALUE // 1000, [(Figure.NEW_TOTAL, Against.COMPUTED, 1000, False)]),
        (8_625, ADDED_VALUE * 10, [(Figure.NEW_TOTAL, Against.COMPUTED, 10, True)]),
        (86_250, ADDED_VALUE, [(Figure.NEW_PEOPLE, Against.AMENDED, 10, True)]),
        (
            86_250,
            ADDED_VALUE // 1000,
            [
                (Figure.NEW_PEOPLE, Against.AMENDED, 10, True),
                (Figure.NEW_TOTAL, Against.AMENDED, 1000, False),
            ],
        ),
        (862, None, [(Figure.NEW_PEOPLE, Against.AMENDED, 10, False)]),
        (8_625_000, None, [(Figure.NEW_PEOPLE, Against.AMENDED, 1000, True)]),
        (32_500, None, []),
        (16_250, None, []),
    ],
)
def test_slip_of_an_addendum_is_seen_beside_what_it_changes_and_comes_to(
    people: int | None,
    total: int | None,
    expected: list[tuple[Figure, Against, int, bool]],
) -> None:
    amendment = Amendment(Month(2025, 8), people_count=people, total_idr=total)
    effect = amendment_effect(TARIFFS, blitar(first_month="2025-01"), amendment)

    slips = find_amendment_slips(effect, people)

    assert [(one.figure, one.against, one.times, one.is_over) for one in slips] == expected


def test_value_of_an_addendum_is_seen_beside_the_value_before_where_nothing_is_computed() -> None:
    bare = blitar(people_count=None, month_count=None, stated_total_idr=VALUE)
    effect = amendment_effect(TARIFFS, bare, Amendment(Month(2025, 8), total_idr=VALUE // 1000))

    (slip,) = find_amendment_slips(effect, None)

    assert (slip.against, slip.expected) == (Against.STATED_TOTAL, VALUE)


def test_slip_of_people_of_an_addendum_is_said_beside_those_before() -> None:
    amendment = Amendment(Month(2025, 8), people_count=86_250)
    effect = amendment_effect(TARIFFS, blitar(), amendment)

    (slip,) = find_amendment_slips(effect, 86_250)

    assert render(slip_sentences(slip)) == (
        "Jumlah pekerja menurut adendum sekitar sepuluh kali lipat: tertulis 86.250 orang (delapan"
        " puluh enam ribu dua ratus lima puluh), sedangkan sebelum adendum ini 8.125 orang"
        " (delapan ribu seratus dua puluh lima). Periksa banyaknya nol pada sumbernya."
    )
