"""Villages by name, addresses with RT and RW, and dates as people write them."""

from dataclasses import replace
from datetime import date

import pytest

from enrollment.nik import Sex
from enrollment.parsing.columns import Column
from enrollment.parsing.layout import read_layout
from enrollment.parsing.rows import RosterRules, RowCode, RowReading, read_row
from enrollment.parsing.values import ValueProblem, read_birth_date
from enrollment.parsing.villages import VillageNames, place_key
from enrollment.reference import Village
from enrollment.roster_wording import row_sentence
from tests.unit.enrollment.rosters import RULES

TODAY = date(2026, 11, 20)
VILLAGES = {
    code: Village(code, name, district, "desa")
    for code, name, district in [
        ("35.05.01.2001", "Karangjati", "Utara"),
        ("35.05.01.2002", "Pelem", "Utara"),
        ("35.05.02.2001", "Pelem", "Selatan"),
        ("35.05.02.2002", "Sumber Rejo", "Selatan"),
    ]
}
NAMED = replace(RULES, villages=VILLAGES)
COLUMNS = ["nik", "nama", "tanggal_lahir", "jenis_kelamin"]
CELLS = ["3505010101709993", "Sumini", "1970-01-01", "L"]


def read(rules: RosterRules = NAMED, /, **cells: str) -> RowReading:
    heading = ";".join([*COLUMNS, *(name.replace("_", " ") for name in cells)])
    layout = read_layout(f"{heading}\n".encode(), is_whole_file=True)
    return read_row([*CELLS, *cells.values()], 7, layout, rules)


@pytest.mark.parametrize(
    ("village", "district"),
    [
        ("Karangjati", ""),
        ("KARANG JATI", "utara"),
        ("Desa Karangjati", "Kec. Utara"),
        ("Ds. karang-jati", "Kecamatan  Utara"),
        ("Kel.Karangjati", ""),
        ("35.05.01.2001", ""),
    ],
)
def test_village_when_named_as_people_name_it_is_found(village: str, district: str) -> None:
    reading = read(desa=village, kecamatan=district)

    assert reading.row is not None
    assert reading.row.village_code == "35.05.01.2001"
    assert reading.problems == []


def test_village_when_two_carry_the_name_needs_the_district() -> None:
    reading, told = read(desa="Pelem"), read(desa="Pelem", kecamatan="Selatan")

    assert told.row is not None
    assert told.row.village_code == "35.05.02.2001"
    assert reading.row is None
    problem = reading.problems[0]
    assert (problem.code, problem.column) == (RowCode.VILLAGE_NAME_AMBIGUOUS, Column.VILLAGE_NAME)
    assert "Pelem (Utara), Pelem (Selatan)" in str(row_sentence(problem.code, problem.params))


@pytest.mark.parametrize(
    ("village", "district", "candidates"),
    [
        ("Karangjatti", "", "Karangjati (Utara)"),
        ("Sumberrejo", "Utara", "Sumber Rejo (Selatan)"),
        ("Entah", "", None),
    ],
)
def test_village_when_unknown_names_what_may_be_meant(
    village: str, district: str, candidates: str | None
) -> None:
    problem = read(desa=village, kecamatan=district).problems[0]

    assert problem.code == RowCode.VILLAGE_NAME_UNKNOWN
    assert problem.params.get("candidates") == candidates
    assert str(row_sentence(problem.code, problem.params)).startswith("Tidak ada desa/kelurahan")


def test_village_when_only_its_district_is_unknown_is_taken_with_a_warning() -> None:
    reading = read(desa="Karangjati", kecamatan="Utra")

    assert reading.row is not None
    assert [one.code for one in reading.problems] == [RowCode.DISTRICT_UNKNOWN]


def test_village_when_code_and_name_are_given_is_the_codes() -> None:
    same = read(kode_desa="35.05.01.2002", desa="PELEM")
    other = read(kode_desa="35.05.01.2002", desa="Karangjati")
    empty = read(kode_desa=" ", desa="Karangjati")

    assert same.problems == []
    assert other.row is not None
    assert other.row.village_code == "35.05.01.2002"
    assert [one.code for one in other.problems] == [RowCode.VILLAGE_NAME_DIFFERS]
    assert empty.row is not None
    assert empty.row.village_code == "35.05.01.2001"


def test_village_when_its_name_is_empty_is_asked_for() -> None:
    assert [one.code for one in read(desa=" ").problems] == [RowCode.VILLAGE_NAME_EMPTY]


def test_village_when_no_list_is_kept_needs_its_code() -> None:
    unlisted = replace(NAMED, region_code="35.72")

    assert [one.code for one in read(unlisted, desa="X").problems] == [RowCode.VILLAGE_EMPTY]


@pytest.mark.parametrize(
    ("one", "other"), [("Kel. Jati", "jati"), ("Desa", "desa"), ("Ds.Kar\u00e1ng", "karang")]
)
def test_places_when_they_are_the_same_have_one_key(one: str, other: str) -> None:
    assert place_key(one) == place_key(other)


def test_names_when_many_are_near_are_three_at_most() -> None:
    near = [Village(f"35.05.01.{n}", f"Pelem{n}", "Utara", "desa") for n in range(2001, 2009)]

    assert len(VillageNames(near).find("Pelem2", "").candidates) <= 3


@pytest.mark.parametrize(
    ("cells", "address"),
    [
        ({"alamat": "Dk. Krajan", "rt": "001", "rw": "2"}, "Dk. Krajan, RT 1 RW 2"),
        ({"rt": "1", "rw": "2"}, "RT 1 RW 2"),
        ({"rt_rw": "001/002"}, "RT 1 RW 2"),
        ({"rt_rw": "RT 03 RW 4", "alamat": ""}, "RT 3 RW 4"),
        ({"alamat": "Krajan RT 1/2", "rt": "1", "rw": "2"}, "Krajan RT 1/2"),
        ({"alamat": "Krajan", "rt": "", "rw": "-"}, "Krajan"),
        ({"rt": "5"}, "RT 5"),
    ],
)
def test_address_when_rt_and_rw_have_columns_names_them(
    cells: dict[str, str], address: str
) -> None:
    reading = read(desa="Karangjati", **cells)

    assert reading.row is not None
    assert reading.row.address == address
    assert reading.problems == []


@pytest.mark.parametrize("cells", [{"rt_rw": "2026-02-01"}, {"rt": "satu", "rw": "1"}])
def test_address_when_rt_is_unreadable_is_kept_without(cells: dict[str, str]) -> None:
    reading = read(desa="Karangjati", **cells)

    assert reading.row is not None
    assert [one.code for one in reading.problems] == [RowCode.NEIGHBOURHOOD_DROPPED]
    assert reading.row.sex is Sex.MALE


def test_shown_cells_when_a_row_has_problems_hold_no_part_of_the_address() -> None:
    shown = read(desa="", alamat="Krajan", rt="1", rw="2").shown

    assert set(shown) == {"nik", "nama", "tanggal_lahir", "jenis_kelamin", "desa"}


@pytest.mark.parametrize(
    "text",
    [
        "31/12/1980",
        "31-12-1980",
        "31.12.1980",
        "31 12 1980",
        "1980-12-31",
        "31 Desember 1980",
        "31 DES 1980",
        "31-Des-1980",
        "31 December 1980",
        "31-Dec-80",
        "31-12-80",
        "31/12/80",
        "Blora, 31-12-1980",
        "Kab. Blora,31 Desember 1980",
        "Senin, 31 Desember 1980",
    ],
)
def test_birth_date_when_people_write_it_is_read(text: str) -> None:
    assert read_birth_date(text, TODAY) == date(1980, 12, 31)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("01-02-05", date(2005, 2, 1)),
        ("01-02-11", date(2011, 2, 1)),
        ("01-02-30", date(1930, 2, 1)),
        ("01-02-20", ValueProblem.SHORT_YEAR),
        ("30-02-80", ValueProblem.NO_SUCH_DAY),
        ("31 Foo 1980", ValueProblem.UNREADABLE),
        ("31 Februari 1980", ValueProblem.NO_SUCH_DAY),
        ("Blora", ValueProblem.UNREADABLE),
        ("Blora, ", ValueProblem.EMPTY),
        ("29221", ValueProblem.SERIAL_DAY),
        ("12/31/1980", ValueProblem.NO_SUCH_DAY),
        ("2027-01-01", ValueProblem.FUTURE),
    ],
)
def test_birth_date_when_open_or_wrong_says_exactly_why(
    text: str, expected: date | ValueProblem
) -> None:
    assert read_birth_date(text, TODAY) == expected
