"""Typed cells, the sheet that is meant, rows in batches."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.nik import NikReason
from enrollment.parsing import sheets
from enrollment.parsing.batches import Batch, Progress
from enrollment.parsing.columns import Column
from enrollment.parsing.mapping import ColumnsUnclear
from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from enrollment.parsing.rows import RowCode
from enrollment.parsing.sheet_rows import Cell, CellKind, SheetRow, row_of
from enrollment.parsing.sheets import (
    SheetChoice,
    SheetLayout,
    displayed,
    read_sheet_batch,
    row_texts,
    start_of_sheet,
)
from tests.unit.enrollment.rosters import HEADER, PERSON, RULES, rows_of
from tests.unit.enrollment.workbooks import line_of

CELLS = PERSON.split(",")


def texts(*cells: str) -> list[Cell]:
    return [Cell(CellKind.TEXT, cell) for cell in cells]


HEAD = SheetRow(1, texts(*HEADER.split(",")))


def chosen(last_row: int = 2) -> SheetLayout:
    layout = SheetChoice().consider("Data", last_row, [HEAD])
    assert layout is not None
    return layout


def read(*rows: SheetRow, limit: int = 10, progress: Progress | None = None) -> Batch:
    layout = chosen(rows[-1].number if rows else 2)
    start = progress or start_of_sheet(layout)
    return read_sheet_batch(map(line_of, rows), start, layout, RULES, limit=limit)


def person(number: int, **changed: Cell) -> SheetRow:
    cells = dict(zip(HEADER.split(","), texts(*CELLS), strict=True))
    return SheetRow(number, list((cells | changed).values()))


def number(text: str) -> Cell:
    return Cell(CellKind.NUMBER, text)


def codes(batch: Batch) -> list[str]:
    return [problem.code for problem in batch.problems]


def test_sheet_when_cells_are_texts_and_dates_gives_the_person() -> None:
    batch = read(person(2, tanggal_lahir=Cell(CellKind.DATE, "1970-01-01")))

    assert batch.problems == []
    assert (rows_of(batch)[0].nik, rows_of(batch)[0].row_number) == ("3505010101709993", 2)


def test_nik_when_it_is_a_number_is_refused_though_every_digit_is_there() -> None:
    batch = read(person(214, nik=number("3505010101709993")))

    problem = batch.problems[0]
    assert rows_of(batch) == []
    assert (problem.code, problem.cell) == (NikReason.SCIENTIFIC, "3,50501E+15")
    assert (problem.row_number, problem.column) == (214, Column.NIK)


@given(
    st.one_of(
        st.integers(min_value=-(10**18), max_value=10**18).map(str),
        st.floats(allow_nan=False, allow_infinity=False).map(repr),
        st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
    )
)
def test_nik_when_it_is_any_number_never_passes(text: str) -> None:
    batch = read(person(2, nik=number(text)))

    assert rows_of(batch) == []
    assert {code for code in codes(batch) if code.startswith("nik-")}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3316020101700001", "3,31602E+15"),
        ("3500000000000000", "3,5E+15"),
        ("12345", "12345"),
        ("99999999999", "99999999999"),
        ("100000000000", "1E+11"),
        ("1.5", "1,5"),
        ("-3316020101700001", "-3,31602E+15"),
        ("nan?", "nan?"),
    ],
)
def test_number_when_displayed_is_as_people_see_it(text: str, shown: str) -> None:
    assert displayed(text) == shown


@given(st.integers(min_value=10**11, max_value=10**17))
def test_number_when_long_is_displayed_with_six_digits_of_it(value: int) -> None:
    mantissa, _, exponent = displayed(str(value)).partition("E")

    close = Decimal(mantissa.replace(",", ".")).scaleb(int(exponent))
    assert abs(close - value) <= Decimal(value) / 10**5


def test_row_when_other_cells_are_numbers_reads_them_whole() -> None:
    batch = read(
        person(2, kode_desa=number("3505012001"), nomor_telepon=number("812345678901")),
    )

    assert batch.problems == []
    assert rows_of(batch)[0].village_code == "35.05.01.2001"
    assert rows_of(batch)[0].phone == "0812345678901"


def test_birth_when_it_is_a_bare_number_is_not_guessed_at() -> None:
    assert codes(read(person(2, tanggal_lahir=number("25569")))) == [RowCode.BIRTH_SERIAL_DAY]


def test_birth_when_it_has_a_time_of_day_is_not_guessed_at() -> None:
    cell = Cell(CellKind.DATE, "1970-01-01 05:06:00")

    assert codes(read(person(2, tanggal_lahir=cell))) == [RowCode.BIRTH_UNREADABLE]


def test_texts_when_the_row_ends_before_the_number_are_few() -> None:
    layout = SheetChoice().consider("Data", 3, [SheetRow(1, texts(*reversed(HEADER.split(","))))])
    assert layout is not None

    assert row_texts(texts("0812"), layout) == ["0812"]


def test_batches_when_rows_have_gaps_keep_the_numbers_of_the_sheet() -> None:
    rows = [person(3), person(7), person(8)]
    layout = chosen(last_row=9)
    stream = map(line_of, rows)

    first = read_sheet_batch(stream, start_of_sheet(layout), layout, RULES, limit=2)
    second = read_sheet_batch(stream, first.progress, layout, RULES, limit=2)

    assert [row.row_number for row in rows_of(first)] == [3, 7]
    assert (first.progress.offset, first.progress.row_number) == (7, 8)
    assert [row.row_number for row in rows_of(second)] == [8]
    assert (second.progress.offset, second.progress.row_count) == (9, 3)


def test_batch_when_it_ends_with_the_sheet_finds_nothing_after_it() -> None:
    layout = chosen(last_row=9)
    stream = map(line_of, [person(3), person(7)])

    full = read_sheet_batch(stream, start_of_sheet(layout), layout, RULES, limit=2)
    rest = read_sheet_batch(stream, full.progress, layout, RULES, limit=2)

    assert (full.progress.offset, rest.progress.offset) == (7, 9)
    assert rows_of(rest) == []


def test_sheet_when_it_has_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "SHEET_ROW_LIMIT", 2)
    assert read(person(2), person(3)).progress.row_count == 2

    with pytest.raises(RosterFileRefused) as refused:
        read(person(2), person(3), person(4))

    assert refused.value.problem is FileProblem.WORKBOOK_TOO_MANY_ROWS
    assert refused.value.params == {"rows": "2"}


def test_limits_are_the_stated_ones() -> None:
    assert sheets.SHEET_ROW_LIMIT == 200_000


def consider(
    *named: tuple[str, Sequence[SheetRow]],
) -> SheetLayout | RosterFileRefused | ColumnsUnclear:
    choice = SheetChoice()
    for name, head in named:
        layout = choice.consider(name, 99, head)
        if layout is not None:
            return layout
    return choice.refusal()


def test_choice_when_a_title_stands_above_finds_the_row_of_names() -> None:
    title = SheetRow(1, texts("DAFTAR CALON PENERIMA"))

    layout = consider(("Data", [title, SheetRow(4, HEAD.cells)]))

    assert isinstance(layout, SheetLayout)
    assert (layout.name, layout.header_row, layout.last_row) == ("Data", 4, 99)


def test_choice_when_earlier_sheets_are_something_else_passes_them_over() -> None:
    hint = SheetRow(1, texts("nama", "nama", "nik"))

    layout = consider(("Petunjuk", [hint]), ("Rekap", []), ("Data", [HEAD]), ("Lama", [HEAD]))

    assert isinstance(layout, SheetLayout)
    assert layout.name == "Data"


def test_choice_when_no_sheet_will_do_names_the_nearest() -> None:
    near = SheetRow(1, texts("NIK", "Nama", "Tgl. Lahir"))

    refused = consider(("Rekap", [SheetRow(1, texts("nama"))]), ("Data", [near]), ("X", []))

    assert isinstance(refused, RosterFileRefused)
    assert refused.problem is FileProblem.SHEET_COLUMNS_MISSING
    assert refused.params["sheet"] == "Data"
    assert refused.params["columns"] == "jenis_kelamin, kode_desa"


def test_choice_when_names_come_too_late_misses_them() -> None:
    refused = consider(("Data", [SheetRow(21, HEAD.cells)]))

    assert isinstance(refused, RosterFileRefused)
    assert refused.problem is FileProblem.SHEET_COLUMNS_MISSING


def test_choice_when_every_sheet_is_empty_or_hidden_says_so() -> None:
    refused = consider()

    assert isinstance(refused, RosterFileRefused)
    assert refused.problem is FileProblem.WORKBOOK_EMPTY


def test_choice_when_a_needed_column_is_doubled_asks_a_person() -> None:
    refused = consider(("Data", [SheetRow(1, [*HEAD.cells, *texts("no. ktp")])]))

    assert isinstance(refused, ColumnsUnclear)
    assert [table.sheet for table in refused.tables] == ["Data"]


def test_choice_when_a_sheet_is_named_like_a_person_masks_the_number() -> None:
    refused = consider(("3505010101709993", [SheetRow(1, texts("nama"))]))

    assert isinstance(refused, RosterFileRefused)
    assert refused.params["sheet"] == "350501**********"


CELL = st.builds(Cell, st.sampled_from(CellKind), st.text(st.characters(exclude_categories=["Cs"])))


@given(st.integers(1, 10**7), st.lists(CELL, min_size=1, max_size=4))
def test_line_when_it_is_read_gives_every_cell_back(number: int, cells: list[Cell]) -> None:
    kept = [one if one.text else Cell(CellKind.TEXT, "") for one in cells]
    blanked = str.maketrans({"\x1f": " ", "\x1e": " "})

    read = row_of(line_of(SheetRow(number, kept)))

    assert read.number == number
    assert read.cells == [Cell(one.kind, one.text.translate(blanked)) for one in kept]


@pytest.mark.parametrize(
    "name", ["Siti\nAminah", "Siti\x1fAminah", "Siti\x1eAminah", "Siti\rAminah"]
)
def test_cell_when_it_holds_a_line_end_or_a_separator_stays_one_cell(name: str) -> None:
    batch = read(person(2, nama=Cell(CellKind.TEXT, name)), person(3))

    assert [row.row_number for row in rows_of(batch)] == [2, 3]
    assert rows_of(batch)[0].name == "Siti Aminah"
