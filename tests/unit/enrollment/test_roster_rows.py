"""One row: what is wrong with it, in which cell, and what of the cell may be shown."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.nik import NikReason, Sex
from enrollment.parsing.columns import Column
from enrollment.parsing.layout import read_layout
from enrollment.parsing.rows import RosterRules, RowCode, RowReading, Severity, read_row
from enrollment.parsing.values import shown_cell
from enrollment.roster_fixes import FIX_TEXTS
from enrollment.roster_wording import (
    COLUMN_LABELS,
    ROW_TEXTS,
    SEVERITY_LABELS,
    column_label,
    figures_of_refusal,
    row_sentence,
)
from tenants.kernel.formats import written_in
from tests.unit.enrollment.rosters import HEADER, PERSON, RULES

LAYOUT = read_layout(f"{HEADER}\n".encode(), is_whole_file=True)


def read(**changed: str) -> RowReading:
    cells = dict(zip(HEADER.split(","), PERSON.split(","), strict=True)) | changed
    return read_row(list(cells.values()), 214, LAYOUT, RULES)


def codes(reading: RowReading) -> list[str]:
    return [problem.code for problem in reading.problems]


def test_row_when_good_is_typed() -> None:
    row = read(nama="  SUMINI \u00a0 binti  Karto ").row

    assert row is not None
    assert (row.name, row.nik) == ("SUMINI binti Karto", "3505010101709993")
    assert (row.birth_on, row.sex) == (date(1970, 1, 1), Sex.MALE)
    assert (row.village_code, row.address) == ("35.05.01.2001", "RT 1")
    assert (row.occupation, row.phone) == ("Buruh tani", "081234567890")


@pytest.mark.parametrize(
    ("changed", "code", "column"),
    [
        ({"nik": ""}, NikReason.EMPTY, Column.NIK),
        ({"nik": "3,31602E+15"}, NikReason.SCIENTIFIC, Column.NIK),
        ({"nik": "3505010101709993.0"}, NikReason.DECIMAL, Column.NIK),
        ({"nik": "3505010101709993,00"}, NikReason.DECIMAL, Column.NIK),
        ({"nik": "3505.0101.0170.9993"}, NikReason.NOT_DIGITS, Column.NIK),
        ({"nik": "350501010170999"}, NikReason.LENGTH, Column.NIK),
        ({"nama": " "}, RowCode.NAME_EMPTY, Column.NAME),
        ({"nama": "x" * 151}, RowCode.NAME_TOO_LONG, Column.NAME),
        ({"nama": "Jos\ufffd"}, RowCode.NAME_UNREADABLE, Column.NAME),
        ({"nama": "a\x07b"}, RowCode.NAME_UNREADABLE, Column.NAME),
        ({"tanggal_lahir": ""}, RowCode.BIRTH_EMPTY, Column.BIRTH),
        ({"tanggal_lahir": "kemarin"}, RowCode.BIRTH_UNREADABLE, Column.BIRTH),
        ({"tanggal_lahir": "01/01/25"}, RowCode.BIRTH_SHORT_YEAR, Column.BIRTH),
        ({"tanggal_lahir": "25569"}, RowCode.BIRTH_SERIAL_DAY, Column.BIRTH),
        ({"tanggal_lahir": "30/02/1970"}, RowCode.BIRTH_NO_SUCH_DAY, Column.BIRTH),
        ({"tanggal_lahir": "01/13/1970"}, RowCode.BIRTH_NO_SUCH_DAY, Column.BIRTH),
        ({"tanggal_lahir": "2027-01-01"}, RowCode.BIRTH_FUTURE, Column.BIRTH),
        ({"tanggal_lahir": "1900-01-01"}, RowCode.BIRTH_TOO_OLD, Column.BIRTH),
        ({"jenis_kelamin": ""}, RowCode.SEX_EMPTY, Column.SEX),
        ({"jenis_kelamin": "X"}, RowCode.SEX_UNREADABLE, Column.SEX),
        ({"kode_desa": ""}, RowCode.VILLAGE_EMPTY, Column.VILLAGE),
        ({"kode_desa": "Jaten"}, RowCode.VILLAGE_UNREADABLE, Column.VILLAGE),
        ({"kode_desa": "35.99.01.2001"}, RowCode.VILLAGE_NOWHERE, Column.VILLAGE),
    ],
)
def test_row_when_a_cell_is_wrong_stays_out_and_names_it(
    changed: dict[str, str], code: str, column: Column
) -> None:
    reading = read(**changed)

    assert reading.row is None
    problem = next(problem for problem in reading.problems if problem.code == code)
    assert (problem.severity, problem.column) == (Severity.ERROR, column)
    assert problem.pointer == f"/rows/214/{column}"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"nik": "3505600101709993"}, NikReason.REGION_UNKNOWN),
        ({"nik": "3505010101701234"}, NikReason.PATTERN),
        ({"tanggal_lahir": "1970-01-02"}, RowCode.BIRTH_DIFFERS),
        ({"jenis_kelamin": "P"}, RowCode.SEX_DIFFERS),
        ({"nama": "Sumini 2"}, RowCode.NAME_DIGITS),
        ({"nama": "😀 Hartono Lestari"}, RowCode.NAME_NOT_LATIN),
        ({"nama": "李 Sumini"}, RowCode.NAME_NOT_LATIN),
        ({"nama": "ꦱꦸꦩꦶꦤꦶ"}, RowCode.NAME_NOT_LATIN),
        ({"nama": "Sum?ni"}, RowCode.NAME_NOT_LATIN),
        ({"nama": "*Sumini*"}, RowCode.NAME_NOT_LATIN),
        ({"kode_desa": "33.16.01.2001"}, RowCode.VILLAGE_ELSEWHERE),
        ({"kode_desa": "35.72.01.1001"}, RowCode.VILLAGE_ELSEWHERE),
        ({"kode_desa": "35.05.01.2999"}, RowCode.VILLAGE_UNKNOWN),
        ({"kode_desa": "33.16.01.2999"}, RowCode.VILLAGE_UNKNOWN),
        ({"kode_desa": "35.72.99.1001"}, RowCode.VILLAGE_UNKNOWN),
        ({"alamat": "x" * 301}, RowCode.ADDRESS_DROPPED),
        ({"pekerjaan": "a\x00b"}, RowCode.OCCUPATION_DROPPED),
        ({"pekerjaan": "Pegawai Negeri Sipil (PNS)"}, RowCode.OCCUPATION_EXCLUDED),
        ({"pekerjaan": "Anggota POLRI"}, RowCode.OCCUPATION_EXCLUDED),
        ({"nomor_telepon": "8,12346E+11"}, RowCode.PHONE_DROPPED),
        ({"nomor_telepon": "12"}, RowCode.PHONE_DROPPED),
    ],
)
def test_row_when_a_cell_is_doubtful_is_kept_with_a_warning(
    changed: dict[str, str], code: str
) -> None:
    reading = read(**changed)

    assert reading.row is not None
    assert codes(reading) == [code]
    assert reading.problems[0].severity is Severity.WARNING


@pytest.mark.parametrize(
    "name",
    [
        "Ma'ruf Ḥasan",
        "SITI NUR\u2019AINI, S.Pd.",
        "José Núñez-Łuć",
        "Sumini (Mbok Tun)",
        "H. Abd. Rohman alm/alias Paijo",
        "Ni Kadek Ayu D\u0323",
    ],
)
def test_name_in_latin_letters_and_usual_marks_is_not_doubted(name: str) -> None:
    assert codes(read(nama=name)) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("33.16.01.2001", "milik Bangkleyan, Jati, Kabupaten Blora, di luar"),
        ("35.72.01.1001", "milik Kota Blitar, di luar"),
        ("35.05.01.2999", "tidak ada pada daftar kode wilayah Kabupaten Blitar."),
        ("33.16.01.2999", "tidak ada pada daftar kode wilayah Kabupaten Blora."),
        ("35.99.01.2001", "Tidak ada kabupaten/kota berkode 35.99."),
    ],
)
def test_village_that_is_not_here_is_told_by_its_name_where_that_is_known(
    code: str, said: str
) -> None:
    (problem,) = read(kode_desa=code).problems

    assert said in str(row_sentence(problem.code, problem.params))


def test_village_problem_of_an_earlier_release_still_reads() -> None:
    told = str(row_sentence(RowCode.VILLAGE_ELSEWHERE, {}))

    assert told.startswith("Kode desa di luar kabupaten/kota ini.")


@pytest.mark.parametrize(
    ("birth_on", "nik", "expected"),
    [
        ("1960-03-01", "3505010103609993", [RowCode.AGE_OVER]),
        ("1960-03-02", "3505010203609993", []),
        ("2010-03-01", "3505010103109993", []),
        ("2010-03-02", "3505010203109993", [RowCode.AGE_UNDER]),
    ],
)
def test_row_when_age_at_the_start_is_at_the_limit_warns_beyond_it(
    birth_on: str, nik: str, expected: list[str]
) -> None:
    assert codes(read(tanggal_lahir=birth_on, nik=nik)) == expected


@pytest.mark.parametrize("text", ["1970-01-01", "01/01/1970", "1/1/1970", "1-1-1970", "1970/1/1"])
def test_birth_date_when_written_in_a_usual_way_is_read(text: str) -> None:
    row = read(tanggal_lahir=text).row

    assert row is not None
    assert row.birth_on == date(1970, 1, 1)


@pytest.mark.parametrize("text", ["35.05.01.2001", "3505012001", "35-05-01-2001", " 3505012001 "])
def test_village_when_written_in_a_usual_way_is_read(text: str) -> None:
    row = read(kode_desa=text).row

    assert row is not None
    assert row.village_code == "35.05.01.2001"


@pytest.mark.parametrize("text", ["+62 812-3456-7890", "81234567890", "0812 3456 7890"])
def test_phone_when_written_in_a_usual_way_is_read(text: str) -> None:
    row = read(nomor_telepon=text).row

    assert row is not None
    assert row.phone == "081234567890"


@pytest.mark.parametrize("word", ["L", "l", "Laki-laki", "LAKI LAKI", "Pria"])
def test_sex_when_written_in_a_usual_way_is_read(word: str) -> None:
    row = read(jenis_kelamin=word).row

    assert row is not None
    assert row.sex is Sex.MALE


def test_row_when_it_is_longer_than_the_header_stays_out() -> None:
    reading = read_row([*PERSON.split(","), "sisa"], 3, LAYOUT, RULES)

    assert reading.row is None
    assert codes(reading) == [RowCode.MISALIGNED]
    assert reading.problems[0].pointer == "/rows/3"


def test_row_when_it_ends_early_misses_only_what_it_lacks() -> None:
    reading = read_row(PERSON.split(",")[:5], 3, LAYOUT, RULES)

    assert reading.row is not None
    assert (reading.row.occupation, reading.row.phone) == (None, None)


@given(st.text(max_size=60), st.booleans())
def test_shown_cell_when_any_text_never_shows_a_whole_number(text: str, identifier: bool) -> None:
    shown = shown_cell(f"{text}3505010101709993{text}", is_identifier=identifier)

    assert "3505010101709993" not in shown
    assert len(shown) <= 40


@pytest.mark.parametrize(
    ("cell", "identifier", "shown"),
    [
        ("350501010170999", True, "350501*********"),
        ("3,31602E+15", True, "3,31602E+15"),
        ("3505 0101 0170 9993", False, "3505 0*************"),
        ("Sumini", False, "Sumini"),
    ],
)
def test_shown_cell_when_shown_masks_identifiers(cell: str, identifier: bool, shown: str) -> None:
    assert shown_cell(cell, is_identifier=identifier) == shown


def test_repr_when_a_row_is_logged_hides_identifiers() -> None:
    reading = read()

    assert "3505010101709993" not in repr(reading)
    assert "081234567890" not in repr(reading)


def read_with_wage(wage: str, rules: RosterRules = RULES) -> RowReading:
    layout = read_layout(f"{HEADER},Gaji\n".encode(), is_whole_file=True)
    return read_row([*PERSON.split(","), wage], 3, layout, rules)


@pytest.mark.parametrize("wage", ["2500000", "Rp2.500.000,00", "1"])
def test_row_when_it_states_a_wage_where_none_is_paid_stays_out(wage: str) -> None:
    reading = read_with_wage(wage)

    assert reading.row is None
    assert [(one.code, one.column) for one in reading.problems] == [
        (RowCode.WAGE_OUTSIDE_SEGMENT, Column.WAGE)
    ]


@pytest.mark.parametrize("wage", ["", "-", "0", "Rp0,00"])
def test_row_when_its_wage_is_empty_is_good(wage: str) -> None:
    assert read_with_wage(wage).row is not None


def test_row_when_the_segment_pays_wages_may_state_one() -> None:
    assert read_with_wage("2500000", replace(RULES, has_wages=True)).problems == []


def test_row_when_it_has_problems_is_shown_masked_and_without_its_address() -> None:
    shown = read(nama="").shown

    assert shown["nik"] == "350501**********"
    assert "081234567890" not in shown.values()
    assert "alamat" not in shown
    assert read().shown == {}


def test_texts_when_each_problem_occurs_exist() -> None:
    silent = {NikReason.CENTURY_OPEN, NikReason.REGION_HISTORIC, NikReason.NORMALISED}

    assert set(ROW_TEXTS) == {*NikReason, *RowCode} - silent
    assert set(FIX_TEXTS) == set(ROW_TEXTS)
    assert set(COLUMN_LABELS) == set(Column)
    assert set(SEVERITY_LABELS) == set(Severity)


def test_sentence_when_months_are_held_names_them_and_the_holder() -> None:
    params = {"first_month": "2025-04", "last_month": "2025-12", "programme": "DBHCHT"}

    sentence = str(row_sentence(RowCode.COVERED_TWICE, params))

    assert sentence.startswith(
        "Kepesertaan ganda: April–Desember 2025 sudah ditetapkan pada DBHCHT. Iuran tidak boleh"
    )


def test_sentence_when_age_is_unusual_states_it() -> None:
    sentence = str(row_sentence(RowCode.AGE_OVER, {"age": 66, "limit": 65}))

    assert sentence.startswith("Berusia 66 tahun pada awal perlindungan")


def test_sentence_when_problem_is_unknown_asks_to_look() -> None:
    assert str(row_sentence("found-by-a-later-version", {})) == "Baris ini perlu diperiksa."


@pytest.mark.parametrize(
    ("column", "label"), [("nik", "NIK"), (None, "seluruh baris"), ("lain", "lain")]
)
def test_column_label_when_shown_reads_as_people_say(column: str | None, label: str) -> None:
    assert column_label(column) == label


def test_figures_of_a_refused_file_when_read_in_english_are_grouped_by_commas() -> None:
    stored = {"rows": "1.500.000", "size": "20 MB"}

    with written_in("en"):
        assert figures_of_refusal(stored) == {"rows": "1,500,000", "size": "20 MB"}
    assert figures_of_refusal(stored) == stored
