"""Cost by funding source, insurance programme and month: everything is in it, once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.arithmetic import Computation, compute
from cooperation.cost_annexes import cost_annex
from cooperation.funding_split import SourcedCost, split_by_source
from cooperation.kinds import FundingSource, Programme, Segment
from cooperation.months import Month
from cooperation.pricing import Insured
from cooperation.tariff_files import current_tariffs
from tests.unit.cooperation.terms import paid_from, terms

DBHCHT, APBD, APBD_P = FundingSource.DBHCHT, FundingSource.APBD, FundingSource.APBD_P


def cost(source: FundingSource, people: int, months: int, first: str = "2026-01") -> SourcedCost:
    stated = terms(first, paid_from(source), people_count=people, month_count=months)
    return SourcedCost(f"{source} {people}", source, compute(current_tariffs(), stated))


def computed(one: SourcedCost) -> Computation:
    assert one.computed is not None
    return one.computed


some = st.lists(
    st.builds(
        cost,
        st.sampled_from([DBHCHT, APBD, APBD_P, FundingSource.ZAKAT]),
        st.integers(1, 5_000),
        st.integers(1, 12),
        st.sampled_from(["2026-01", "2026-04", "2025-11"]),
    ),
    max_size=5,
)


@given(some)
def test_split_adds_up_to_the_programmes_in_every_direction(costs: list[SourcedCost]) -> None:
    found = split_by_source(costs)

    total = sum(computed(one).total_idr or 0 for one in costs)
    assert found.amount_idr == total == sum(one.amount_idr for one in found.sources)
    assert sum(found.by_programme.values()) == total
    for programme in found.programmes:
        parts = [computed(one).programme_total_idr(programme) or 0 for one in costs]
        assert found.by_programme[programme] == sum(parts)
    for source in found.sources:
        own = [computed(one) for one in costs if one.source is source.source]
        assert source.amount_idr == sum(one.total_idr or 0 for one in own)
        assert [one.count for one in source.person_months] == [one.worker_months for one in own]
        for row in source.rows:
            assert row.month is not None
            assert row.amount_idr == sum(one.by_month.get(row.month, 0) for one in own)


def test_sources_stand_in_their_order_and_apbd_apart_from_its_amendment() -> None:
    found = split_by_source([cost(DBHCHT, 10, 2), cost(APBD_P, 5, 1, "2026-10"), cost(APBD, 7, 1)])

    assert [one.source for one in found.sources] == [APBD, APBD_P, DBHCHT]
    (october,) = found.sources[1].rows
    assert (october.month, [one.count for one in october.people]) == (Month(2026, 10), [5])
    assert found.programmes == [Programme.JKK, Programme.JKM]


def test_programmes_of_one_source_share_its_months_and_their_people_are_not_added() -> None:
    found = split_by_source([cost(DBHCHT, 10, 2), cost(DBHCHT, 5, 1, "2026-02")])

    (source,) = found.sources
    told = [[(one.title, one.count) for one in row.people] for row in source.rows]
    assert told == [[("dbhcht 10", 10)], [("dbhcht 10", 10), ("dbhcht 5", 5)]]
    assert [(one.number, one.count) for one in source.person_months] == [(1, 20), (2, 5)]
    assert source.titles == ["dbhcht 10", "dbhcht 5"]


def test_annex_numbers_the_programmes_of_one_source_and_adds_their_rupiah_alone() -> None:
    annex = cost_annex(split_by_source([cost(DBHCHT, 10, 1), cost(DBHCHT, 5, 1), cost(APBD, 7, 1)]))

    apbd, dbhcht = annex["sources"]
    assert (apbd["titles"], apbd["rows"][0][1]) == ("apbd 7", "7")
    assert dbhcht["titles"] == "(1) dbhcht 10; (2) dbhcht 5"
    assert [row[1] for row in dbhcht["rows"]] == ["(1) 10; (2) 5"]
    assert dbhcht["sum"][-1].replace("\u00a0", " ") == "Rp252.000"


def test_programme_that_cannot_be_computed_is_named_and_no_nothing() -> None:
    undated = terms("2026-01", paid_from(DBHCHT), month_count=None)
    unknown = SourcedCost("Tanpa bulan", DBHCHT, compute(current_tariffs(), undated))

    found = split_by_source([cost(APBD, 1, 1), unknown, SourcedCost("Gagal", APBD, None)])

    assert found.unknown == ["Tanpa bulan", "Gagal"]
    assert [one.source for one in found.sources] == [APBD]


def test_contract_stands_as_a_whole_after_the_months() -> None:
    insured = Insured(Segment.JAKON, frozenset({Programme.JKK, Programme.JKM}), FundingSource.APBD)
    stated = terms("2026-03", insured, people_count=None, contract_value_idr=400_000_000)
    contract = SourcedCost("Jembatan", APBD, compute(current_tariffs(), stated))

    (source,) = split_by_source([contract, cost(APBD, 1, 1)]).sources

    assert [row.month for row in source.rows] == [Month(2026, 1), None]
    assert source.rows[-1].amount_idr == computed(contract).total_idr


@pytest.mark.parametrize("source", list(FundingSource))
def test_every_source_can_be_split(source: FundingSource) -> None:
    found = split_by_source([cost(source, 1, 1)])

    assert [one.source for one in found.sources] == [source]
