"""Tables that leave as Excel files: numbers that can be summed, days that can be sorted, texts.

A column says what its numbers measure; the head names the unit and the cell format writes the
signs of the reader's own spreadsheet. Codes, keys and masked numbers are texts and stay so, and a
text never becomes a formula whatever it begins with.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol, TypeAlias, TypeVar

import xlsxwriter
from flask_babel import gettext as _

from tenants.kernel import formats
from tenants.kernel.errors import N_

DIGITS_KEPT = 15
"""Significant digits that a spreadsheet keeps of a number; a longer one leaves as text.

Source:
    ECMA-376 part 1, 18.3.1.96: numbers are IEEE 754 doubles.
"""

_SHEET_NAME_LIMIT = 31
_CELL_LIMIT = 32_767
_WIDEST = 60
_FIRST_YEAR = 1901  # spreadsheets count days from 1900, with one day that never was
_TEXT_FORMAT = "@"
_LANGUAGE_CODES = {"id": "421", "en": "409"}

Listed = TypeVar("Listed")


@dataclass(frozen=True)
class Measure:
    """What the numbers of a column count, and how a spreadsheet writes them.

    ``places`` are the decimals a cell keeps, rounded as pages round; None keeps all.
    """

    number_format: str
    unit: str = ""
    places: int | None = None


NUMBER = Measure("#,##0")
YEAR = Measure("0")
PEOPLE = Measure("#,##0", N_("orang"))
BYTES = Measure("#,##0", N_("bita"))
DAYS = Measure("#,##0", N_("hari"))
WORKING_DAYS = Measure("#,##0.#", N_("hari kerja"), places=1)
MONTHS = Measure("0", N_("bulan"))
PERSON_MONTHS = Measure("#,##0", N_("orang-bulan"))
RUPIAH = Measure('"Rp"#,##0', N_("rupiah"))
POINTS = Measure("0.00", N_("nilai"))
CHANGE = Measure("+0.00;\u22120.00;0.00", N_("nilai"))
PERCENT = Measure("0.00%", "%", places=4)
"""Of ratios: a cell holds 0.176 and shows 17,60 %, as every formula expects it."""


@dataclass(frozen=True)
class Figure:
    """A number written in another way than the rest of its column."""

    value: int | Decimal
    measure: Measure


Cell: TypeAlias = str | int | Decimal | date | Figure | None


@dataclass(frozen=True)
class Column:
    """A head, and the measure of the numbers under it; without one it holds texts and days."""

    head: str
    measure: Measure | None = None


Told: TypeAlias = tuple[Column, Callable[[Listed], Cell]]
"""A column of a list, and what it tells of one line."""


@dataclass(frozen=True)
class Table:
    """One table that leaves: columns and rows of equal length, and what must be said about it."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    notes: Sequence[str] = field(default_factory=tuple)
    """Sources, days and bases, a line each, on a sheet of their own."""


def table_of(
    title: str,
    lines: Iterable[Listed],
    told: Sequence[Told[Listed]],
    notes: Sequence[str] = (),
) -> Table:
    """A list as a table; head and cell of each column are stated together."""
    return Table(
        title=title,
        columns=[column for column, _tell in told],
        rows=[[tell(line) for _column, tell in told] for line in lines],
        notes=notes,
    )


def quoted_percent(places: int) -> Measure:
    """A percentage with as many decimals as it was published with."""
    return Measure(f"0.{'0' * places}%" if places else "0%", PERCENT.unit, places + 2)


def workbook(*tables: Table) -> bytes:
    """Each table as one sheet with a head, and the notes of all on a last one."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "remove_timezone": True}) as book:
        for table in tables:
            _write_table(book, table)
        noted = [table for table in tables if table.notes]
        if noted:
            beside = book.add_worksheet(_("Keterangan"))
            beside.set_column(0, 0, 2 * _WIDEST, book.add_format({"text_wrap": True}))
            said = [line for table in noted for line in (table.title, *table.notes)]
            for row, note in enumerate(said):
                beside.write_string(row, 0, note)
    return buffer.getvalue()


def heads(columns: Sequence[Column]) -> list[str]:
    """The heads with their units: ``Anggaran (rupiah)``; ``Orang`` is its own unit."""
    return [_head(column) for column in columns]


def _head(column: Column) -> str:
    unit = _(column.measure.unit) if column.measure and column.measure.unit else ""
    if not unit or unit.casefold() == column.head.casefold():
        return column.head
    return f"{column.head} ({unit})"


def fits(value: int | Decimal) -> bool:
    """Whether a spreadsheet keeps every digit of a number."""
    digits = Decimal(value).as_tuple().digits
    return len("".join(map(str, digits)).strip("0")) <= DIGITS_KEPT


def _write_table(book: Any, table: Table) -> None:
    sheet = book.add_worksheet(
        "".join(c for c in table.title if c not in "[]:*?/\\'")[:_SHEET_NAME_LIMIT]
    )
    pen = _Pen(book, sheet)
    labels = heads(table.columns)
    widths = [len(label) for label in labels]
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for position, label in enumerate(labels):
        sheet.write_string(0, position, label, head)
    last_row = 0
    for last_row, row in enumerate(table.rows, start=1):
        for position, cell in enumerate(row):
            taken = pen.write(last_row, position, cell, table.columns[position].measure)
            widths[position] = max(widths[position], taken)
    for position, width in enumerate(widths):
        sheet.set_column(position, position, min(width + 2, _WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last_row, len(labels) - 1)


class _Pen:
    """Writes cells of one sheet; each number format is made once."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self._book = book
        self._sheet = sheet
        self._formats: dict[str, Any] = {}

    def write(self, row: int, position: int, cell: Cell, measure: Measure | None) -> int:
        """Write one cell and tell how many signs wide it reads.

        Raises:
            TypeError: a number stands in a column that does not say what it measures.
        """
        if isinstance(cell, Figure):
            return self.write(row, position, cell.value, cell.measure)
        if cell is None:
            return 0
        if isinstance(cell, str):
            return self._write_text(row, position, cell)
        if isinstance(cell, date):
            return self._write_day(row, position, cell)
        if measure is None or isinstance(cell, bool):
            raise TypeError(f"no measure for a {type(cell).__name__}")
        return self._write_number(row, position, cell, measure)

    def _write_text(self, row: int, position: int, text: str) -> int:
        self._sheet.write_string(row, position, text[:_CELL_LIMIT], self._format(_TEXT_FORMAT))
        return len(text)

    def _write_number(self, row: int, position: int, value: int | Decimal, measure: Measure) -> int:
        if measure.places is not None:
            value = Decimal(value).quantize(Decimal(1).scaleb(-measure.places), ROUND_HALF_UP)
        if not fits(value):
            return self._write_text(row, position, f"{Decimal(value):f}")
        number = self._format(measure.number_format)
        self._sheet.write_number(row, position, float(value), number)
        return len(f"{value:,.0f}") + len(measure.number_format.strip("#,"))

    def _write_day(self, row: int, position: int, day: date) -> int:
        if day.year < _FIRST_YEAR:
            return self._write_text(row, position, formats.date_id(day))
        pattern = f"[$-{_LANGUAGE_CODES[formats.language()]}]d mmmm yyyy"
        if isinstance(day, datetime):
            pattern += " hh:mm"
        self._sheet.write_datetime(row, position, day, self._format(pattern))
        return len(pattern) - len("[$-421]")

    def _format(self, number_format: str) -> Any:
        if number_format not in self._formats:
            look: dict[str, Any] = {"num_format": number_format, "valign": "top"}
            if number_format == _TEXT_FORMAT:
                look["text_wrap"] = True
            self._formats[number_format] = self._book.add_format(look)
        return self._formats[number_format]


class Counted(Protocol):
    """Something that is for so many people, or for at least so many."""

    @property
    def people_count(self) -> int | None:
        """How many; None where it is not stated."""

    @property
    def is_at_least(self) -> bool:
        """Whether there may be more."""


def people_cell(one: Counted) -> Figure | None:
    """How many people, as Excel writes it; at least so many where programmes may share them."""
    if one.people_count is None:
        return None
    at_least = Measure(f'"{_("sedikitnya")} "{PEOPLE.number_format}', PEOPLE.unit)
    return Figure(one.people_count, at_least if one.is_at_least else PEOPLE)
