"""Which files are rosters, and where their columns lie."""

import pytest

from enrollment.parsing.columns import Column
from enrollment.parsing.headings import refuse_unclear
from enrollment.parsing.layout import looks_truncated, read_layout
from enrollment.parsing.refusals import FILE_TEXTS, PROBLEM_LABELS, FileProblem, RosterFileRefused


def refusal(head: bytes) -> RosterFileRefused:
    with pytest.raises(RosterFileRefused) as refused:
        refuse_unclear(read_layout(head, is_whole_file=True))
    return refused.value


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_layout_when_any_usual_export_is_recognised(
    delimiter: str, newline: str, mark: str
) -> None:
    header = delimiter.join(["No", "NIK", "Nama", "Tgl. Lahir", "L/P", "Kode Desa"])
    data = delimiter.join(["1", "2", "3", "4", "5", "6"])
    head = (mark + header + newline + data + newline).encode()

    layout = read_layout(head, is_whole_file=True)

    assert layout.delimiter == delimiter
    assert layout.columns == {
        Column.NIK: 1,
        Column.NAME: 2,
        Column.BIRTH: 3,
        Column.SEX: 4,
        Column.VILLAGE: 5,
    }
    assert head[layout.data_offset :] == (data + newline).encode()
    assert layout.ignored == ("No",)


def test_layout_when_titles_stand_above_finds_the_header_row() -> None:
    head = b"DAFTAR CALON PENERIMA;;;;\nTahun 2025;;;;\n\nNIK;NAMA;TANGGAL LAHIR;JK;KODE_DESA\n"

    layout = read_layout(head, is_whole_file=True)

    assert layout.header_row == 4
    assert layout.data_offset == len(head)


def test_layout_when_header_cells_are_quoted_reads_them() -> None:
    head = b'"NIK","Nama Lengkap","Tanggal Lahir","Jenis Kelamin","Kode Desa/Kelurahan"\n'

    layout = read_layout(head, is_whole_file=True)

    assert set(layout.columns) == {
        Column.NIK,
        Column.NAME,
        Column.BIRTH,
        Column.SEX,
        Column.VILLAGE,
    }


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        ("nik;nama\nJos\u00e9".encode("cp1252"), FileProblem.NOT_UTF8),
        (b"nik;nama;tanggal_lahir\n1;2;3\n", FileProblem.COLUMNS_MISSING),
        (b"nik;no ktp;nama;tgl lahir;jk;kode desa\n", FileProblem.COLUMN_TWICE),
    ],
)
def test_layout_when_file_is_no_roster_says_what_to_do(head: bytes, problem: FileProblem) -> None:
    error = refusal(head)

    assert error.problem is problem
    assert error.errors[0].pointer == "/file"
    assert error.errors[0].detail % error.errors[0].params


def test_layout_when_no_line_ends_in_sight_is_no_roster() -> None:
    with pytest.raises(RosterFileRefused) as refused:
        read_layout(b"nik;nama" * 1000, is_whole_file=False)

    assert refused.value.problem is FileProblem.NOT_CSV


def test_layout_when_columns_are_missing_lists_them() -> None:
    assert refusal(b"nik;nama\n").params["columns"] == "tanggal_lahir, jenis_kelamin, kode_desa"


def test_layout_when_encoding_is_wrong_names_the_row() -> None:
    head = "nik;nama;tgl lahir;jk;kode desa\n1;Jos\u00e9;;;\n".encode("cp1252")

    assert refusal(head).params["row"] == 2


def test_layout_when_optional_column_is_doubled_takes_the_first() -> None:
    head = b"nik;nama;tgl lahir;jk;kode desa;no hp;no wa\n"

    assert read_layout(head, is_whole_file=True).columns[Column.PHONE] == 5


@pytest.mark.parametrize(
    ("zeroes", "niks", "expected"),
    [(9987, 10124, True), (9, 9, False), (9, 10, True), (89, 100, False), (10, 100, False)],
)
def test_truncated_when_nearly_all_end_in_zero(zeroes: int, niks: int, expected: bool) -> None:
    assert looks_truncated(zeroes, niks) is expected


def test_texts_when_each_problem_occurs_exist() -> None:
    assert set(FILE_TEXTS) == set(FileProblem)
    assert set(PROBLEM_LABELS) == set(FileProblem)
