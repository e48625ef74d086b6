"""The price of one person-month and of one construction contract."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.contracts import price_contract
from cooperation.derivation import StepCode, to_rupiah
from cooperation.kinds import FundingSource, OccupationGroup, Programme, RiskClass, Segment
from cooperation.months import Month
from cooperation.pricing import Insured, NotComputable, price_month
from cooperation.tariff_files import current_tariffs

TARIFFS = current_tariffs()
BOTH = frozenset({Programme.JKK, Programme.JKM})
MAY_2025 = Month(2025, 5)
MAY_2026 = Month(2026, 5)


def bpu(source: FundingSource = FundingSource.APBD, **more: object) -> Insured:
    return Insured(Segment.BPU, BOTH, source, **more)  # type: ignore[arg-type]  # fields of the dataclass


def pu(wage: int, *programmes: Programme, risk: RiskClass = RiskClass.VERY_LOW) -> Insured:
    chosen = frozenset(programmes) or BOTH
    return Insured(Segment.PU, chosen, FundingSource.APBD, wage_idr=wage, risk_class=risk)


def test_lowest_package_when_priced_costs_16800_and_cites_each_part() -> None:
    price = price_month(TARIFFS, bpu(), MAY_2025)

    assert price.rate_idr == 16_800
    assert [(share.programme, share.payable_idr) for share in price.shares] == [
        (Programme.JKK, 10_000),
        (Programme.JKM, 6_800),
    ]
    assert [step.code for step in price.shares[0].steps] == [StepCode.BAND, StepCode.RATE_OF_BASE]
    assert all(step.basis and step.basis.citation for share in price.shares for step in share.steps)


@pytest.mark.parametrize("source", list(FundingSource))
def test_price_when_source_is_public_money_or_undecided_is_never_halved(
    source: FundingSource,
) -> None:
    pays_half = source in {FundingSource.ZAKAT, FundingSource.CSR, FundingSource.SELF}

    price = price_month(TARIFFS, bpu(source), MAY_2026)

    assert price.rate_idr == (8_400 if pays_half else 16_800)
    assert (price.discount is not None) is pays_half


def test_discounted_share_when_opened_keeps_the_full_price_beside_it() -> None:
    price = price_month(TARIFFS, bpu(FundingSource.SELF), MAY_2026)

    assert [(share.full_idr, share.payable_idr) for share in price.shares] == [
        (10_000, 5_000),
        (6_800, 3_400),
    ]
    assert price.shares[0].steps[-1].code is StepCode.DISCOUNT


def test_discount_when_insured_is_a_wage_earner_does_not_exist() -> None:
    insured = Insured(
        Segment.PU,
        BOTH,
        FundingSource.SELF,
        occupation_group=OccupationGroup.TRANSPORT,
        wage_idr=3_000_000,
    )

    assert price_month(TARIFFS, insured, MAY_2026).rate_idr == 16_200


@pytest.mark.parametrize(
    ("insured", "rate"),
    [
        (pu(2_000_000), 10_800),
        (pu(3_000_000), 16_200),
        (pu(2_500_000, Programme.JKK, Programme.JKM, Programme.JHT), 156_000),
        (pu(3_400_000, Programme.JKK, Programme.JKM, Programme.JHT), 212_160),
        (pu(2_000_000, risk=RiskClass.LOW), 16_800),
        (pu(2_000_000, risk=RiskClass.MEDIUM), 23_800),
        (pu(2_000_000, risk=RiskClass.HIGH), 31_400),
        (pu(2_000_000, risk=RiskClass.VERY_HIGH), 40_800),
        (pu(10_547_400, Programme.JP), 316_422),
        (pu(10_547_401, Programme.JP), 316_422),
    ],
)
def test_wage_earner_when_priced_owes_ratios_of_the_wage(insured: Insured, rate: int) -> None:
    assert price_month(TARIFFS, insured, MAY_2025).rate_idr == rate


def test_price_when_a_ratio_leaves_a_fraction_rounds_each_programme_and_says_so() -> None:
    price = price_month(TARIFFS, pu(2_413_974), MAY_2025)

    assert [share.payable_idr for share in price.shares] == [5_794, 7_242]
    assert [share.steps[-1].code for share in price.shares] == [StepCode.ROUND, StepCode.ROUND]
    assert price.rate_idr == 13_036


@pytest.mark.parametrize(
    ("amount", "rounded"), [("0.5", 1), ("1.5", 2), ("2.5", 3), ("2.4999", 2), ("-0.5", -1)]
)
def test_rounding_when_half_goes_away_from_zero(amount: str, rounded: int) -> None:
    assert to_rupiah(Decimal(amount)) == rounded


@pytest.mark.parametrize(
    "insured",
    [
        Insured(Segment.BPU, BOTH | {Programme.JP}, FundingSource.APBD),
        Insured(Segment.BPU, frozenset(), FundingSource.APBD),
        Insured(Segment.PU, BOTH, FundingSource.APBD),
        Insured(Segment.JAKON, BOTH, FundingSource.APBD),
    ],
)
def test_price_when_terms_are_impossible_is_refused(insured: Insured) -> None:
    with pytest.raises(NotComputable):
        price_month(TARIFFS, insured, MAY_2025)


@given(st.integers(0, 30_000_000), st.integers(0, 30_000_000))
def test_price_when_income_is_higher_is_never_lower(one: int, other: int) -> None:
    low, high = sorted((one, other))

    assert (
        price_month(TARIFFS, bpu(income_idr=low), MAY_2025).rate_idr
        <= price_month(TARIFFS, bpu(income_idr=high), MAY_2025).rate_idr
    )


@given(
    st.sampled_from(list(FundingSource)),
    st.sampled_from(list(OccupationGroup)),
    st.integers(0, 30_000_000),
    st.integers(0, 40).map(Month(2025, 1).plus),
)
def test_discounted_price_when_compared_is_half_or_all_of_the_full_price(
    source: FundingSource, group: OccupationGroup, income: int, month: Month
) -> None:
    price = price_month(TARIFFS, bpu(source, occupation_group=group, income_idr=income), month)

    full = sum(share.full_idr for share in price.shares)
    assert price.rate_idr * 2 == full if price.discount else price.rate_idr == full


@pytest.mark.parametrize(
    ("value", "jkk", "jkm"),
    [
        (100_000_000, 210_000, 30_000),
        (500_000_000, 890_000, 110_000),
        (1_000_000_000, 1_540_000, 210_000),
        (5_000_000_000, 5_940_000, 610_000),
        (10_000_000_000, 10_440_000, 1_110_000),
        (0, 0, 0),
        (100_000_001, 210_000, 30_000),
    ],
)
def test_contract_when_it_ends_in_a_slice_sums_the_slices(value: int, jkk: int, jkm: int) -> None:
    price = price_contract(TARIFFS, value, MAY_2025)

    assert (price.jkk_idr, price.jkm_idr, price.total_idr) == (jkk, jkm, jkk + jkm)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_contract_when_it_is_larger_never_owes_less_but_a_smaller_share(
    one: int, other: int
) -> None:
    low, high = sorted((one, other))
    small, large = price_contract(TARIFFS, low, MAY_2025), price_contract(TARIFFS, high, MAY_2025)

    assert small.total_idr <= large.total_idr
    rounding = 2 * high  # at most one rupiah for each of the two totals
    assert large.total_idr * low <= small.total_idr * high + rounding


def test_tariffs_when_month_is_first_of_a_rule_use_its_first_day() -> None:
    assert Month.of(date(2026, 4, 30)).first_day == date(2026, 4, 1)
    assert price_month(TARIFFS, bpu(FundingSource.SELF), Month(2026, 4)).rate_idr == 8_400
    assert price_month(TARIFFS, bpu(FundingSource.SELF), Month(2026, 3)).rate_idr == 16_800
