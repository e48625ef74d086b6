"""Rows that are no people are passed over, shown and counted apart; whoever may be one is not."""

from collections.abc import Sequence

import pytest

from enrollment.parsing.headings import ColumnPlaces, find_heading
from enrollment.parsing.outside import Outside, outside_of
from enrollment.parsing.rows import RowCode
from tests.unit.enrollment.rosters import HEADER, PERSON, read_all, roster

NAMES = HEADER.split(",")
OTHER_ORDER = ["Nama", "NIK", *NAMES[2:]]


@pytest.fixture
def places() -> ColumnPlaces:
    found = find_heading([(1, ["No", *NAMES])])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "2", "3", "4", "5"], Outside.LINE),
        (["(1)", "(2)", "(3)", "(4)"], Outside.LINE),
        (["No", *NAMES], Outside.LINE),
        (["", "Jumlah", "35"], Outside.LINE),
        (["TOTAL : 1.200 orang"], Outside.LINE),
        (["12", "", "", "", "", "35.05.01.2001"], Outside.LINE),
        (["Desa Jati"], Outside.LINE),
        (["", "", "Mengetahui,"], Outside.CLOSING),
        (["", "", "", "", "", "", "Kepala Desa Jati"], Outside.CLOSING),
        (["", "NIP. 19700101 199003 1 001"], Outside.CLOSING),
        (["", "", "Blitar, 20 November 2025"], Outside.CLOSING),
        (["", "", "Blora,     Maret 2025"], Outside.CLOSING),
        (["REKAPITULASI PER KECAMATAN"], Outside.CLOSING),
        (["No", "Kecamatan", "Desa", "Alamat", "Jumlah"], Outside.TABLE),
        (["No", *OTHER_ORDER], Outside.LIST),
    ],
)
def test_row_when_it_is_certainly_no_person_is_known(
    places: ColumnPlaces, cells: Sequence[str], kind: Outside
) -> None:
    assert outside_of(cells, places, is_aside=False) is kind


@pytest.mark.parametrize(
    "cells",
    [
        ["", "350501010170999", "Jumlah"],
        ["", "3,50501E+15", "Total Santoso"],
        ["", "", "Sumini", "1970-01-01"],
        ["", "", "Sumini", "30/02/1970", "L"],
        ["", "rusak"],
        ["", "", "Sumini"],
        ["", "", "Sumini", "", "L", "", "", "Kepala dusun"],
        ["", "", "3505010101709993", "Sumini"],
    ],
)
def test_row_when_it_may_be_a_person_is_left_in(places: ColumnPlaces, cells: Sequence[str]) -> None:
    assert outside_of(cells, places, is_aside=False) is None


def test_name_alone_when_the_list_is_closed_is_a_signature(places: ColumnPlaces) -> None:
    assert outside_of(["", "", "SUTRISNO, S.Sos"], places, is_aside=True) is Outside.LINE


def test_list_when_it_is_signed_counts_its_people_only() -> None:
    rows = [
        ",".join("12345678"),
        PERSON,
        "Jumlah,1,,,,,,",
        ",Mengetahui,,,,,,",
        ",,,,,,,",
        ',"SUTRISNO, S.Sos",,,,,,',
    ]

    batch = read_all(roster(rows), limit=2)

    progress = batch.progress
    assert (progress.row_count, progress.valid_count, progress.outside_count) == (1, 1, 4)
    assert [(one.row_number, one.code) for one in batch.problems] == [
        (row, RowCode.NO_PERSON) for row in (2, 4, 5, 7)
    ]


def test_list_when_people_follow_a_signature_reads_them() -> None:
    other = PERSON.replace("9993", "9994")

    progress = read_all(roster([PERSON, ",Mengetahui,,,,,,", other, ",Siti,,,,,,"])).progress

    assert (progress.valid_count, progress.error_count, progress.outside_count) == (2, 1, 1)


def test_list_when_another_table_follows_says_from_where() -> None:
    table = ["Kecamatan,Desa,Pekerjaan,Jumlah,,,,", "Jati,Pelem,petani,12,,,,"]

    batch = read_all(roster([PERSON, "", *table]))

    assert (batch.progress.valid_count, batch.progress.row_count) == (1, 1)
    assert (batch.progress.table_row, batch.progress.outside_count) == (4, 2)
    assert batch.problems[0].code == RowCode.OTHER_TABLE


def test_list_when_a_list_of_another_order_follows_leaves_nobody_out_unseen() -> None:
    nik, name, *rest = PERSON.split(",")
    other = [",".join(OTHER_ORDER), ",".join([name, nik, *rest])]

    batch = read_all(roster([PERSON, *other]))

    assert (batch.progress.valid_count, batch.progress.error_count) == (1, 1)
    assert batch.problems[0].code == RowCode.OTHER_LIST


def test_list_when_its_heading_is_repeated_goes_on() -> None:
    progress = read_all(roster([PERSON, HEADER, PERSON.replace("9993", "9994")])).progress

    assert (progress.valid_count, progress.error_count, progress.outside_count) == (2, 0, 1)
    assert progress.table_row == 0
