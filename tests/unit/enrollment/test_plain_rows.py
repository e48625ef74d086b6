"""What is picked as plain is what the reader of single rows would read without a finding."""

from dataclasses import replace
from datetime import date, timedelta
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.nik import Sex
from enrollment.parsing import batches
from enrollment.parsing.columns import Column
from enrollment.parsing.layout import Layout, read_layout
from enrollment.parsing.plain_rows import PEOPLE, Picked, cells_of_lines, people_of, pick_plain
from enrollment.parsing.refusals import RosterFileRefused
from enrollment.parsing.rows import RosterRow, RosterRules, read_row
from tests.unit.enrollment.rosters import HEADER, PERSON, RULES, read_all, roster

LAYOUT = read_layout(f"{HEADER}\n".encode(), is_whole_file=True)
FIRST_ROW = 214
CELLS = dict(zip(HEADER.split(","), PERSON.split(","), strict=True))

# What real files hold, right and wrong; each cell alone may make a row doubtful.
ODD = {
    Column.NIK: [
        "3505010101709993 ",
        "'3505010101709993",
        "3505010101700000",
        "3505010101701234",
        "3505010101703210",
        "3505010101700123",
        "1234560101709993",
        "9101010101709993",
        "3505014101709993",
        "3505010101709993\u0660",
        "\u0663505010101709993",
        "3505010101709993x",
        "",
    ],
    Column.NAME: [
        "sumini",
        "Ny. Sum'ini (alm)",
        "Sumini  K",
        " S",
        "S1",
        "Ñoto",
        "",
        "x" * 151,
        "-",
    ],
    Column.BIRTH: ["01/01/1970", "1/1/1970", "1970-1-1", "1970-02-30", "1960-01-01", "", "25569"],
    Column.SEX: ["P", "l", "Laki-laki", ""],
    Column.VILLAGE: ["3505012001", "33.16.01.2001", "35.05.01.2999", "35.05.1.2001", ""],
    Column.ADDRESS: ["", "RT 1  RW 2", "Jl. Merdeka № 5", "x" * 201],
    Column.OCCUPATION: ["", "Pensiunan TNI", "PNS", "Pegawai Negeri", "Basnis", "polisi tidur"],
    Column.PHONE: ["", "+6281234567890", "812345678", "0812-3456", "08123456789012345"],
}
# Numbers in which only one thing is odd: who has them was born as they say.
ODD_PEOPLE = [
    {Column.NIK: "3201234501709993", Column.BIRTH: "1970-01-05", Column.SEX: "P"},
    {Column.NIK: "1101110111011101", Column.BIRTH: "2001-11-01"},
    {Column.NIK: "3505590101709993"},
    {Column.NIK: "3505010101701234"},
    {Column.NIK: "9101010101709993"},
]
CELL_TEXTS = st.text(alphabet="0123456789 aA.'-/\u00a0é", max_size=8)


# A regency whose villages are not known: districts are, villages by their codes only.
UNLISTED = replace(RULES, region_code="32.01")
NAMED = read_layout(f"{HEADER},desa\n".encode(), is_whole_file=True)


def picked(lines: list[str], rules: RosterRules = RULES, layout: Layout = LAYOUT) -> Picked:
    return pick_plain(cells_of_lines(lines, ",", layout, FIRST_ROW), rules)


@st.composite
def rows(draw: st.DrawFn) -> list[str]:
    """Cells of one row: mostly as they should be, some of them odd."""
    sex = draw(st.sampled_from(Sex))
    born = date(1955, 1, 1) + timedelta(days=draw(st.integers(0, 22_000)))
    day = born.day + (40 if sex is Sex.FEMALE else 0)
    nik = f"350501{day:02}{born:%m%y}{draw(st.integers(0, 9999)):04}"
    cells = CELLS | {
        Column.NIK: nik,
        Column.BIRTH: born.isoformat(),
        Column.SEX: sex.value,
    }
    for column in draw(st.lists(st.sampled_from(list(ODD)), max_size=2)):
        cells[column] = draw(st.sampled_from(ODD[column]) | CELL_TEXTS)
    return list(cells.values())


def as_read(
    lines: list[str], rules: RosterRules = RULES, layout: Layout = LAYOUT
) -> dict[int, RosterRow]:
    """Rows in which the reader of single rows finds nothing, by number."""
    found = {}
    for number, line in enumerate(lines, FIRST_ROW):
        reading = read_row(line.split(","), number, layout, rules)
        if reading.row is not None and not reading.problems and not reading.is_normalised:
            found[number] = reading.row
    return found


def values(row: RosterRow) -> dict[str, object]:
    return people_of([row]).row(0, named=True)


@given(st.lists(rows().map(",".join), min_size=1, max_size=20))
def test_plain_rows_when_picked_are_read_alike_one_by_one(lines: list[str]) -> None:
    found = picked(lines)
    expected = as_read(lines)

    for one in found.plain.iter_rows(named=True):
        assert one == values(expected[one["row_number"]])
    numbers = found.plain["row_number"].to_list()
    others = [number for _, number in found.others]
    assert sorted([*numbers, *others]) == [FIRST_ROW + at for at in range(len(lines))]


@pytest.mark.parametrize(
    "changed",
    [{column: cell} for column, cells in ODD.items() for cell in cells] + ODD_PEOPLE,
    ids=str,
)
def test_plain_rows_when_one_thing_is_odd_are_read_alike(changed: dict[Column, str]) -> None:
    line = ",".join((CELLS | changed).values())

    found = picked([line])

    expected = [values(row) for row in as_read([line]).values()]
    assert found.plain.rows(named=True) in ([], expected)


@given(
    st.lists(
        rows().map(",".join)
        | st.sampled_from(["", ",,,,,,,", "Jumlah,2,,,,,,", "Mengetahui", HEADER]),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(min_value=1, max_value=5),
)
def test_list_when_some_rows_are_plain_is_read_as_when_none_is(
    lines: list[str], newline: str, limit: int
) -> None:
    data = roster(lines, newline=newline)

    found = outcome(data, limit)
    with patch.object(batches, "pick_plain", pick_none):
        expected = outcome(data, limit)
    with patch.object(batches, "_read_lines", batches._read_records):
        expected_of_records = outcome(data, limit)

    assert found == expected
    assert found == expected_of_records


def outcome(data: bytes, limit: int) -> object:
    """All that reading a file comes to."""
    try:
        read = read_all(data, limit=limit)
    except RosterFileRefused as refused:
        return refused.problem, refused.params
    return read.rows, read.problems, read.progress


def pick_none(cells: pl.DataFrame, rules: RosterRules) -> Picked:
    """As if nothing were plain."""
    return Picked(
        pick_plain(cells.head(0), rules).plain,
        cells.with_row_index("position").select("position", "row_number").rows(),
    )


def test_plain_rows_when_a_list_is_in_order_are_all_picked() -> None:
    lines = [PERSON, PERSON.replace("1970-01-01", "01/01/1970"), PERSON.replace("35.05.", "3505")]

    found = picked(lines[:2])

    assert found.plain.height == 2
    assert found.others == []


@pytest.mark.parametrize(
    ("code", "is_plain"),
    [
        ("32.01.01.2001", True),
        ("3201012001", True),
        ("32.01.01.9999", True),
        ("32.01012001", False),
        ("32-01-01-2001", False),
        ("32.01.99.2001", False),
        ("35.05.01.2001", False),
        ("99.01.01.2001", False),
        ("32.01.01.200", False),
        (" 32.01.01.2001", False),
        ("32.01.01.200\u0661", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("name", ["", "Cibinong"])
def test_village_when_its_regency_has_no_list_is_read_by_its_district(
    code: str, is_plain: bool, name: str
) -> None:
    line = ",".join([*(CELLS | {Column.VILLAGE: code}).values(), name])

    found = picked([line], UNLISTED, NAMED)

    assert found.plain.height == is_plain
    for one in found.plain.iter_rows(named=True):
        assert one == values(as_read([line], UNLISTED, NAMED)[one["row_number"]])


def test_village_when_named_in_a_regency_without_a_list_is_left_to_the_reader() -> None:
    nameless = read_layout(f"{HEADER.replace('kode_desa', 'desa')}\n".encode(), is_whole_file=True)

    assert picked([PERSON], UNLISTED, nameless).plain.is_empty()


def test_rows_when_they_end_early_or_run_on_are_told_apart() -> None:
    short = ",".join(PERSON.split(",")[:5])

    found = picked([short, PERSON + ",", PERSON + ",lagi"])

    assert found.plain["row_number"].to_list() == [FIRST_ROW]
    assert found.plain["phone"].to_list() == [None]
    assert found.others == [(1, FIRST_ROW + 1), (2, FIRST_ROW + 2)]


def test_columns_when_the_file_lacks_them_are_empty() -> None:
    header = ",".join(HEADER.split(",")[:5])
    layout = read_layout(f"{header}\n".encode(), is_whole_file=True)

    cells = cells_of_lines([",".join(PERSON.split(",")[:5])], ",", layout, FIRST_ROW)
    found = pick_plain(cells, RULES)

    assert found.plain.select("address", "occupation", "phone").row(0) == (None, None, None)
    assert found.plain.schema == PEOPLE
