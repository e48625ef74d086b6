"""Packages for contracts of migrant workers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.derivation import StepCode
from cooperation.migrant_contracts import Placement, price_migrant
from cooperation.months import Month
from cooperation.pricing import NotComputable
from cooperation.tariff_files import current_tariffs
from cooperation.tariffs import NoTariffInEffect

TARIFFS = current_tariffs()
MAY_2026 = Month(2026, 5)


@pytest.mark.parametrize(
    ("months", "agency", "independent"),
    [
        (6, 145_500, 108_000),
        (12, 226_500, 189_000),
        (24, 370_000, 332_500),
        (30, 451_000, 413_500),
        (7, 159_000, 121_500),
    ],
)
def test_contract_when_priced_costs_its_package_and_each_month_beyond(
    months: int, agency: int, independent: int
) -> None:
    assert price_migrant(TARIFFS, months, Placement.AGENCY, MAY_2026).total_idr == agency
    assert price_migrant(TARIFFS, months, Placement.INDEPENDENT, MAY_2026).total_idr == independent


def test_price_when_opened_names_each_part_and_its_law() -> None:
    price = price_migrant(TARIFFS, 30, Placement.AGENCY, MAY_2026)

    assert [step.code for step in price.steps] == [
        StepCode.PACKAGE,
        StepCode.EXTENSION,
        StepCode.BEFORE_WORK,
    ]
    assert price.steps[-1].result_idr == price.total_idr
    assert all(step.basis and "Pasal 18" in step.basis.citation for step in price.steps)


def test_contract_when_shorter_than_every_package_is_refused_with_the_shortest() -> None:
    with pytest.raises(NotComputable) as caught:
        price_migrant(TARIFFS, 5, Placement.INDEPENDENT, MAY_2026)

    assert caught.value.params == {"months": "6"}


def test_contract_when_paid_before_the_rule_has_no_price() -> None:
    with pytest.raises(NoTariffInEffect):
        price_migrant(TARIFFS, 24, Placement.AGENCY, Month(2023, 2))


@given(st.integers(6, 120), st.sampled_from(Placement))
def test_contract_when_a_month_longer_costs_an_extension_more_or_is_another_package(
    months: int, placement: Placement
) -> None:
    shorter, longer = (
        price_migrant(TARIFFS, length, placement, MAY_2026).total_idr
        for length in (months, months + 1)
    )

    is_package = months + 1 in {12, 24}
    assert is_package or longer - shorter == 13_500
