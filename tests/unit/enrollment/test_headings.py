"""Which row names the columns, and what its names mean."""

from collections.abc import Mapping, Sequence

import pytest

from enrollment.parsing.columns import ALIASES, Column, columns_meant, distance
from enrollment.parsing.headings import ColumnPlaces, find_heading

PLAIN = ["NIK", "Nama", "Tanggal Lahir", "L/P", "Kode Desa"]
PLACES = dict(enumerate([Column.NIK, Column.NAME, Column.BIRTH, Column.SEX, Column.VILLAGE]))
DATA = ["3505010101709993", "Sumini", "1970-01-01", "L", "35.05.01.2001"]


def found(*rows: Sequence[str]) -> ColumnPlaces:
    places = find_heading(list(enumerate(rows, start=1)))
    assert places is not None
    return places


def at(places: ColumnPlaces) -> Mapping[int, Column]:
    return {position: column for column, position in places.columns.items()}


@pytest.mark.parametrize(
    "names",
    [
        ["No. KTP", "Nama Lengkap", "Tgl Lahir", "JK", "Kode Desa/Kel"],
        ["NIK KTP", "NAMA", "tangal lahir", "Jenis Kelmin", "KODE  DESA"],
        ["nik", "Nama Calon Penerima", "Tgl. Lhr", "L / P", "Kode Wilayah"],
        ["N\u00cdK", "Nama\nLengkap", "TANGGAL_LAHIR", "Jenis\u00a0Kelamin", "kodedesa"],
        ["Nomor Induk Kependudukn", "nama", "Tempat, Tanggal Lahir", "gender", "Kode Kelurahn"],
    ],
)
def test_names_when_written_as_people_write_them_are_known(names: list[str]) -> None:
    places = found(names, DATA)

    assert at(places) == PLACES
    assert places.is_clear


@pytest.mark.parametrize(
    "name",
    ["No KK", "Nomor KK", "No. KPJ", "Tanggal Lapor", "Nama Ibu", "Kode Pos", "NIP", "Tgl Daftar"],
)
def test_names_when_they_mean_something_else_claim_nothing(name: str) -> None:
    assert found([*PLAIN[:2], name, *PLAIN[3:]]).ignored == (name,)


def test_slip_when_two_names_come_near_or_the_column_is_taken_decides_nothing() -> None:
    assert columns_meant(["pekerjaam", "pekerjan"], set()) == {}
    assert columns_meant(["pekerjaam"], {Column.OCCUPATION}) == {}
    assert columns_meant(["pekerjaam"], set()) == {0: Column.OCCUPATION}


def test_names_when_no_two_are_right_are_not_guessed_at() -> None:
    assert found(["pekerjaam", "alamt", "nik"]).columns == {Column.NIK: 2}


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("", "abc", 3), ("tangal", "tanggal", 1), ("abcd", "acbd", 1), ("kode", "nama", 4)],
)
def test_distance_counts_slips(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == distance(other, one) == slips


def test_heading_when_groups_stand_above_names_takes_both_rows() -> None:
    groups = ["No", "NIK", "Nama", "Lahir", "", "L/P", "Alamat", "", "", "Kode"]
    names = ["", "", "", "Tempat", "Tanggal", "", "Dusun", "RT", "RW", "Desa"]

    places = found(["DAFTAR"], groups, names, ["1", *DATA])

    assert places.header_row == 3
    assert at(places) == {
        1: Column.NIK,
        2: Column.NAME,
        4: Column.BIRTH,
        5: Column.SEX,
        6: Column.ADDRESS,
        7: Column.RT,
        8: Column.RW,
        9: Column.VILLAGE,
    }
    assert places.ignored == ("No", "Tempat")


def test_heading_when_one_row_is_enough_leaves_the_row_below_alone() -> None:
    assert found(PLAIN, ["", "", "L", "", ""], DATA).header_row == 1


def test_heading_when_a_needed_column_is_named_twice_says_where() -> None:
    places = found([*PLAIN, "No. KTP"])

    assert places.twice == {Column.NIK: (0, 5)}
    assert not places.is_clear
    assert Column.NIK not in places.columns


def test_heading_when_villages_are_named_needs_no_code() -> None:
    assert found([*PLAIN[:4], "Desa/Kel", "Kec."]).is_clear
    assert found(PLAIN[:4]).missing == [Column.VILLAGE]


def test_heading_when_another_row_names_fewer_columns_is_the_fuller_one() -> None:
    assert found(["Rekap", "Kecamatan", "Desa"], [], ["x"], PLAIN, DATA).header_row == 4


def test_aliases_when_bare_are_no_longer_than_they_need_to_be() -> None:
    assert all(name and name == name.casefold() for name in ALIASES)
