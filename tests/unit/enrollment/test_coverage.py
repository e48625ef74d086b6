"""Coverage figures against the golden points and against properties of any point."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.coverage import (
    BasePart,
    CoverageFinding,
    CoveragePoint,
    Finding,
    base_differences,
    coverage_percent,
    is_same_base,
    people_for_target,
    read_coverage,
)
from enrollment.rounding import CountRange, before_rounding, overlap
from enrollment.wording import BASE_PART_LABELS, COVERAGE_TEXTS, coverage_sentence

GOLDEN = Path(__file__).parents[2] / "golden" / "coverage.json"
CASES = json.loads(GOLDEN.read_text(encoding="utf-8"), parse_float=Decimal)["cases"]
FIELDS = {
    "numerator",
    "denominator",
    "numerator_basis",
    "stated_percent",
    "target_percent",
    "stated_gap_points",
    "stated_gap_workers",
    "stated_gap_to_full",
}
percents = st.decimals(min_value=0, max_value=100, places=2)
counts = st.integers(min_value=0, max_value=2_000_000)
bases = st.integers(min_value=1, max_value=2_000_000)


def point_of(case: dict[str, Any]) -> CoveragePoint:
    stated = {name: case[name] for name in FIELDS & case.keys()}
    for name in {"stated_percent", "target_percent", "stated_gap_points"} & stated.keys():
        stated[name] = Decimal(stated[name])
    return CoveragePoint(label=case["id"], denominator_kind=case.get("kind"), **stated)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_reading_when_golden_point_gives_figures_and_findings(case: dict[str, Any]) -> None:
    position = CASES.index(case)
    earlier = [point_of(one) for one in CASES[:position] if one["regency"] == case["regency"]]

    reading = read_coverage(point_of(case), earlier)

    found: dict[str, Any] = dict(vars(reading))
    for name in ("implied_numerator", "implied_denominator"):
        implied: CountRange | None = found[name]
        if implied is not None:
            found |= {f"{name}_low": implied.low, f"{name}_high": implied.high}
    assert {name: found.get(name) for name in case["expect"]} == case["expect"]
    assert [finding.code for finding in reading.findings] == case["findings"]


@given(counts, bases)
def test_percent_when_counts_are_known_is_the_nearest_cent(
    numerator: int, denominator: int
) -> None:
    percent = coverage_percent(numerator, denominator)

    assert percent is not None
    assert abs(percent * denominator - numerator * 100) * 200 <= denominator
    assert percent == percent.quantize(Decimal("0.01"))


@given(counts, bases)
def test_implied_numerator_when_percent_was_computed_contains_the_truth(
    numerator: int, denominator: int
) -> None:
    stated = coverage_percent(numerator, denominator)

    reading = read_coverage(CoveragePoint(denominator=denominator, stated_percent=stated))

    if stated == int(stated or 0):
        return
    assert reading.implied_numerator is not None
    assert reading.implied_numerator.low <= numerator <= reading.implied_numerator.high


@given(st.integers(min_value=1, max_value=500_000), st.integers(min_value=1, max_value=500_000))
def test_implied_denominator_when_percent_was_computed_contains_the_truth(
    covered: int, others: int
) -> None:
    stated = coverage_percent(covered, covered + others)
    if stated is None or stated == int(stated):
        return

    point = CoveragePoint(numerator=covered, stated_percent=stated, stated_gap_to_full=others)
    implied = read_coverage(point).implied_denominator

    assert implied is not None
    assert implied.low <= covered + others <= implied.high


@given(percents, bases)
def test_people_for_target_when_reached_reaches_it_and_one_less_does_not(
    target: Decimal, denominator: int
) -> None:
    people = people_for_target(target, denominator)

    assert people * 100 >= target * denominator
    assert (people - 1) * 100 < target * denominator


@given(counts, bases, percents)
def test_scored_when_counts_are_known_never_exceeds_hundred(
    numerator: int, denominator: int, target: Decimal
) -> None:
    point = CoveragePoint(numerator=numerator, denominator=denominator, target_percent=target)
    reading = read_coverage(point)

    assert reading.scored_as is not None
    assert 0 <= reading.scored_as <= 100
    assert (reading.gap_workers == 0) == (numerator * 100 >= target * denominator)


@given(percents)
def test_scored_when_base_is_missing_is_nothing(stated: Decimal) -> None:
    reading = read_coverage(CoveragePoint(stated_percent=stated))

    assert reading.percent is None
    assert reading.scored_as is None


def test_gap_when_nothing_is_known_stays_open() -> None:
    reading = read_coverage(CoveragePoint(target_percent=Decimal("31.94")))

    assert (reading.gap_points, reading.gap_workers, reading.gap_to_full) == (None, None, None)


@pytest.mark.parametrize("count", [{"numerator": -1}, {"denominator": 0}])
def test_point_when_count_is_impossible_is_refused(count: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"person|people"):
        CoveragePoint(**count)  # type: ignore[arg-type]  # only whole numbers are passed


def test_base_when_a_part_is_open_neither_differs_nor_agrees() -> None:
    known = CoveragePoint(numerator=1, denominator=10, denominator_kind="penduduk bekerja")
    silent = CoveragePoint(numerator=1, denominator=10)

    assert base_differences(known, silent) == ()
    assert not is_same_base(known, silent)


def test_base_when_every_part_agrees_is_the_same() -> None:
    one = CoveragePoint(
        numerator=1,
        denominator=10,
        denominator_kind="penduduk bekerja",
        numerator_basis="ktp",
        segment="all",
        includes_jakon=True,
    )
    later = CoveragePoint(**{**vars(one), "numerator": 5})
    without_jakon = CoveragePoint(**{**vars(one), "includes_jakon": False})

    assert is_same_base(one, later)
    assert not is_same_base(one, without_jakon)
    assert base_differences(one, without_jakon) == (BasePart.INCLUDES_JAKON,)


def test_reading_when_earlier_points_share_the_base_finds_nothing() -> None:
    earlier = CoveragePoint(label="2024", numerator=1, denominator=10, denominator_kind="a")
    later = CoveragePoint(label="2025", numerator=2, denominator=10, denominator_kind="a")

    assert read_coverage(later, [earlier, earlier]).findings == ()


def test_rounding_when_figure_is_whole_may_have_been_half_a_point_away() -> None:
    assert before_rounding(Decimal(39)) == (Fraction("38.5"), Fraction("39.5"))
    assert before_rounding(Decimal("17.6")) == (Fraction("17.595"), Fraction("17.605"))
    assert before_rounding(Decimal("1.2345")) == (Fraction("1.23445"), Fraction("1.23455"))


def test_overlap_when_ranges_exclude_each_other_is_nothing() -> None:
    assert overlap([CountRange(1, 5), CountRange(4, 9)]) == CountRange(4, 5)
    assert overlap([CountRange(1, 3), CountRange(4, 9)]) is None
    assert overlap([CountRange(1, 3), None]) is None
    assert overlap([]) is None


def test_wording_when_each_finding_occurs_reads_as_a_sentence() -> None:
    assert set(COVERAGE_TEXTS) == set(CoverageFinding)
    assert set(BASE_PART_LABELS) == set(BasePart)
    earlier = CoveragePoint(label="statistik 2024", denominator=5, denominator_kind="a")
    point = CoveragePoint(
        numerator=6, denominator=4, stated_percent=Decimal(10), denominator_kind="b"
    )

    sentences = [
        str(coverage_sentence(finding)) for finding in read_coverage(point, [earlier]).findings
    ]

    assert sentences == [
        (
            "Pembilang 6 melebihi penyebut 4. Angka ditampilkan apa adanya, dinilai paling tinggi"
            " 100 %; mohon penyebutnya diperiksa."
        ),
        (
            "Persentase yang dinyatakan 10,00 % tidak sesuai dengan hitungan 150,00 % (selisih"
            " lebih dari 0,1 poin persentase)."
        ),
        (
            "Dasar berbeda dari statistik 2024 (penyebut, jenis penyebut): jangan disambung dalam"
            " satu garis."
        ),
    ]


def test_sentence_when_it_lists_texts_says_each_in_the_readers_language() -> None:
    finding = Finding(
        CoverageFinding.OTHER_BASE, {"earlier": "2024", "parts": "segment,denominator"}
    )
    english = {"segmen": "segment", "penyebut": "denominator"}

    text = coverage_sentence(finding).said(
        lambda text, params: english.get(text, text) % params if params else english.get(text, text)
    )

    assert "(segment, denominator)" in text
    assert "(segmen, penyebut)" in str(coverage_sentence(finding))
