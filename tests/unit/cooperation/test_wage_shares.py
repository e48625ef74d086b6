"""Who pays a wage-earner's contribution, and what JKP receives of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.kinds import FundingSource, Programme, RiskClass, Segment
from cooperation.months import Month
from cooperation.pricing import Insured, NotComputable
from cooperation.tariff_files import current_tariffs
from cooperation.wage_shares import JkpSource, WageShares, divide_wage_contribution

TARIFFS = current_tariffs()
MAY_2026 = Month(2026, 5)
ALL = frozenset(Programme)


def divided(
    wage: int,
    month: Month = MAY_2026,
    programmes: frozenset[Programme] = ALL,
    risk: RiskClass = RiskClass.VERY_LOW,
) -> WageShares:
    insured = Insured(Segment.PU, programmes, FundingSource.APBD, wage_idr=wage, risk_class=risk)
    return divide_wage_contribution(TARIFFS, insured, month)


def test_wage_when_divided_charges_the_worker_for_old_age_and_pension_alone() -> None:
    found = divided(3_000_000)

    assert {share.programme: (share.employer_idr, share.worker_idr) for share in found.shares} == {
        Programme.JKK: (7_200, 0),
        Programme.JKM: (9_000, 0),
        Programme.JHT: (111_000, 60_000),
        Programme.JP: (60_000, 30_000),
    }


def test_jkp_when_rates_are_of_2025_is_paid_by_the_state_and_out_of_jkk() -> None:
    found = divided(3_000_000)

    assert {share.source: share.amount_idr for share in found.jkp} == {
        JkpSource.STATE: 6_600,
        JkpSource.JKK: 4_200,
        JkpSource.JKM: 0,
    }
    assert found.jkp_idr == 10_800
    kept = {share.programme: share.kept_idr for share in found.shares}
    assert (kept[Programme.JKK], kept[Programme.JKM]) == (3_000, 9_000)


def test_jkp_when_month_is_before_the_change_also_takes_from_jkm() -> None:
    found = divided(3_000_000, Month(2025, 2))

    assert found.jkp_idr == 13_800
    kept = {share.programme: share.kept_idr for share in found.shares}
    assert (kept[Programme.JKK], kept[Programme.JKM]) == (3_000, 6_000)
    assert found.price.rate_idr == divided(3_000_000).price.rate_idr


def test_jkp_when_wage_is_above_its_limit_is_of_the_limit_which_is_not_verified() -> None:
    found = divided(8_000_000)

    assert found.jkp_idr == 18_000
    basis = found.jkp[0].steps[0].basis
    assert basis is not None
    assert not basis.grade.is_verified


@pytest.mark.parametrize("lacking", [Programme.JKK, Programme.JKM, Programme.JHT])
def test_jkp_when_a_programme_before_it_is_missing_is_not_open(lacking: Programme) -> None:
    found = divided(3_000_000, programmes=ALL - {lacking})

    assert found.jkp == ()
    assert all(share.moved_idr == 0 for share in found.shares)


def test_division_when_insured_has_no_wage_is_refused() -> None:
    with pytest.raises(NotComputable):
        divided(0)


@given(
    st.integers(1, 10**12),
    st.sampled_from(RiskClass),
    st.frozensets(st.sampled_from(Programme), min_size=1),
    st.integers(0, 30).map(Month(2024, 3).plus),
)
def test_parts_when_summed_are_the_bill_and_nothing_is_moved_that_was_not_paid(
    wage: int, risk: RiskClass, programmes: frozenset[Programme], month: Month
) -> None:
    found = divided(wage, month, programmes, risk)

    paid = sum(share.employer_idr + share.worker_idr for share in found.shares)
    assert paid == found.price.rate_idr
    moved = sum(share.moved_idr for share in found.shares)
    assert moved == found.jkp_idr - sum(
        share.amount_idr for share in found.jkp if share.source is JkpSource.STATE
    )
    assert all(share.kept_idr >= 0 and share.employer_idr >= 0 for share in found.shares)


@pytest.mark.parametrize("month", [Month(2024, 5), Month(2025, 5)])
def test_rate_of_jkp_when_its_sources_are_summed_is_whole(month: Month) -> None:
    day = month.first_day

    sources = sum(TARIFFS.rate(f"pu.jkp.{source}", day).value for source in JkpSource)
    assert sources == TARIFFS.rate("pu.jkp.rate", day).value
