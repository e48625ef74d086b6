"""Prices of whole rosters: equal to prices of one person, none lost, each with its rule."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation.kinds import FundingSource, OccupationGroup, Programme, RiskClass, Segment
from cooperation.months import Month
from cooperation.price_rules import programme_bits
from cooperation.pricing import Insured, MonthPrice, NotComputable, price_month
from cooperation.quoting import MAX_AMOUNT_IDR, ROSTER_SCHEMA, Quotes, Refusal, quote
from cooperation.tariff_files import current_tariffs, read_tariffs
from cooperation.tariffs import NoTariffInEffect
from tenants.kernel.errors import AppError

TARIFFS = current_tariffs()
BOTH = frozenset({Programme.JKK, Programme.JKM})
EDGES = [band.from_idr for band in TARIFFS.band_table("bpu.bands", date(2025, 5, 1)).value]
CAPS = [10_042_300, 10_547_400]


@dataclass(frozen=True)
class PersonMonth:
    insured: Insured
    month: Month


def roster_of(rows: list[PersonMonth], **changed: object) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "segment": row.insured.segment,
                "programmes": programme_bits(row.insured.programmes),
                "source": row.insured.source,
                "occupation_group": row.insured.occupation_group,
                "income_idr": row.insured.income_idr,
                "risk_class": row.insured.risk_class,
                "wage_idr": row.insured.wage_idr,
                "month": row.month.first_day,
            }
            | changed
            for row in rows
        ],
        schema=dict(ROSTER_SCHEMA),
        strict=False,
    )


def quoted(*rows: PersonMonth, **changed: object) -> Quotes:
    return quote(TARIFFS, roster_of(list(rows), **changed))


def bpu(month: Month, source: FundingSource = FundingSource.APBD, **more: Any) -> PersonMonth:
    return PersonMonth(Insured(Segment.BPU, BOTH, source, **more), month)


def pu(wage: int, month: Month, programmes: frozenset[Programme] = BOTH) -> PersonMonth:
    return PersonMonth(Insured(Segment.PU, programmes, FundingSource.APBD, wage_idr=wage), month)


def price_or_refusal(row: PersonMonth) -> MonthPrice | AppError:
    try:
        return price_month(TARIFFS, row.insured, row.month)
    except (NotComputable, NoTariffInEffect) as refused:
        return refused


near = st.integers(-1, 1)
amounts = (
    st.integers(0, 30_000_000)
    | st.builds(lambda edge, step: max(0, edge + step), st.sampled_from(EDGES + CAPS), near)
    | st.integers(0, MAX_AMOUNT_IDR)
)
person_months = st.builds(
    PersonMonth,
    st.builds(
        Insured,
        segment=st.sampled_from(Segment),
        programmes=st.frozensets(st.sampled_from(Programme)),
        source=st.sampled_from(FundingSource),
        occupation_group=st.sampled_from(OccupationGroup),
        income_idr=st.none() | amounts,
        wage_idr=st.none() | amounts,
        risk_class=st.sampled_from(RiskClass),
    ),
    st.integers(0, 14 * 12).map(Month(2014, 10).plus),
)


@settings(max_examples=300)
@given(st.lists(person_months, min_size=1, max_size=40))
def test_roster_when_quoted_equals_the_price_of_each_person_month(rows: list[PersonMonth]) -> None:
    quotes = quoted(*rows)

    assert quotes.frame.height == len(rows)
    for row, found in zip(rows, quotes.frame.to_dicts(), strict=True):
        price = price_or_refusal(row)
        if isinstance(price, AppError):
            assert (found["rule"], found["total_idr"]) == (None, None)
            is_of_time = isinstance(price, NoTariffInEffect)
            assert (found["refusal"] == Refusal.NO_TARIFF) is is_of_time
            continue
        assert found["refusal"] is None
        paid = {share.programme: share.payable_idr for share in price.shares}
        assert {one: found[f"{one}_idr"] for one in Programme} == {
            one: paid.get(one, 0) for one in Programme
        }
        assert found["total_idr"] == price.rate_idr
        rule = quotes.rules[found["rule"]]
        assert rule.open_shares(row.insured.wage_idr) == price.shares
        assert {row.key for row in rule.parameters} == {
            step.basis.key for share in price.shares for step in share.steps if step.basis
        }


@given(
    st.lists(person_months, min_size=1, max_size=20),
    st.lists(person_months, min_size=1, max_size=20),
)
def test_totals_when_rosters_are_joined_add_up_over_people_and_months(
    some: list[PersonMonth], others: list[PersonMonth]
) -> None:
    together = quoted(*some, *others).frame

    parts = [quoted(*rows).frame["total_idr"].sum() for rows in (some, others)]
    assert together["total_idr"].sum() == sum(parts)
    assert sum(together[f"{one}_idr"].sum() for one in Programme) == sum(parts)


@given(
    st.sampled_from([Segment.BPU, Segment.PU]),
    amounts,
    amounts,
    st.integers(0, 48).map(Month(2024, 3).plus),
    st.sampled_from(FundingSource),
)
def test_price_when_income_rises_within_a_segment_never_falls(
    segment: Segment, one: int, other: int, month: Month, source: FundingSource
) -> None:
    chosen = frozenset(Programme) if segment is Segment.PU else BOTH | {Programme.JHT}
    low, high = sorted((max(1, one), max(1, other)))
    rows = [
        PersonMonth(Insured(segment, chosen, source, income_idr=idr, wage_idr=idr), month)
        for idr in (low, high)
    ]

    less, more = quoted(*rows).frame["total_idr"].to_list()
    assert less <= more


PUBLIC_MONEY = [FundingSource.APBD, FundingSource.APBD_P]
BOOKED_IN_APBD = [FundingSource.DBHCHT, FundingSource.DBH_SAWIT]


@given(
    st.sampled_from(PUBLIC_MONEY + BOOKED_IN_APBD),
    st.sampled_from(OccupationGroup),
    amounts,
    st.integers(0, 36).map(Month(2025, 7).plus),
)
def test_discount_when_money_is_of_the_state_or_the_region_never_applies(
    source: FundingSource, group: OccupationGroup, income: int, month: Month
) -> None:
    before = Month(2025, 6)
    paid, full = quoted(
        bpu(month, source, occupation_group=group, income_idr=income),
        bpu(before, source, occupation_group=group, income_idr=income),
    ).frame["total_idr"]

    assert paid == full


def test_lowest_band_and_the_nearest_wage_when_quoted_together_stay_apart() -> None:
    quotes = quoted(bpu(Month(2026, 5)), pu(3_000_000, Month(2026, 5)))

    assert quotes.frame["total_idr"].to_list() == [16_800, 16_200]
    first, second = (quotes.rules[place] for place in quotes.frame["rule"])
    assert (first.insured.segment, second.insured.segment) == (Segment.BPU, Segment.PU)
    assert first.band is not None
    assert second.band is None


def test_rules_when_months_differ_in_nothing_are_written_once() -> None:
    months = [Month(2026, 4).plus(offset) for offset in range(9)]
    quotes = quoted(
        *(bpu(month) for month in months),
        *(bpu(month, FundingSource.SELF) for month in months),
        *(
            pu(12_000_000, month, frozenset(Programme))
            for month in (Month(2025, 2), Month(2025, 3))
        ),
    )

    rules = quotes.frame["rule"].to_list()
    assert len(set(rules[:9])) == len(set(rules[9:18])) == 1
    assert rules[0] != rules[9]
    assert rules[18] != rules[19]
    discounts = [row.key for row in quotes.rules[rules[9]].parameters]
    assert "bpu.discount.other" in discounts
    assert len(quotes.rules) == 2 * len(EDGES) + 2


GOOD = {
    "segment": "bpu",
    "programmes": 3,
    "source": "apbd",
    "occupation_group": "other",
    "income_idr": 1_000_000,
    "risk_class": "low",
    "wage_idr": 2_000_000,
    "month": date(2025, 5, 31),
}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"segment": "pmi"}, Refusal.SEGMENT_UNKNOWN),
        ({"segment": None}, Refusal.SEGMENT_UNKNOWN),
        ({"segment": "jakon", "month": None}, Refusal.BY_CONTRACT),
        ({"programmes": None}, Refusal.PROGRAMMES_UNKNOWN),
        ({"programmes": 16}, Refusal.PROGRAMMES_UNKNOWN),
        ({"programmes": 0}, Refusal.NO_PROGRAMME),
        ({"programmes": 11}, Refusal.PROGRAMME_NOT_OPEN),
        ({"source": "hibah"}, Refusal.SOURCE_UNKNOWN),
        ({"occupation_group": ""}, Refusal.OCCUPATION_GROUP_UNKNOWN),
        ({"income_idr": -1}, Refusal.AMOUNT_OUT_OF_RANGE),
        ({"income_idr": MAX_AMOUNT_IDR + 1}, Refusal.AMOUNT_OUT_OF_RANGE),
        ({"month": None}, Refusal.MONTH_UNKNOWN),
        ({"month": date(2015, 6, 30)}, Refusal.NO_TARIFF),
        ({"segment": "pu", "risk_class": "extreme"}, Refusal.RISK_CLASS_UNKNOWN),
        ({"segment": "pu", "wage_idr": None}, Refusal.WAGE_MISSING),
        ({"segment": "pu", "wage_idr": 0}, Refusal.WAGE_MISSING),
        ({"segment": "pu", "wage_idr": -1}, Refusal.AMOUNT_OUT_OF_RANGE),
        ({"segment": "pu", "programmes": 8, "month": date(2024, 2, 29)}, Refusal.NO_TARIFF),
    ],
)
def test_row_when_it_has_no_price_says_why_and_its_neighbours_keep_theirs(
    changed: dict[str, object], code: Refusal
) -> None:
    texts = {
        name: pl.String if isinstance(dtype, pl.Enum) else dtype
        for name, dtype in ROSTER_SCHEMA.items()
    }
    roster = pl.DataFrame([GOOD, GOOD | changed, GOOD], schema=texts)

    frame = quote(TARIFFS, roster).frame

    assert frame["refusal"].to_list() == [None, code, None]
    assert frame["total_idr"].to_list() == [16_800, None, 16_800]
    assert frame["rule"].is_null().to_list() == [False, True, False]


def test_row_when_only_the_other_segment_needs_what_is_empty_has_a_price() -> None:
    empty = {"income_idr": None, "source": None, "occupation_group": None}
    rows = [
        GOOD | {"segment": "pu", "risk_class": "very_low"} | empty,
        GOOD | {"wage_idr": None, "risk_class": None, "income_idr": None},
    ]

    frame = quote(TARIFFS, pl.DataFrame(rows, schema=dict(ROSTER_SCHEMA))).frame

    assert frame["total_idr"].to_list() == [10_800, 16_800]


def test_roster_when_it_is_empty_gives_no_price_and_keeps_its_columns() -> None:
    quotes = quote(TARIFFS, pl.DataFrame(schema=dict(ROSTER_SCHEMA)))

    assert quotes.frame.height == 0
    assert quotes.rules == ()


def test_rate_when_it_has_too_many_digits_is_refused_rather_than_cut() -> None:
    rows = "".join(
        f'[[parameter]]\nkey = "pu.{programme}.rate"\nrate = "{rate}"\n'
        'effective_from = 2020-01-01\ngrade = "B"\nfrom_grade = "B"\ncitation = "-"\n'
        for programme, rate in (("jkm", "0.003"), ("jht", "0.0570000000001"))
    )
    tariffs = read_tariffs([rows])
    person = pu(1_000_000, Month(2025, 5), frozenset({Programme.JKM, Programme.JHT}))

    with pytest.raises(OverflowError):
        quote(tariffs, roster_of([person]))


# What the published tables say, in words of the test alone.
BASES = """
0 1000 1100 1200 1300 1400 1500 1600 1700 1800 1900 2000 2100 2200 2300 2400 2500 2600 2700 2950
3200 3450 3700 3950 4200 4450 4700 4950 5200 5450 5700 5950 6200 6450 6700 6950 7200 7450 7700 7950
8200 8700 9200 9700 10200 10700 11200 11700 12200 12700 13200 13700 14200 14700 15200 15700
16200 16700 17200 17700 18200 18700 19200 19700 20200 20700
"""
PER_TEN_THOUSAND = {"very_low": 24, "low": 54, "medium": 89, "high": 127, "very_high": 174}


def half_up(amount: int, whole: int) -> int:
    return (2 * amount + whole) // (2 * whole)


def oracle(row: PersonMonth) -> int:
    """Rupiah of a person-month from January 2025, by the printed tables."""
    who, at = row.insured, (row.month.year, row.month.number)
    if who.segment is Segment.PU:
        wage = who.wage_idr or 0
        parts = {
            "jkk": half_up(wage * PER_TEN_THOUSAND[who.risk_class], 10_000),
            "jkm": half_up(wage * 30, 10_000),
            "jht": half_up(wage * 570, 10_000),
            "jp": half_up(min(wage, 10_042_300 if at < (2025, 3) else 10_547_400) * 3, 100),
        }
        return sum(parts[one] for one in who.programmes)
    numbers = [int(number) * 1_000 for number in BASES.split()]
    base = max(
        base
        for lower, base in zip(numbers[::2], numbers[1::2], strict=True)
        if lower <= (who.income_idr or 0)
    )
    window = (
        (2026, 1) <= at <= (2027, 3)
        if who.occupation_group is OccupationGroup.TRANSPORT
        else (2026, 4) <= at <= (2026, 12)
    )
    halved = window and who.source in {"zakat", "csr", "self"}
    parts = {"jkk": base // 100, "jkm": 6_800, "jht": base // 50}
    return sum(parts[one] // 2 if halved and one != "jht" else parts[one] for one in who.programmes)


def insured_people() -> st.SearchStrategy[Insured]:
    of_bpu = st.builds(
        Insured,
        segment=st.just(Segment.BPU),
        programmes=st.frozensets(st.sampled_from(["jkk", "jkm", "jht"]).map(Programme), min_size=1),
        source=st.sampled_from(FundingSource),
        occupation_group=st.sampled_from(OccupationGroup),
        income_idr=st.none() | amounts,
    )
    of_pu = st.builds(
        Insured,
        segment=st.just(Segment.PU),
        programmes=st.frozensets(st.sampled_from(Programme), min_size=1),
        source=st.sampled_from(FundingSource),
        wage_idr=amounts.filter(bool),
        risk_class=st.sampled_from(RiskClass),
    )
    return of_bpu | of_pu


@settings(max_examples=200)
@given(
    st.lists(
        st.builds(PersonMonth, insured_people(), st.integers(0, 40).map(Month(2025, 1).plus)),
        min_size=1,
        max_size=40,
    )
)
def test_roster_when_quoted_equals_a_straightforward_reading_of_the_tables(
    rows: list[PersonMonth],
) -> None:
    assert quoted(*rows).frame["total_idr"].to_list() == [oracle(row) for row in rows]


def test_every_band_edge_in_every_window_when_quoted_equals_the_reading() -> None:
    months = [Month.of(date(2025, 1, 1) + timedelta(days=31 * step)) for step in range(30)]
    rows = [
        bpu(month, source, occupation_group=group, income_idr=edge + step)
        for edge, step, month, source, group in product(
            EDGES[1:], (-1, 0), months, (FundingSource.APBD, FundingSource.CSR), OccupationGroup
        )
    ]

    assert quoted(*rows).frame["total_idr"].to_list() == [oracle(row) for row in rows]
