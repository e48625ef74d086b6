"""Findings and steps in words: the exact sentences an officer reads."""

from dataclasses import replace
from datetime import date

import pytest

from cooperation.arithmetic import Assumptions, Terms
from cooperation.checks.periods import planning_horizon
from cooperation.examination import examine
from cooperation.finding_texts import DISCOUNT, FIXED
from cooperation.findings import Finding, FindingCode, Severity
from cooperation.kinds import FundingSource, Programme, RiskClass, Segment
from cooperation.labels import FINDING_TITLES
from cooperation.months import Month, months_from
from cooperation.pricing import Insured, price_month
from cooperation.sentences import Sentence, render
from cooperation.step_wording import describe_step
from cooperation.tariff_files import current_tariffs
from cooperation.wording import COMPOSED, describe
from tests.unit.cooperation.terms import BOTH, INSURED, paid_from, terms

TARIFFS = current_tariffs()
TODAY = date(2026, 11, 20)


def said(found: Terms, code: FindingCode) -> list[str]:
    examination = examine(TARIFFS, found, planning_horizon(TODAY))
    return [
        render(describe(finding)).replace("\u00a0", " ")
        for finding in examination.findings
        if finding.code is code
    ]


def blitar() -> Terms:
    return terms(
        first_month="2025-03",
        people_count=8_125,
        month_count=10,
        signed_on=date(2025, 4, 14),
        insured=paid_from(FundingSource.NOT_STATED),
    )


def test_blora_when_the_rate_is_a_slip_says_which_figure_cannot_be_right() -> None:
    found = terms(
        people_count=1_500,
        stated_total_idr=302_400_000,
        stated_rate_idr=16_500,
        assumptions=Assumptions(month_count=True),
    )

    assert said(found, FindingCode.STATED_RATE_MISMATCH) == [
        (
            "Rp16.500 tidak sesuai dengan anggaran. 1.500 orang × 12 bulan × Rp16.500 ="
            " Rp297.000.000, sedangkan anggaran Rp302.400.000 sesuai dengan Rp16.800. Jumlah bulan"
            " diasumsikan 12. Mohon dipastikan pada DPA."
        )
    ]


def test_blitar_when_signed_after_the_start_says_what_to_attach() -> None:
    assert said(blitar(), FindingCode.START_BEFORE_SIGNATURE) == [
        (
            "PKS ditandatangani 14 April 2025, setelah awal perlindungan (Maret 2025). Maret belum"
            " dinyatakan terlindungi sampai ada bukti pembukuan iuran dari BPJS Ketenagakerjaan."
            " Lampirkan bukti tersebut atau surat persetujuan tanggal awal kepesertaan."
        )
    ]


def test_blitar_when_months_come_without_cover_says_what_they_need() -> None:
    assert said(blitar(), FindingCode.COMING_MONTHS_UNCOVERED) == [
        (
            "Februari–Desember 2027: belum ada perlindungan bagi 8.125 pekerja setelah PKS berakhir"
            " 31 Desember 2025. Kebutuhan iuran Rp1.501.500.000"
            " (8.125 orang × 11 bulan × Rp16.800)."
            " Usulkan dalam RKA 2027."
        ),
    ]


def test_blitar_when_no_budget_can_pay_coming_months_tells_them_apart_from_the_need() -> None:
    december, january = said(blitar(), FindingCode.COMING_MONTHS_UNPAYABLE)

    assert december == (
        "Desember 2026: belum ada perlindungan bagi 8.125 pekerja setelah PKS berakhir 31 Desember"
        " 2025. Tidak dapat dibayar lagi dari APBD: iurannya Rp136.500.000 (8.125 orang × 1 bulan ×"
        " Rp16.800) tidak termasuk kebutuhan anggaran. Usahakan sumber lain, atau sampaikan kepada"
        " pekerja bahwa bulan itu kosong."
    )
    assert january.startswith("Januari 2027: belum ada perlindungan bagi 8.125 pekerja")


def test_early_end_is_said_with_its_people_and_rupiah_and_when_a_new_agreement_can_begin() -> None:
    unbound = frozenset(months_from(Month(2026, 10), 3))
    ended = terms(first_month="2026-01", people_count=100, month_count=12, unbound=unbound)

    assert said(ended, FindingCode.AGREEMENT_ENDED_EARLY) == [
        (
            "Oktober–Desember 2026: perjanjiannya sudah berakhir, sehingga tidak ada"
            " perjanjian yang melindungi 100 pekerja; iurannya Rp5.040.000 (100 orang × 3 bulan ×"
            " Rp16.800). Yang telah dimulai dan tidak dapat ditutup: Oktober–November 2026,"
            " Rp3.360.000; yang belum dimulai: Desember 2026, Rp1.680.000. Susun perjanjian baru"
            " agar mereka terlindungi lagi mulai Desember 2026."
        )
    ]


def test_blitar_when_coming_months_are_planned_says_that_nobody_is_protected_yet() -> None:
    year = tuple((month, FundingSource.APBD) for month in months_from(Month(2027, 1), 12))

    assert said(replace(blitar(), planned_elsewhere=year), FindingCode.COMING_MONTHS_PLANNED) == [
        (
            "Januari–Desember 2027 baru direncanakan dalam program lanjutannya. Belum seorang pun"
            " terlindungi pada bulan itu sebelum rencananya dianggarkan dan diperjanjikan."
            " Pastikan Januari 2027 sudah termuat dalam APBD 2027. Usulkan dalam RKA 2027."
        )
    ]


def test_blitar_when_months_have_passed_says_that_they_cannot_be_bought() -> None:
    assert said(blitar(), FindingCode.PAST_MONTHS_UNCOVERED) == [
        (
            "Januari–Februari 2025: tidak tercatat perlindungan bagi 8.125 pekerja sebelum program"
            " dimulai Maret 2025. Bulan yang telah dimulai tidak dapat ditutup; nilai iuran yang"
            " tidak dibayarkan Rp273.000.000 (8.125 orang × 2 bulan × Rp16.800)."
        ),
        (
            "Januari–November 2026: tidak tercatat perlindungan bagi 8.125 pekerja setelah PKS"
            " berakhir 31 Desember 2025. Bulan yang telah dimulai tidak dapat ditutup; nilai iuran"
            " yang tidak dibayarkan Rp1.501.500.000 (8.125 orang × 11 bulan × Rp16.800)."
        ),
    ]


def test_missing_agreement_when_named_asks_for_the_upload() -> None:
    (text,) = said(terms(has_agreement=False), FindingCode.AGREEMENT_MISSING)

    assert text.startswith("PKS belum diunggah.")


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (
            240_000,
            (
                "sedangkan anggaran Rp240.000 sama dengan Rp20.000 per orang per bulan. Besaran"
                " iuran yang berlaku Rp16.800."
            ),
        ),
        (240_001, "sedangkan anggaran Rp240.001 tidak habis dibagi jumlah orang dan bulan."),
    ],
)
def test_mismatch_when_the_tariff_does_not_fit_either_says_so(total: int, expected: str) -> None:
    found = terms(stated_total_idr=total, stated_rate_idr=16_500)

    assert expected in said(found, FindingCode.STATED_RATE_MISMATCH)[0]


@pytest.mark.parametrize(
    ("rate", "first_month", "expected"),
    [
        (16_200, "2025-01", "sama dengan iuran penerima upah (PU) untuk JKK+JKM dari upah Rp3.000"),
        (36_800, "2025-01", "adalah iuran BPU untuk JKK+JKM+JHT dengan dasar penghasilan Rp1.000"),
        (8_400, "2026-04", "adalah iuran BPU untuk JKK+JKM setelah potongan PP 50/2025."),
    ],
)
def test_off_tariff_when_the_rate_is_known_names_it(
    rate: int, first_month: str, expected: str
) -> None:
    found = terms(first_month=first_month, month_count=6, stated_rate_idr=rate)

    assert expected in said(found, FindingCode.STATED_RATE_OFF_TARIFF)[0]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [(200_000, "Anggaran kurang Rp1.600."), (250_000, "Anggaran lebih Rp48.400.")],
)
def test_total_when_it_is_off_says_by_how_much(stated: int, expected: str) -> None:
    (text,) = said(terms(stated_total_idr=stated), FindingCode.STATED_TOTAL_OFF)

    assert "hasil 1 orang × 12 bulan × Rp16.800." in text
    assert expected in text


def test_short_package_when_the_rule_is_in_force_names_both_benefits() -> None:
    (text,) = said(terms(first_month="2025-05", month_count=2), FindingCode.SHORT_PACKAGE)

    assert text == (
        "Masa perlindungan hanya 2 bulan. Santunan JKM penuh Rp42.000.000 baru berlaku setelah"
        " kepesertaan 3 bulan; sebelum itu hanya biaya pemakaman Rp10.000.000."
    )


def test_start_when_it_lies_in_an_earlier_year_names_the_years() -> None:
    found = terms(first_month="2024-11", signed_on=date(2025, 2, 1))

    (text,) = said(found, FindingCode.START_BEFORE_SIGNATURE)

    assert "November 2024–Januari 2025 belum dinyatakan terlindungi" in text


def test_start_when_a_letter_agrees_to_it_still_waits_for_the_posting() -> None:
    (text,) = said(replace(blitar(), has_start_consent=True), FindingCode.START_BEFORE_SIGNATURE)

    assert text.endswith(
        "Maret belum dinyatakan terlindungi sampai ada bukti pembukuan iuran dari BPJS"
        " Ketenagakerjaan. Surat persetujuan tanggal awal kepesertaan ada; bulan itu tetap menunggu"
        " bukti pembukuan."
    )


def test_start_when_several_months_wait_names_the_range() -> None:
    found = terms(first_month="2025-03", signed_on=date(2025, 6, 1))

    assert "Maret–Mei belum dinyatakan" in said(found, FindingCode.START_BEFORE_SIGNATURE)[0]


def test_discount_when_a_source_is_inferred_asks_to_confirm() -> None:
    found = terms(first_month="2026-05", month_count=6, insured=paid_from(FundingSource.ZAKAT))

    (text,) = said(found, FindingCode.DISCOUNT_APPLIED)

    assert "Iuran yang tidak perlu dibayar Rp50.400." in text
    assert "zakat, infak, sedekah belum diverifikasi" in text


def test_discount_when_the_window_is_crossed_shows_both_prices() -> None:
    found = terms(first_month="2026-11", month_count=4, insured=paid_from(FundingSource.SELF))

    assert said(found, FindingCode.DISCOUNT_WINDOW_CROSSED) == [
        (
            "2 bulan berada di dalam masa potongan iuran dan 2 bulan di luarnya:"
            " 1 orang × 2 bulan × Rp8.400 + 1 orang × 2 bulan × Rp16.800."
        )
    ]


def test_months_when_implied_shows_the_division() -> None:
    found = terms(people_count=15_000, month_count=None, stated_total_idr=3_000_000_000)

    (text,) = said(found, FindingCode.IMPLIED_MONTHS_NOT_WHOLE)

    assert "Rp3.000.000.000 dibagi 15.000 orang × Rp16.800 adalah 11,90 bulan" in text


def test_gap_when_it_lies_between_two_programmes_names_neither_end() -> None:
    later = frozenset({Month(2026, 6)})
    found = terms(first_month="2025-01", month_count=12, covered_elsewhere=later)

    first = said(found, FindingCode.PAST_MONTHS_UNCOVERED)[0]

    assert first.startswith("Januari–Mei 2026: tidak tercatat perlindungan bagi 1 pekerja.")


def test_gap_when_no_agreement_is_known_speaks_of_the_programme() -> None:
    (text, *_) = said(terms(), FindingCode.COMING_MONTHS_UNCOVERED)

    assert "setelah program berakhir 31 Desember 2025" in text


def test_texts_when_listed_cover_every_code_once() -> None:
    assert FIXED.keys() | COMPOSED.keys() == set(FindingCode)
    assert not FIXED.keys() & COMPOSED.keys()
    assert DISCOUNT.keys() <= COMPOSED.keys()
    assert FINDING_TITLES.keys() == set(FindingCode)


def test_describe_when_a_month_is_expected_refuses_another_value() -> None:
    broken = Finding(
        FindingCode.COMING_MONTHS_UNCOVERED,
        severity=Severity.ACTION,
        params={"first_month": 3},
    )

    with pytest.raises(TypeError, match="first_month"):
        describe(broken)


def english(text: str, **filled: str) -> str:
    assert text == "%(n)s orang"
    return "one person" if filled["n"] == "1" else f"{filled['n']} people"


def test_render_when_translated_lets_the_other_language_choose_by_number() -> None:
    sentence = Sentence("%(n)s orang", {"n": "3"})

    assert render([Sentence("%(n)s orang", {"n": "1"})], english) == "one person"

    assert render([sentence], english) == "3 people"


def test_steps_when_opened_read_like_a_calculation_by_hand() -> None:
    bpu = price_month(TARIFFS, paid_from(FundingSource.SELF), Month(2026, 5))
    wage = Insured(
        Segment.PU,
        BOTH | {Programme.JP},
        FundingSource.APBD,
        wage_idr=12_413_974,
        risk_class=RiskClass.LOW,
    )
    pu = price_month(TARIFFS, wage, Month(2025, 5))

    lines = [
        render([describe_step(step)]).replace("\u00a0", " ")
        for price in (bpu, pu)
        for share in price.shares
        for step in share.steps
    ]

    assert lines == [
        "Lapisan 1, penghasilan mulai Rp0: dasar Rp1.000.000",
        "1,00 % × dasar Rp1.000.000 = Rp10.000",
        "Dibayar 50,00 % dari iuran: Rp5.000",
        "Tetap Rp6.800 sebulan",
        "Dibayar 50,00 % dari iuran: Rp3.400",
        "0,54 % × upah Rp12.413.974 = Rp67.035,46",
        "Rp67.035,46 dibulatkan ke rupiah terdekat: Rp67.035",
        "0,30 % × upah Rp12.413.974 = Rp37.241,92",
        "Rp37.241,92 dibulatkan ke rupiah terdekat: Rp37.242",
        "Upah paling tinggi Rp10.547.400: dipakai Rp10.547.400",
        "3,00 % × upah Rp10.547.400 = Rp316.422",
    ]


def test_every_finding_when_said_leaves_no_placeholder() -> None:
    many = [
        blitar(),
        replace(blitar(), assumptions=Assumptions(True, True, True, True), has_agreement=False),
        terms(month_count=None, stated_total_idr=16_800 * 24),
        terms(
            month_count=None, stated_total_idr=16_800 * 6, has_agreement=True, has_signed_copy=False
        ),
        terms(first_month="2025-06", month_count=3, insured=replace(INSURED, income_idr=3_199_999)),
        terms(first_month="2026-05", month_count=6, insured=paid_from(FundingSource.ADD)),
        terms(first_month="2026-05", month_count=6),
        terms(
            insured=Insured(Segment.JAKON, BOTH, FundingSource.APBD), contract_value_idr=123_456_789
        ),
        terms(
            first_month="2026-05",
            insured=Insured(Segment.PU, BOTH | {Programme.JP}, FundingSource.APBD, wage_idr=10**7),
        ),
    ]

    texts = [
        render(describe(finding))
        for found in many
        for finding in examine(TARIFFS, found, planning_horizon(TODAY)).findings
    ]

    assert len(texts) > 20
    assert not [text for text in texts if "%(" in text or "None" in text or "  " in text]


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (200_000, "Anggaran Rp200.000 kurang Rp1.600 dari nilai program Rp201.600."),
        (300_000, "Anggaran Rp300.000 lebih Rp98.400 dari nilai program Rp201.600."),
    ],
)
def test_budget_when_it_differs_says_by_how_much(budget: int, expected: str) -> None:
    found = terms(stated_total_idr=201_600, budget_idr=budget)

    assert said(found, FindingCode.BUDGET_DIFFERS) == [expected]


def test_months_beyond_the_budget_year_name_their_money_and_the_budget_they_need() -> None:
    half_a_year_on = terms(
        first_month="2026-07", people_count=1_500, month_count=9, budget_year=2026
    )

    assert said(half_a_year_on, FindingCode.MONTHS_BEYOND_BUDGET_YEAR) == [
        (
            "Januari–Maret 2027 berada di luar tahun anggaran 2026. Iuran bulan itu Rp75.600.000"
            " (1.500 orang × 3 bulan × Rp16.800) memerlukan anggaran (DPA) tahun 2027. Catat bulan"
            " itu sebagai program lanjutan dengan tahun anggarannya sendiri, atau kurangi jumlah"
            " bulannya."
        )
    ]
    unknown = replace(half_a_year_on, people_count=None)
    assert said(unknown, FindingCode.MONTHS_BEYOND_BUDGET_YEAR)[0].startswith(
        "Januari–Maret 2027 berada di luar tahun anggaran 2026. Iuran bulan itu memerlukan"
    )


def test_basis_of_a_reduction_is_put_into_the_language_of_the_reader() -> None:
    english = {"PP 50/2025 Pasal 3 dan 4": "PP 50/2025 Articles 3 and 4"}
    found = Finding(
        FindingCode.DISCOUNT_EXCLUDED,
        Severity.NOTE,
        {
            "first_month": Month(2026, 4),
            "last_month": Month(2026, 12),
            "months": 9,
            "source": FundingSource.APBD.value,
            "basis": "PP 50/2025 Pasal 3 dan 4",
        },
    )

    told = render(describe(found), lambda text, **filled: english.get(text, text) % filled)

    assert "PP 50/2025 Articles 3 and 4" in told
