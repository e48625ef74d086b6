"""Parameter files: shipped values, dates, and what the reader refuses."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cooperation.kinds import FundingSource, Grade, OccupationGroup, Programme
from cooperation.labels import PARAMETERS
from cooperation.tariff_files import TariffFileError, current_tariffs, read_tariffs
from cooperation.tariffs import NoTariffInEffect, Parameter, find_band

TARIFFS = current_tariffs()
MAY_2025 = date(2025, 5, 1)
ROW = """
[[parameter]]
key = "{key}"
amount_idr = 6_800
effective_from = {starts}
{ends}
grade = "S"
from_grade = "B"
citation = "PP 44/2015"
"""


def row(key: str = "x", starts: str = "2020-01-01", ends: str = "") -> str:
    return ROW.format(key=key, starts=starts, ends=ends)


def every_parameter() -> list[Parameter[Any]]:
    return [parameter for rows in vars(TARIFFS).values() for parameter in rows]


def test_bands_when_read_are_the_published_33() -> None:
    bands = TARIFFS.band_table("bpu.bands", MAY_2025).value

    assert len(bands) == 33
    assert [(band.from_idr, band.base_idr) for band in (bands[0], bands[9], bands[32])] == [
        (0, 1_000_000),
        (2_700_000, 2_950_000),
        (20_200_000, 20_700_000),
    ]
    middle = [band for band in bands if 10 <= band.number <= 32]
    assert all(
        2 * band.base_idr == band.from_idr + (band.printed_to_idr or 0) + 1_000 for band in middle
    )


@pytest.mark.parametrize(
    ("income", "number"),
    [
        (0, 1),
        (1_099_000, 1),
        (1_099_500, 1),
        (1_099_999, 1),
        (1_100_000, 2),
        (3_199_999, 10),
        (3_200_000, 11),
        (20_199_999, 32),
        (20_200_000, 33),
        (10**15, 33),
    ],
)
def test_band_when_income_meets_a_limit_follows_the_lower_limit(income: int, number: int) -> None:
    assert find_band(TARIFFS.band_table("bpu.bands", MAY_2025).value, income).number == number


def test_lookup_when_nothing_is_in_effect_names_parameter_and_month() -> None:
    with pytest.raises(NoTariffInEffect) as caught:
        TARIFFS.number("bpu.jkm", date(2015, 6, 30))

    assert caught.value.params == {"key": "bpu.jkm", "month": "2015-06"}


@pytest.mark.parametrize(
    ("day", "cap"),
    [
        (date(2025, 2, 28), 10_042_300),
        (date(2025, 3, 1), 10_547_400),
        (date(2026, 11, 1), 10_547_400),
    ],
)
def test_pension_cap_when_month_changes_follows_its_period(day: date, cap: int) -> None:
    assert TARIFFS.number("pu.jp.cap", day).value == cap


def test_pension_cap_when_it_is_of_2026_is_not_verified() -> None:
    assert not TARIFFS.number("pu.jp.cap", date(2026, 3, 1)).grade.is_verified
    assert TARIFFS.number("pu.jp.cap", date(2025, 3, 1)).grade.is_verified


@pytest.mark.parametrize(
    ("group", "day", "is_open"),
    [
        (OccupationGroup.TRANSPORT, date(2025, 12, 1), False),
        (OccupationGroup.TRANSPORT, date(2026, 1, 1), True),
        (OccupationGroup.TRANSPORT, date(2027, 3, 1), True),
        (OccupationGroup.TRANSPORT, date(2027, 4, 1), False),
        (OccupationGroup.OTHER, date(2026, 3, 1), False),
        (OccupationGroup.OTHER, date(2026, 4, 1), True),
        (OccupationGroup.OTHER, date(2026, 12, 1), True),
        (OccupationGroup.OTHER, date(2027, 1, 1), False),
    ],
)
def test_discount_when_month_meets_its_window_is_open_or_closed(
    group: OccupationGroup, day: date, is_open: bool
) -> None:
    assert (TARIFFS.find_discount(group, day) is not None) is is_open


def test_discount_when_source_is_undecided_is_graded_open_and_not_applied() -> None:
    discount = TARIFFS.find_discount(OccupationGroup.OTHER, date(2026, 5, 1))

    assert discount is not None
    rules = discount.value.sources
    assert set(rules) == set(FundingSource)
    undecided = {source for source, rule in rules.items() if rule.grade is Grade.OPEN}
    assert undecided == {FundingSource.ADD, FundingSource.DANA_DESA, FundingSource.NOT_STATED}
    assert not any(rules[source].applies for source in undecided)
    assert discount.value.programmes == {Programme.JKK, Programme.JKM}
    assert discount.value.payable_ratio == Decimal("0.5")


def test_waiting_rule_when_death_benefit_was_unconditional_did_not_exist() -> None:
    with pytest.raises(NoTariffInEffect):
        TARIFFS.number("jkm.waiting", date(2025, 2, 23))
    assert TARIFFS.number("jkm.waiting", date(2025, 2, 24)).value == 3


def test_parameters_when_shipped_all_have_a_citation_and_a_name() -> None:
    shipped = every_parameter()

    assert all(parameter.citation for parameter in shipped)
    assert {parameter.key for parameter in shipped} == set(PARAMETERS)


def test_read_when_two_rows_of_a_key_overlap_is_refused() -> None:
    texts = [row(ends="effective_to = 2021-01-01"), row(starts="2021-01-01")]

    with pytest.raises(TariffFileError, match="x are in effect at once"):
        read_tariffs(texts)


def test_read_when_an_open_row_is_followed_by_another_is_refused() -> None:
    with pytest.raises(TariffFileError, match="at once"):
        read_tariffs([row(), row(starts="2021-01-01")])


def test_read_when_rows_follow_one_another_takes_each_in_its_time() -> None:
    tariffs = read_tariffs([row(ends="effective_to = 2020-12-31"), row(starts="2021-01-01")])

    assert len(tariffs.numbers) == 2
    assert tariffs.number("x", date(2021, 1, 1)).effective_from == date(2021, 1, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        row().replace('grade = "S"', 'grade = "Q"', 1),
        row().replace("amount_idr = 6_800", 'rate = "satu"'),
        row().replace('citation = "PP 44/2015"', ""),
        row().replace("amount_idr = 6_800", "bands = [[1, 2, 3]]"),
        row().replace("amount_idr = 6_800", "bands = [[0, 5, 3], [0, 6, 4]]"),
        row().replace(
            "amount_idr = 6_800", 'slices = [[0, 5, "0.1", "0.1"], [6, 0, "0.1", "0.1"]]'
        ),
        row().replace("amount_idr = 6_800", 'slices = [[0, 5, "0.1", "0.1"]]'),
        row().replace("amount_idr = 6_800", 'classes = { low = "0.1" }'),
    ],
)
def test_read_when_a_row_is_malformed_is_refused(wrong: str) -> None:
    with pytest.raises(TariffFileError, match="malformed"):
        read_tariffs([wrong])
