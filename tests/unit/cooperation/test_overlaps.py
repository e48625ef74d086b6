"""Commitments side by side: when the same people could be paid for twice, and what is at stake."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.checks.overlaps import PaidCover, check_overlaps, find_overlaps
from cooperation.findings import Finding, Severity
from cooperation.kinds import FundingSource, Programme, Segment
from cooperation.months import Month, months_from
from cooperation.pricing import Insured
from cooperation.sentences import render
from cooperation.tariff_files import current_tariffs
from cooperation.wording import describe

TARIFFS = current_tariffs()
TODAY = date(2026, 11, 20)
BOTH = frozenset({Programme.JKK, Programme.JKM})

SOCIAL = PaidCover(
    id=UUID(int=1),
    chain=UUID(int=1),
    title="Perlindungan pekerja rentan",
    department="Dinas Sosial",
    insured=Insured(Segment.BPU, BOTH, FundingSource.NOT_STATED),
    months=months_from(Month(2025, 3), 10),
    people_count=8_125,
)
LABOUR = PaidCover(
    id=UUID(int=2),
    chain=UUID(int=2),
    title="Buruh tani tembakau",
    department="Dinas Tenaga Kerja",
    insured=Insured(Segment.BPU, BOTH, FundingSource.DBHCHT),
    months=months_from(Month(2025, 4), 9),
    people_count=6_043,
)


def found(own: PaidCover, other: PaidCover, today: date = TODAY) -> list[Finding]:
    return list(check_overlaps(TARIFFS, own, [other], today))


def only(own: PaidCover, other: PaidCover, today: date = TODAY) -> Finding:
    (finding,) = found(own, other, today)
    return finding


def insured(one: PaidCover, **changes: Any) -> PaidCover:
    return replace(one, insured=replace(one.insured, **changes))


def test_overlap_when_two_departments_pay_names_months_people_and_rupiah() -> None:
    finding = only(SOCIAL, LABOUR)

    assert finding.severity is Severity.ACTION
    assert {name: finding.params[name] for name in ("people", "months", "monthly", "amount")} == {
        "people": 6_043,
        "months": 9,
        "monthly": 101_522_400,
        "amount": 913_701_600,
    }
    assert (finding.params["first_month"], finding.params["last_month"]) == (
        Month(2025, 4),
        Month(2025, 12),
    )


def test_overlap_when_it_has_passed_asks_for_the_postings() -> None:
    assert render(describe(only(SOCIAL, LABOUR))).replace("\u00a0", " ") == (
        "Buruh tani tembakau (Dinas Tenaga Kerja, DBH Cukai Hasil Tembakau) juga membayar iuran"
        " JKK+JKM untuk April–Desember 2025. Paling banyak 6.043 orang dapat dibayar dua kali:"
        " sampai Rp101.522.400 per bulan, seluruhnya Rp913.701.600 (6.043 orang × 9 bulan ×"
        " Rp16.800). Belum dapat dipastikan tanpa daftar nama. Bandingkan kedua daftar dengan bukti"
        " pembukuan: iuran tidak boleh dibayar dua kali. Bila ada nama yang ganda, mintakan"
        " penjelasan BPJS Ketenagakerjaan."
    )


def test_overlap_when_it_is_to_come_asks_to_compare_before_paying() -> None:
    said = render(describe(only(LABOUR, SOCIAL, date(2025, 12, 31)))).replace("\u00a0", " ")

    assert said.startswith("Perlindungan pekerja rentan (Dinas Sosial, sumber dana tidak disebut)")
    assert "Bandingkan kedua daftar sebelum iuran dibayar" in said


@pytest.mark.parametrize(
    "other",
    [
        replace(LABOUR, months=months_from(Month(2026, 1), 12)),
        replace(LABOUR, months=()),
        replace(LABOUR, chain=SOCIAL.chain),
        replace(LABOUR, department=SOCIAL.department),
        replace(LABOUR, department=None),
        insured(LABOUR, segment=Segment.PU),
        insured(LABOUR, programmes=frozenset({Programme.JHT})),
    ],
    ids=[
        "other months",
        "no months",
        "a continuation",
        "same department, source not stated",
        "department not stated, source not stated",
        "another segment",
        "other programmes",
    ],
)
def test_overlap_when_nobody_can_be_paid_twice_is_not_found(other: PaidCover) -> None:
    assert found(SOCIAL, other) == []


def test_overlap_when_one_department_pays_from_two_sources_is_found() -> None:
    own = insured(SOCIAL, source=FundingSource.APBD)

    assert len(found(own, replace(LABOUR, department=own.department))) == 1
    assert found(own, insured(replace(LABOUR, department=None), source=FundingSource.APBD)) == []


def test_overlap_when_construction_is_insured_by_contract_is_not_found() -> None:
    works = insured(SOCIAL, segment=Segment.JAKON)

    assert found(works, insured(LABOUR, segment=Segment.JAKON)) == []


def test_overlap_when_nobody_states_people_names_months_but_no_rupiah() -> None:
    finding = only(replace(SOCIAL, people_count=None), replace(LABOUR, people_count=None))

    assert "people" not in finding.params
    assert "Paling banyak" not in render(describe(finding))


def test_overlap_when_programmes_differ_prices_the_shared_ones() -> None:
    wider = insured(LABOUR, programmes=BOTH | {Programme.JHT})

    assert only(SOCIAL, wider).params["amount"] == only(SOCIAL, LABOUR).params["amount"]


def test_overlap_when_one_is_discounted_counts_the_cheaper_contribution() -> None:
    own = insured(replace(SOCIAL, months=months_from(Month(2026, 5), 2)), source=FundingSource.SELF)
    other = insured(
        replace(LABOUR, months=months_from(Month(2026, 5), 2)), source=FundingSource.APBD
    )

    assert only(own, other).params["amount"] == 6_043 * 2 * 8_400


spans = st.tuples(st.integers(0, 23), st.integers(0, 14))


@given(own=spans, other=spans, people=st.tuples(st.integers(1, 9_999), st.integers(1, 9_999)))
def test_overlap_when_seen_from_either_side_is_the_same(
    own: tuple[int, int], other: tuple[int, int], people: tuple[int, int]
) -> None:
    start = Month(2025, 1)
    first, second = (
        replace(one, months=months_from(start.plus(offset), length), people_count=number)
        for one, (offset, length), number in zip(
            (SOCIAL, LABOUR), (own, other), people, strict=True
        )
    )

    here, there = found(first, second), found(second, first)

    shared = set(first.months) & set(second.months)
    assert bool(here) == bool(there) == bool(shared)
    if here:
        names = ("people", "months", "amount", "first_month", "last_month")
        assert [here[0].params[name] for name in names] == [there[0].params[name] for name in names]
        assert here[0].params["months"] == len(shared)
        assert here[0].params["people"] == min(people)


@given(
    st.integers(1, 30),
    st.integers(1, 12),
    st.sampled_from(["Dinas Sosial", "Dinas Pertanian", None]),
    st.sampled_from([FundingSource.DBHCHT, FundingSource.APBD, FundingSource.NOT_STATED]),
)
def test_overlaps_in_a_window_are_those_of_the_findings_that_reach_into_it(
    first: int, count: int, department: str | None, source: FundingSource
) -> None:
    other = insured(
        replace(
            SOCIAL,
            id=UUID(int=3),
            chain=UUID(int=3),
            department=department,
            months=months_from(Month(2024, 1).plus(first), count),
        ),
        source=source,
    )
    window = months_from(Month(2025, 6), 5)

    overlaps = find_overlaps([LABOUR, other], window)

    shared = set(LABOUR.months) & set(other.months) & set(window)
    expected = sorted(shared) if found(LABOUR, other) else []
    assert [month for one in overlaps for month in one.months] == expected
    assert all(one.programmes == BOTH for one in overlaps)
