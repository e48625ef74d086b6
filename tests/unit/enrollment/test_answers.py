"""Headings, results and months as BPJS offices may write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.months import Month, months_between
from enrollment.answers import (
    AnswerCell,
    AnswerColumn,
    AnswerKind,
    AnswerOutcome,
    AnswerProblem,
    find_columns,
    is_heading,
    read_months,
    read_result,
    read_row,
)
from tenants.kernel.formats import month_range

NIK = "3505010101700001"
MEMBERSHIP, POSTING = AnswerKind.MEMBERSHIP, AnswerKind.POSTING


def cells(**texts: str) -> dict[AnswerColumn, AnswerCell]:
    return {AnswerColumn(name): AnswerCell(text) for name, text in texts.items()}


@pytest.mark.parametrize(
    ("headings", "kind", "whole", "is_enough"),
    [
        (["No.", "N I K", "No. KPJ", "Keterangan"], MEMBERSHIP, False, True),
        (["NIK KTP", "Nama", "STATUS KEPESERTAAN"], MEMBERSHIP, False, True),
        (["NIK", "Nama"], MEMBERSHIP, False, False),
        (["NIK", "BLTH"], POSTING, False, True),
        (["NIK", "Bulan Awal", "Bulan Akhir"], POSTING, False, True),
        (["NIK", "Nama"], POSTING, False, False),
        (["NIK", "Nama"], POSTING, True, True),
        (["Nama", "Bulan"], POSTING, True, False),
    ],
)
def test_heading_names_what_is_needed(
    headings: list[str], kind: AnswerKind, whole: bool, is_enough: bool
) -> None:
    assert is_heading(find_columns(headings), kind, whole_list=whole) is is_enough


def test_first_of_two_equal_headings_counts() -> None:
    assert find_columns(["NIK", "Status", "nik"]) == {AnswerColumn.NIK: 0, AnswerColumn.RESULT: 1}


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("DITERIMA", AnswerOutcome.ACCEPTED),
        ("Berhasil didaftarkan", AnswerOutcome.ACCEPTED),
        ("Terdaftar", AnswerOutcome.ACCEPTED),
        ("Ditolak: NIK tidak padan", AnswerOutcome.REJECTED),
        ("Tidak valid", AnswerOutcome.REJECTED),
        ("Gagal", AnswerOutcome.REJECTED),
        ("Sudah terdaftar", AnswerOutcome.ELSEWHERE),
        ("Peserta aktif PU di perusahaan lain", AnswerOutcome.ELSEWHERE),
        ("???", None),
        ("", None),
    ],
)
def test_result_is_known_by_its_words(said: str, outcome: AnswerOutcome | None) -> None:
    assert read_result(said) is outcome


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2025-03", 0b100),
        ("2025-03-01", 0b100),
        ("03-2025", 0b100),
        ("3/2025", 0b100),
        ("202503", 0b100),
        ("Maret 2025", 0b100),
        ("MAR-2025", 0b100),
        ("Mar", 0b100),
        ("Nopember 2025", 1 << 10),
        ("Maret-Mei 2025", 0b11100),
        ("Maret s/d Mei 2025", 0b11100),
        ("Maret, Mei 2025", 0b10100),
        ("2025-03, 2025-04 dan 2025-06", 0b101100),
        ("Maret entah Mei 2025", None),
        ("2025-03 s.d. 2025-05", 0b11100),
        ("Mei-Maret 2025", None),
        ("2024-03", None),
        ("Desember 2024 - Januari 2025", None),
        ("13-2025", None),
        ("", None),
        ("lunas", None),
    ],
)
def test_months_as_offices_write_them(text: str, months: int | None) -> None:
    assert read_months(text, 2025) == months


@given(first=st.integers(1, 12), last=st.integers(1, 12))
def test_months_written_by_us_read_back(first: int, last: int) -> None:
    begin, end = Month(2025, min(first, last)), Month(2025, max(first, last))
    mask = sum(1 << (month.number - 1) for month in months_between(begin, end))

    assert read_months(month_range(begin.first_day, end.first_day), 2025) == mask
    assert read_months(f"{begin} - {end}", 2025) == mask
    row = read_row(2, cells(nik=NIK, first=str(begin), last=str(end)), POSTING, year=2025, whole=0)
    assert row is not None
    assert row.months == mask


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_without_an_error(text: str) -> None:
    read_result(text)
    months = read_months(text, 2025)
    assert months is None or 1 <= months <= 4095
    for kind in AnswerKind:
        read_row(1, cells(nik=text, result=text, month=text), kind, year=2025, whole=1)


@pytest.mark.parametrize(
    ("row", "kind", "problem"),
    [
        (cells(nik="3505 0101 0170 0001", result="diterima"), MEMBERSHIP, None),
        (cells(nik="'" + NIK, kpj="2400001"), MEMBERSHIP, None),
        ({AnswerColumn.NIK: AnswerCell(NIK, is_number=True)}, MEMBERSHIP, AnswerProblem.NIK_NUMBER),
        (cells(nik="123", result="diterima"), MEMBERSHIP, AnswerProblem.NIK_SHAPE),
        (cells(nik=NIK, result="entah"), MEMBERSHIP, AnswerProblem.RESULT_UNCLEAR),
        (cells(nik=NIK, month="kemarin"), POSTING, AnswerProblem.MONTH_UNCLEAR),
        (cells(nik=NIK, month=""), POSTING, AnswerProblem.MONTH_UNCLEAR),
    ],
)
def test_row_says_what_is_wrong_with_it(
    row: dict[AnswerColumn, AnswerCell], kind: AnswerKind, problem: AnswerProblem | None
) -> None:
    read = read_row(7, row, kind, year=2025, whole=0)

    assert read is not None
    assert read.problem is problem
    assert (read.nik == NIK) is (problem not in {"nik-number", "nik-shape"})


def test_blank_row_is_nobody_and_a_file_without_months_means_the_whole_list() -> None:
    assert read_row(3, cells(nik=" ", month=""), POSTING, year=2025, whole=0) is None
    whole = read_row(3, cells(nik=NIK), POSTING, year=2025, whole=0b11100)
    assert whole is not None
    assert (whole.outcome, whole.months) == (AnswerOutcome.POSTED, 0b11100)
