"""Excel files that leave: what is a number can be summed, what is a code keeps its digits."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tenants.kernel.errors import RuleViolation
from tenants.kernel.formats import written_in
from tenants.kernel.paging import Page
from tenants.shell import downloads
from tenants.shell.languages import init_languages
from tenants.shell.workbooks import (
    CHANGE,
    NUMBER,
    PEOPLE,
    PERCENT,
    PERSON_MONTHS,
    POINTS,
    RUPIAH,
    YEAR,
    Cell,
    Column,
    Figure,
    Measure,
    Table,
    Told,
    fits,
    heads,
    quoted_percent,
    table_of,
    workbook,
)


@pytest.fixture(autouse=True)
def speaking() -> Iterator[None]:
    app = Flask("tenants.shell")
    init_languages(app, [])
    with app.test_request_context():
        yield


def read(content: bytes, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()


def written(cell: Cell, measure: Measure | None = None) -> Any:
    content = workbook(Table("Data", [Column("Isi", measure)], [[cell]]))
    return read(content)[1][0]


def part(content: bytes, path: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(path).decode()


@pytest.mark.parametrize(
    ("cell", "measure", "stored"),
    [
        (302_400_000, RUPIAH, 302_400_000),
        (-16_800, RUPIAH, -16_800),
        (8_125, PEOPLE, 8_125),
        (0, PEOPLE, 0),
        (2_025, YEAR, 2_025),
        (Decimal("0.1760"), PERCENT, 0.176),
        (Decimal("10.93"), POINTS, 10.93),
        (Decimal("-4.10"), CHANGE, -4.1),
        (Figure(Decimal("0.176"), quoted_percent(1)), PERCENT, 0.176),
        (Decimal("0.414541"), PERCENT, 0.4145),
        (Decimal("0.41455"), PERCENT, 0.4146),
        (Figure(Decimal("0.176045"), quoted_percent(4)), PERCENT, 0.176045),
        (999_999_999_999_999, RUPIAH, 999_999_999_999_999),
    ],
)
def test_number_is_stored_as_a_number(cell: Cell, measure: Measure, stored: float) -> None:
    found = written(cell, measure)

    assert isinstance(found, int | float)
    assert found == stored


@pytest.mark.parametrize(
    ("cell", "measure"),
    [(1_234_567_890_123_456, RUPIAH), (Decimal("1234567890.1234567"), POINTS)],
)
def test_number_of_more_digits_than_a_spreadsheet_keeps_stays_text(
    cell: int | Decimal, measure: Measure
) -> None:
    assert written(cell, measure) == str(cell)


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_number_read_again_lost_no_digit(value: Decimal) -> None:
    found = written(value, POINTS)

    exact = Decimal(repr(found)) if isinstance(found, int | float) else Decimal(found)
    assert exact == value
    assert isinstance(found, str) is not fits(value)


@pytest.mark.parametrize("text", ["=1+1", "+62812", "-1", "@SUM(A1)", "0012", "350501**********"])
def test_text_stays_text_whatever_it_begins_with(text: str) -> None:
    content = workbook(Table("Data", [Column("Isi")], [[text]]))

    assert read(content)[1][0] == text
    assert "<f>" not in part(content, "xl/worksheets/sheet1.xml")


def test_day_is_stored_as_a_day_and_a_moment_with_its_time() -> None:
    moment = datetime(2026, 11, 20, 9, 14, tzinfo=UTC)

    assert written(date(2025, 4, 14)) == date(2025, 4, 14)
    assert written(moment) == moment.replace(tzinfo=None)
    assert written(date(1899, 12, 31)) == "31\u00a0Desember 1899"


def test_list_states_head_and_cell_of_a_column_together() -> None:
    told: list[Told[str]] = [
        (Column("Kata"), str.upper),
        (Column("Huruf", NUMBER), len),
    ]

    table = table_of("Daftar", ["perda", "sk"], told, ["Catatan."])

    assert read(workbook(table)) == [["Kata", "Huruf"], ["PERDA", 5], ["SK", 2]]
    assert table.notes == ["Catatan."]


@pytest.mark.parametrize(
    ("found", "is_whole"),
    [
        ([1, 2], True),
        ([1, 2, 3], False),
        (Page([1, 2], None), True),
        (Page([1, 2], "selanjutnya"), False),
    ],
)
def test_list_that_would_be_cut_does_not_leave(
    monkeypatch: pytest.MonkeyPatch, found: Page[int] | list[int], *, is_whole: bool
) -> None:
    monkeypatch.setattr(downloads, "EXPORT_LIMIT", 2)

    if is_whole:
        assert downloads.everything_of(found) == [1, 2]
    else:
        with pytest.raises(RuleViolation):
            downloads.everything_of(found)


def test_number_without_a_measure_is_refused() -> None:
    with pytest.raises(TypeError):
        written(7)


def test_empty_cell_stays_empty_and_is_no_zero() -> None:
    rows = read(workbook(Table("Data", [Column("A", PEOPLE), Column("B", PEOPLE)], [[None, 1]])))

    assert rows[1] == ["", 1]


def test_head_carries_the_unit_and_cells_the_format() -> None:
    columns = [Column("Anggaran", RUPIAH), Column("Cakupan", PERCENT), Column("Nama")]
    content = workbook(Table("Data", columns, [[1, Decimal("0.5"), "x"]]))

    assert read(content)[0] == ["Anggaran (rupiah)", "Cakupan (%)", "Nama"]
    styles = part(content, "xl/styles.xml")
    assert "&quot;Rp&quot;#,##0" in styles
    assert 'formatCode="0.00%"' in styles


def test_head_that_is_its_unit_says_it_once() -> None:
    columns = [Column("Orang", PEOPLE), Column("Orang-bulan", PERSON_MONTHS)]

    assert heads(columns) == ["Orang", "Orang-bulan"]


@pytest.mark.parametrize(("language", "code"), [("id", "421"), ("en", "409")])
def test_days_are_named_in_the_language_of_the_reader(language: str, code: str) -> None:
    with written_in(language):
        content = workbook(Table("Data", [Column("Hari")], [[date(2025, 4, 14)]]))

    assert f"[$-{code}]d mmmm yyyy" in part(content, "xl/styles.xml")


def test_notes_stand_on_a_sheet_beside_the_table() -> None:
    content = workbook(Table("Cakupan", [Column("A")], [["x"]], notes=["Sumber: =Surat"]))

    assert read(content) == [["A"], ["x"]]
    assert read(content, 1) == [["Cakupan"], ["Sumber: =Surat"]]
